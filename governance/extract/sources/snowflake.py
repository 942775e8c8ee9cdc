"""`kind: snowflake`: the schemas of a Snowflake database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import CONNECT_SECONDS, QUERY_SECONDS, Engine, Opening
from governance.extract.live.warehouse import warehouse

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

extract, sampler = warehouse(ENGINE)
