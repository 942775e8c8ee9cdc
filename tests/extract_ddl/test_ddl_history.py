"""history.sql, file by file, on a real PostgreSQL and in the replay: both have the same after each.

Tables, kinds, columns with their types, order, nullability and defaults, keys, indexes, comments,
row-level security, grants; and what the server says a view depends on is among its edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from governance.extract.base import Extraction

HISTORY = Path(__file__).with_name("history.sql")
_ROLES = ("history_reader", "history_writer")


def _files(version: int) -> dict[str, str]:
    """The files of the history, by their names."""
    parts = re.split(r"^--> (.+)\n", HISTORY.read_text("utf-8"), flags=re.MULTILINE)[1:]
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return {
        f"{number:03}_{re.sub('[^a-z0-9]+', '_', name.lower()).strip('_')}.sql": text
        for number, (name, text) in enumerate(pairs, 1)
        if not name.endswith("(18)") or version >= 18
    }


@pytest.fixture
def roles(database: psycopg.Connection) -> Iterator[None]:
    for role in _ROLES:
        database.execute(f"DROP ROLE IF EXISTS {role}")  # type: ignore[arg-type]
        database.execute(f"CREATE ROLE {role}")  # type: ignore[arg-type]
    yield
    database.execute("RESET ALL")
    for role in _ROLES:
        database.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")  # type: ignore[arg-type]


def test_there_are_enough_files() -> None:
    assert len(_files(18)) >= 120


def _run(database: psycopg.Connection, text: str) -> None:
    """A file as psql runs it: rows of COPY are not statements."""
    from governance.sql.split import split

    database.execute("RESET ALL")
    rows: Any = None
    for piece in split(text, "postgres"):
        body = text[piece.first : piece.end]
        if piece.kind == "statement" and re.match(r"COPY\b.*FROM stdin", body, re.DOTALL):
            rows = body
        elif piece.kind == "data":
            lines = text[piece.start : piece.end].strip().removesuffix("\\.")
            with database.cursor().copy(rows) as copy:
                copy.write(lines)
        elif piece.kind == "statement":
            database.execute(body)  # type: ignore[arg-type]


_TABLE_GRANTS = """
SELECT n.nspname || '.' || c.relname, coalesce(r.rolname, 'public'), a.privilege_type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> c.relowner AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname !~ '^(pg_|information_schema)'
"""
_COLUMN_GRANTS = """
SELECT n.nspname || '.' || c.relname, coalesce(r.rolname, 'public'), a.privilege_type, t.attname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute t ON t.attrelid = c.oid
CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> c.relowner AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname !~ '^(pg_|information_schema)'
"""
_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


def _granted(found: Extraction, version: int) -> set[tuple[str, ...]]:
    """The grants on tables and columns, each privilege by itself."""
    every = _ALL if version >= 17 else _ALL[:-1]
    granted = set()
    for grant in found.grants:
        subject = f"{grant.subject.schema}.{grant.subject.table}"
        if "*" in subject or grant.future:
            continue
        for privilege in every if grant.privilege == "ALL" else (grant.privilege,):
            for column in grant.columns or ("",):
                granted.add((subject, grant.grantee.lower(), privilege, column))
    return granted


def _granted_on_server(database: psycopg.Connection) -> set[tuple[str, ...]]:
    rows = [(*row, "") for row in database.execute(_TABLE_GRANTS)]  # type: ignore[misc]
    return {*rows, *database.execute(_COLUMN_GRANTS)}


_USED_BY_VIEWS = """
SELECT DISTINCT vn.nspname || '.' || v.relname, tn.nspname || '.' || t.relname, a.attname
FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
JOIN pg_namespace vn ON vn.oid = v.relnamespace
JOIN pg_class t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
JOIN pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE d.refobjsubid > 0 AND t.oid <> v.oid AND vn.nspname !~ '^(pg_|information_schema)'
"""


def _unused(found: Extraction, database: psycopg.Connection) -> list[str]:
    """The columns that a view depends on for the server, and that are in no edge of ours."""
    edges = {
        (
            f"{e.downstream.schema}.{e.downstream.table}",
            f"{e.upstream.schema}.{e.upstream.table}",
            e.upstream.column,
        )
        for e in found.edges
    }
    return sorted(
        f"{view} uses {table}.{column}"
        for view, table, column in database.execute(_USED_BY_VIEWS)
        if (view, table, column) not in edges
    )


@pytest.mark.usefixtures("roles")
def test_history_is_what_the_server_has(
    read: Any, database: psycopg.Connection, compare: Any
) -> None:
    version = database.info.server_version // 10_000
    files: dict[str, str] = {}
    types: dict[str, str] = {}
    for name, text in _files(version).items():
        files[name] = text
        _run(database, text)
        database.execute("RESET ALL")
        found = read(files)
        assert [p.message for p in found.problems] == [], name
        assert compare(found.tables, database, types) == [], name
        assert _granted(found, version) == _granted_on_server(database), name
        assert _unused(found, database) == [], name
