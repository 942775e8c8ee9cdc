"""`kind: oracle`: the schemas of an Oracle database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import CONNECT_SECONDS, Engine, Opening
from governance.extract.live.warehouse import warehouse

if TYPE_CHECKING:
    from sqlalchemy import URL

LIVE = True


def _opening(url: URL) -> Opening:
    return Opening(url, {"program": "lictor", "tcp_connect_timeout": float(CONNECT_SECONDS)})


ENGINE = Engine(
    name="Oracle",
    dialect="oracle",
    driver="oracle+oracledb",
    schemes=("oracle",),
    extra="oracle",
    # https://docs.oracle.com/en/database/oracle/oracle-database/23/ntdbi/ (predefined accounts)
    own=(
        "anonymous",
        "appqossys",
        "audsys",
        "ctxsys",
        "dbsfwuser",
        "dbsnmp",
        "dip",
        "dvf",
        "dvsys",
        "ggsys",
        "gsm*",
        "lbacsys",
        "mddata",
        "mdsys",
        "ojvmsys",
        "olapsys",
        "oracle_ocm",
        "ordata",
        "orddata",
        "ordplugins",
        "ordsys",
        "outln",
        "remote_scheduler_agent",
        "si_informtn_schema",
        "sys",
        "sys$umf",
        "sysbackup",
        "sysdg",
        "syskm",
        "sysrac",
        "system",
        "wmsys",
        "xdb",
        "xs$null",
    ),
    opening=_opening,
    statements=("SET TRANSACTION READ ONLY",),
)

extract, sampler = warehouse(ENGINE)
