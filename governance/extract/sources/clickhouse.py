"""`kind: clickhouse`: the databases of a ClickHouse server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import CONNECT_SECONDS, Engine, Opening, is_local
from governance.extract.live.warehouse import warehouse

if TYPE_CHECKING:
    from sqlalchemy import URL

LIVE = True


def _opening(url: URL) -> Opening:
    """TLS, unless the url says `secure=false` or the server is this machine."""
    query = {"secure": "false" if is_local(url) else "true", **url.query}
    notices = []
    if str(query["secure"]).lower() != "true" and not is_local(url):
        notices.append("the connection is not encrypted (secure)")
    if str(query.get("verify", "true")).lower() in ("false", "0", "no"):
        notices.append("the server's certificate is not verified (verify)")
    return Opening(url.update_query_dict(query), {"connect_timeout": CONNECT_SECONDS}, (*notices,))


ENGINE = Engine(
    name="ClickHouse",
    dialect="clickhouse",
    driver="clickhousedb+connect",
    schemes=("clickhouse", "clickhousedb"),
    extra="clickhouse",
    own=("information_schema", "system"),
    opening=_opening,
    one_database=True,
)

extract, sampler = warehouse(ENGINE)
