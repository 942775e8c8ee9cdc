"""`kind: snowflake`: the schemas of a Snowflake database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import first_rows, inspected
from governance.extract.live.engine import CONNECT_SECONDS, QUERY_SECONDS, Engine, Opening
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

if TYPE_CHECKING:
    from sqlalchemy import URL

LIVE = True


def _opening(url: URL) -> Opening:
    return Opening(
        url,
        {
            "application": "lictor",
            "login_timeout": CONNECT_SECONDS,
            "session_parameters": {
                "QUERY_TAG": "lictor",
                "STATEMENT_TIMEOUT_IN_SECONDS": QUERY_SECONDS,
            },
        },
    )


ENGINE = Engine(
    name="Snowflake",
    dialect="snowflake",
    driver="snowflake",
    schemes=("snowflake",),
    extra="snowflake",
    own=("information_schema",),
    opening=_opening,
)


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read all that SQLAlchemy's inspector shows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    return inspected.extract(ENGINE, source, cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """A connection that reads rows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    return first_rows.reader(ENGINE, source)
