"""`kind: trino`: the schemas of a catalog of Trino."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import QUERY_SECONDS, Engine, Opening, is_local
from governance.extract.live.warehouse import warehouse

if TYPE_CHECKING:
    from sqlalchemy import URL

LIVE = True


def _opening(url: URL) -> Opening:
    """HTTPS, unless the url says `http_scheme=http` or the server is this machine."""
    said = str(url.query.get("http_scheme", ""))
    scheme = said or ("http" if is_local(url) and not url.password else "https")
    notices = () if scheme == "https" or is_local(url) else ("the connection is not encrypted",)
    return Opening(
        url.difference_update_query(["http_scheme"]),
        {
            "source": "lictor",
            "http_scheme": scheme,
            "request_timeout": QUERY_SECONDS,
            "session_properties": {"query_max_run_time": f"{QUERY_SECONDS}s"},
        },
        notices,
    )


ENGINE = Engine(
    name="Trino",
    dialect="trino",
    driver="trino",
    schemes=("trino",),
    extra="trino",
    own=("information_schema",),
    opening=_opening,
)

extract, sampler = warehouse(ENGINE)
