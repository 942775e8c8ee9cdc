"""`kind: sqlalchemy`: any database that has a dialect of SQLAlchemy, by its url.

For engines that have no kind of their own. `dialect:` says which SQL its views are in; without it
they are not followed, and that is a problem each.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import first_rows, inspected
from governance.extract.live.engine import Engine
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.sql.dialect import dialect
from governance.tree import Tree

LIVE = True


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read all that an inspector shows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: no dialect of that name, or not its driver, is installed.
        ConfigError: there is no such SQL dialect, no url, or its variable is not set.
    """
    return inspected.extract(_engine(source), source, cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """A connection that reads rows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    return first_rows.reader(_engine(source), source)


def _engine(source: Source) -> Engine:
    return Engine(
        name="its database",
        dialect=dialect(source.dialect).name if source.dialect else "",
        driver="",
        schemes=(),
        extra="",
        own=("information_schema", "pg_catalog", "sys"),
    )
