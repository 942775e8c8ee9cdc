"""`kind: mssql`: the schemas of a SQL Server database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import CONNECT_SECONDS, LOCK_SECONDS, Engine, Opening
from governance.extract.live.warehouse import warehouse

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

extract, sampler = warehouse(ENGINE)
