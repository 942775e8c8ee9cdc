"""`kind: oracle`: the schemas of an Oracle database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import first_rows, inspected
from governance.extract.live.engine import CONNECT_SECONDS, Engine, Opening
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

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
