"""`kind: redshift`: the schemas of a Redshift database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import CONNECT_SECONDS, QUERY_SECONDS, Engine, Opening
from governance.extract.live.warehouse import warehouse

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

extract, sampler = warehouse(ENGINE)
