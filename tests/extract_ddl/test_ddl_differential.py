"""The replay of each PostgreSQL case against a real PostgreSQL after the same statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from governance.sql.split import split

CASES = Path(__file__).parent / "cases"


def _cases() -> Iterator[Any]:
    """Those that a server understands as a whole; `server: false` is one that needs extensions."""
    for file in sorted(CASES.glob("postgres*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            if "sql" in case and "problems" not in case and case.get("server", True):
                yield pytest.param(case, id=f"{file.stem}: {case['name']}")


@pytest.mark.parametrize("case", list(_cases()))
def test_replay_is_what_the_server_has(
    case: dict[str, Any], read: Any, database: psycopg.Connection, compare: Any
) -> None:
    for piece in split(case["sql"], "postgres"):
        if piece.kind == "statement":
            database.execute(case["sql"][piece.first : piece.end])
    database.execute("RESET ALL")
    extraction = read(case["sql"])
    assert compare(extraction.tables, database) == []
