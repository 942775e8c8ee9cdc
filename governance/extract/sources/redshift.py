"""`kind: redshift`: the schemas of a Redshift database."""

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
    verified = url.query.get("sslmode", "verify-full") == "verify-full"
    notices = () if verified else ("the server's certificate is not fully verified (sslmode)",)
    return Opening(url, {"application_name": "lictor", "timeout": CONNECT_SECONDS}, notices)


ENGINE = Engine(
    name="Redshift",
    dialect="redshift",
    driver="redshift+redshift_connector",
    schemes=("redshift",),
    extra="redshift",
    own=("information_schema", "pg_*"),
    opening=_opening,
    statements=(f"SET statement_timeout TO {QUERY_SECONDS * 1000}",),
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
