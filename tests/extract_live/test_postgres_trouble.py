"""A server that is changed, locked, forbidden or gone while it is read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.live import pg_reading, postgres
from governance.extract.live.pg_reading import Asked, ask_of_each
from governance.extract.sources import postgres as extractor

from .conftest import Server, read_postgres

CANARY = "zanzibar"

SCRIPT = f"""
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('{CANARY}');
CREATE TABLE app.steady (id int PRIMARY KEY, note text DEFAULT '{CANARY}');
CREATE VIEW app.shown AS SELECT id, note FROM app.steady WHERE note <> '{CANARY}';
CREATE TABLE app.going (a int, b text DEFAULT '{CANARY}', c app.mood);
CREATE VIEW app.going_too AS SELECT a, b FROM app.going WHERE b <> '{CANARY}';
"""

NOBODY = """
DO $$ BEGIN CREATE ROLE lictor_nobody LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
"""


def names(read: Extraction) -> set[str]:
    return {table.ref.table for table in read.tables}


@contextmanager
def locked(url: str, table: str) -> Iterator[None]:
    """Somebody rebuilds a table, or the like."""
    with psycopg.connect(url) as other:
        query = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE")
        other.execute(query.format(sql.Identifier(*table.split("."))))
        yield


@contextmanager
def as_soon_as_it_waits(url: str, statement: sql.SQL) -> Iterator[None]:
    """Run a statement once a session of ours waits for a lock."""

    def run() -> None:
        with psycopg.connect(url, autocommit=True, options="-c statement_timeout=10s") as other:
            for _ in range(200):
                waits = other.execute(
                    "SELECT pid FROM pg_stat_activity WHERE application_name = 'lictor' "
                    "AND datname = current_database() AND wait_event_type = 'Lock'"
                ).fetchone()
                if waits:
                    other.execute(statement, waits)
                    return
                time.sleep(0.02)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def test_a_connection_that_is_ended_in_the_middle(server: Server) -> None:
    url = server.database("ended", SCRIPT)
    with (
        locked(url, "pg_catalog.pg_policy"),
        as_soon_as_it_waits(url, sql.SQL("SELECT pg_terminate_backend(%s)")),
        pytest.raises(ExtractError) as caught,
    ):
        read_postgres(url)
    assert caught.value.message in (
        'source "app" cannot be read: the server shut down, or somebody ended the connection',
        'source "app" cannot be read: the connection was lost',
    )


def test_a_query_that_takes_too_long(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.database("slow", SCRIPT)
    monkeypatch.setitem(postgres._SESSION, "statement_timeout", "200ms")
    with (
        locked(url, "pg_catalog.pg_policy"),
        pytest.raises(ExtractError, match="a query took longer"),
    ):
        read_postgres(url)


def test_system_catalogs_that_are_locked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.database("catalogs_locked", SCRIPT)
    monkeypatch.setitem(postgres._SESSION, "lock_timeout", "200ms")
    monkeypatch.setattr(pg_reading, "LOCK_TIMEOUT", "200ms")
    with (
        locked(url, "pg_catalog.pg_policy"),
        pytest.raises(ExtractError, match="a lock was not free"),
    ):
        read_postgres(url)


def test_a_table_that_is_locked_keeps_back_only_what_needs_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pg_reading, "_PATIENCE", "200ms")
    url = server.database("table_locked", SCRIPT)
    whole = read_postgres(url)
    with locked(url, "app.going"):
        read = read_postgres(url)
    assert names(read) == {"steady", "shown", "going", "going_too"}
    steady = {table.ref.table: table for table in read.tables if "going" not in table.ref.table}
    assert steady == {t.ref.table: t for t in whole.tables if t.ref.table in ("steady", "shown")}
    (problem,) = (p for p in read.problems if p.subject == "app:app.going_too")
    assert (
        problem.message == "the SQL of app.going_too could not be read: it is locked; read it again"
    )
    assert problem.fingerprint == "postgres:app:app.going_too:sql"
    assert read.notices == ("app: size and rows of 1 table not known (it is locked)",)
    assert {edge.downstream.table for edge in read.edges} == {"shown"}


def test_what_is_dropped_or_changed_in_the_middle(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.database("dropped", SCRIPT)
    done: list[bool] = []

    def meanwhile(connection: psycopg.Connection, query: str, tables: Sequence[int]) -> Asked:
        if not done:
            done.append(True)
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("DROP VIEW app.going_too")
                other.execute("DROP TABLE app.going")
                other.execute("DROP TYPE app.mood")
                other.execute("CREATE TABLE app.coming (a int)")
                other.execute("ALTER TABLE app.steady ADD COLUMN more int")
        return ask_of_each(connection, query, tables)

    monkeypatch.setattr(extractor, "ask_of_each", meanwhile)
    read = read_postgres(url)
    assert done
    # as it was when the reading began
    assert names(read) == {"steady", "shown", "going", "going_too"}
    tables = {table.ref.table: table for table in read.tables}
    assert [column.name for column in tables["steady"].columns] == ["id", "note"]
    assert tables["steady"].columns[1].default == "?::text"
    assert [column.type for column in tables["going"].columns] == ["integer", "text", ""]
    assert {problem.subject for problem in read.problems} == {"app:app.going", "app:app.going_too"}
    monkeypatch.undo()
    assert names(read_postgres(url)) == {"steady", "shown", "coming"}
    assert CANARY not in repr(read)


def test_a_user_who_may_only_connect_sees_the_same(server: Server) -> None:
    url = server.database(
        "humble",
        f"{SCRIPT} {NOBODY} REVOKE ALL ON SCHEMA app FROM PUBLIC;",
    )
    assert read_postgres(make_conninfo(url, user="lictor_nobody")) == read_postgres(url)


HIDDEN = [
    ("pg_default_acl", "default privileges"),
    ("pg_roles", "roles"),
    ("pg_auth_members", "memberships of roles"),
    ("pg_seclabel", "masks"),
]


@pytest.mark.parametrize(("catalog", "what"), HIDDEN)
def test_what_a_hardened_server_hides_is_a_problem(server: Server, catalog: str, what: str) -> None:
    url = server.database(
        "hardened",
        f"{SCRIPT} {NOBODY}",
    )
    with psycopg.connect(url, autocommit=True) as connection:
        hide = sql.SQL("REVOKE SELECT ON pg_catalog.{} FROM PUBLIC")
        connection.execute(hide.format(sql.Identifier(catalog)))
    read = read_postgres(make_conninfo(url, user="lictor_nobody"))
    (problem,) = read.problems
    assert problem.message.startswith(f"{what} are not known: this user may not read ")
    assert catalog in problem.message
    assert names(read) == {"steady", "shown", "going", "going_too"}


def test_system_catalogs_without_which_there_is_nothing(server: Server) -> None:
    url = server.database(
        "shut",
        f"{NOBODY} REVOKE SELECT ON pg_catalog.pg_constraint FROM PUBLIC;",
    )
    with pytest.raises(ExtractError, match="permission denied"):
        read_postgres(make_conninfo(url, user="lictor_nobody"))


def test_more_columns_than_two_bytes_can_count(server: Server) -> None:
    columns = sql.SQL(", ").join(sql.SQL("c{} int").format(number) for number in range(1_600))
    url = server.database("wide")
    with psycopg.connect(url) as connection:
        for number in range(42):
            name = sql.Identifier(f"wide_{number}")
            connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, columns))
    read = read_postgres(url)
    assert read.coverage.columns == 42 * 1_600 > 65_536
    assert all(
        [column.name for column in table.columns] == [f"c{n}" for n in range(1_600)]
        for table in read.tables
    )


def test_asking_in_parts_loses_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.database("parts", SCRIPT)
    whole = read_postgres(url)
    monkeypatch.setattr(pg_reading, "AT_ONCE", 1)
    assert read_postgres(url) == whole
