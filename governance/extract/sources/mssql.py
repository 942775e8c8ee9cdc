"""`kind: mssql`: the schemas of a SQL Server database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import first_rows, inspected
from governance.extract.live.engine import CONNECT_SECONDS, LOCK_SECONDS, Engine, Opening
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

if TYPE_CHECKING:
    from sqlalchemy import URL

LIVE = True


def _opening(url: URL) -> Opening:
    trusting = str(url.query.get("TrustServerCertificate", "no")).lower() in ("yes", "true")
    notices = ("the server's certificate is not verified (TrustServerCertificate)",)
    return Opening(
        url.update_query_dict({"APP": "lictor"}),
        {"timeout": CONNECT_SECONDS, "readonly": True},
        notices if trusting else (),
    )


ENGINE = Engine(
    name="SQL Server",
    dialect="tsql",
    driver="mssql+pyodbc",
    schemes=("mssql",),
    extra="mssql",
    own=("information_schema", "sys", "guest", "db_*"),
    opening=_opening,
    beside="install unixODBC and Microsoft's ODBC driver",
    statements=(f"SET LOCK_TIMEOUT {LOCK_SECONDS * 1000}",),
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
