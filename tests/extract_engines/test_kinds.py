"""The kinds of sources there are, and that none of them costs a check anything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from governance.pipeline import EXTRACTORS

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "alembic", "duckdb", "pyarrow", "pymysql", "snowflake", "pyodbc")
ENGINES = (ROOT / "docs/engines.md").read_text()


@pytest.mark.parametrize("kind", EXTRACTORS.names)
def test_to_know_whether_a_source_is_live_imports_no_driver(kind: str) -> None:
    code = (
        f"import sys; from governance.pipeline import EXTRACTORS; EXTRACTORS[{kind!r}].LIVE;"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_each_kind_that_is_read_through_a_driver_is_documented() -> None:
    elsewhere = {"postgres", "sqlite"}
    live = {kind for kind in EXTRACTORS.names if EXTRACTORS[kind].LIVE} - elsewhere
    table = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", ENGINES, re.M))))
    assert table == live - {"files"}
    assert "`kind: files`" in ENGINES
