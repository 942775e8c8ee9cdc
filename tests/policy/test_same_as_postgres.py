"""Every construct of the language answers on the sealed SQLite as on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from governance import documents

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    return list(documents.load((HERE / name).read_bytes(), name).data)


@pytest.mark.parametrize(
    "expression", [str(e) if e is not None else "null" for e in cases("expressions.yml")]
)
def test_expressions(expression: str, ask: Any, postgres: psycopg.Connection) -> None:
    query = (
        "SELECT source, schema_name, table_name, column_name, "
        f"({expression}) AS value FROM governance.columns"
    )
    expected = postgres.execute(query).fetchall()
    assert len(expected) == 11
    assert _comparable(ask(query)) == _comparable(expected)


@pytest.mark.parametrize("query", cases("statements.yml"))
def test_statements(query: str, ask: Any, postgres: psycopg.Connection) -> None:
    expected = postgres.execute(query).fetchall()
    # Our engine adds the source to rows that name a table without it.
    found = [row[: len(expected[0])] if expected else row for row in ask(query)]
    if "ORDER BY" in query.upper():
        assert _plain(found) == _plain(expected)
    else:
        assert _comparable(found) == _comparable(expected)


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(round(float(v), 9) if _number(v) else v for v in row) for row in rows]


def _comparable(rows: list[tuple[Any, ...]]) -> list[str]:
    return sorted(map(repr, _plain(rows)))


def _number(value: Any) -> bool:
    return value is not None and not isinstance(value, bool | str | list)
