"""Row samples: bounded, the same each time, read-only, and silent about values."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from governance.cache import NoCache
from governance.errors import ExtractError
from governance.extract.live import sample
from governance.extract.live.postgres import session
from governance.extract.live.sample import samples
from governance.extract.live.sqlite import connect
from governance.extract.sources import sqlite
from governance.model.catalog import Column, Table
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

from .conftest import Server, read_postgres

CANARY = "zanzibar"


def lite(tmp_path: Path, script: str) -> tuple[sqlite3.Connection, dict[str, Table]]:
    file = tmp_path / "data.db"
    with closing(sqlite3.connect(file)) as writer:
        writer.executescript(script)
    found = sqlite.extract(
        Source(name="app", kind="sqlite", path=file.name), Folder(tmp_path), NoCache()
    )
    return connect(file), {table.ref.table: table for table in found.tables}


def values(
    connection: sqlite3.Connection, table: Table, limit: int
) -> list[tuple[str | None, ...]]:
    return [found.values for found in samples(connection, table, limit)]


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"


def test_sqlite_rows_are_spread_over_the_table(tmp_path: Path) -> None:
    connection, tables = lite(
        tmp_path,
        f"CREATE TABLE t (a INTEGER PRIMARY KEY, b); INSERT INTO t {NUMBERS} SELECT i, -i FROM n",
    )
    with closing(connection):
        (a, b) = values(connection, tables["t"], 100)
        assert a == tuple(str(1 + 100 * n) for n in range(100))
        assert b == tuple(f"-{value}" for value in a)
        assert values(connection, tables["t"], 100) == [a, b]


@pytest.mark.parametrize(
    ("script", "limit", "count"),
    [
        ("INSERT INTO t VALUES (1, 'x')", 10, 1),
        ("SELECT 1", 10, 0),
        ("INSERT INTO t VALUES (-9223372036854775808, 'x'), (9223372036854775807, 'y')", 10, 2),
        (
            f"INSERT INTO t {NUMBERS} SELECT i, 'x' FROM n; INSERT INTO t VALUES (1 << 40, 'y')",
            500,
            500,
        ),
        (f"INSERT INTO t {NUMBERS} SELECT i * i, 'x' FROM n", 500, 500),
        (f"INSERT INTO t {NUMBERS} SELECT i, 'x' FROM n", 20000, 10000),
    ],
)
def test_sqlite_gives_as_many_rows_as_there_are(
    tmp_path: Path, script: str, limit: int, count: int
) -> None:
    connection, tables = lite(tmp_path, f"CREATE TABLE t (a INTEGER PRIMARY KEY, b); {script}")
    with closing(connection):
        a, _ = values(connection, tables["t"], limit)
        assert len(a) == len(set(a)) == count


def test_sqlite_views_odd_tables_and_odd_values(tmp_path: Path) -> None:
    connection, tables = lite(
        tmp_path,
        """
        CREATE TABLE "ta""ble" (rowid TEXT, _rowid_ TEXT, oid TEXT, "sel""ect" BLOB);
        INSERT INTO "ta""ble" VALUES ('a', NULL, 'c', x'ff41');
        CREATE VIEW v AS SELECT oid FROM "ta""ble";
        CREATE TABLE w (k TEXT PRIMARY KEY) WITHOUT ROWID;
        INSERT INTO w VALUES ('z'), ('y');
        """,
    )
    with closing(connection):
        assert values(connection, tables['ta"ble'], 5) == [("a",), (None,), ("c",), ("\ufffdA",)]
        assert values(connection, tables["v"], 5) == [("c",)]
        assert values(connection, tables["w"], 5) == [("y", "z")]


def test_long_values_are_cut_and_large_tables_end_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, tables = lite(
        tmp_path,
        f"CREATE TABLE t (b); INSERT INTO t {NUMBERS} SELECT printf('%.9000d', i) FROM n LIMIT 50",
    )
    with closing(connection):
        (b,) = values(connection, tables["t"], 50)
        assert {len(value or "") for value in b} == {sample.WIDTH}
        monkeypatch.setattr(sample, "MAX_CHARACTERS", 3 * sample.WIDTH)
        (b,) = values(connection, tables["t"], 50)
        assert len(b) == 4


def test_a_view_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.extract.live.sqlite.QUERY_STEPS", 10_000)
    connection, tables = lite(
        tmp_path,
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT count(*) AS c FROM n",
    )
    with closing(connection), pytest.raises(ExtractError, match="takes too long"):
        samples(connection, tables["v"])


def test_a_table_that_went_away_is_an_error_without_a_value(tmp_path: Path) -> None:
    connection, _ = lite(tmp_path, f"CREATE TABLE t (b); INSERT INTO t VALUES ('{CANARY}')")
    with closing(connection):
        with pytest.raises(ExtractError, match=r"main\.gone cannot be read"):
            samples(connection, Table(TableRef("app", "main", "gone"), columns=(Column("a"),)))
        # A name in double quotes that is no column must not come back as text.
        with pytest.raises(ExtractError):
            samples(connection, Table(TableRef("app", "main", "t"), columns=(Column("nope"),)))


def test_a_sample_does_not_print_its_values(tmp_path: Path) -> None:
    connection, tables = lite(tmp_path, f"CREATE TABLE t (b); INSERT INTO t VALUES ('{CANARY}')")
    with closing(connection):
        (found,) = samples(connection, tables["t"])
    assert found.values == (CANARY,)
    assert CANARY not in repr(found)


def test_postgres_samples(server: Server) -> None:
    url = server.database(
        "samples",
        """
        CREATE TABLE big AS SELECT i AS id, 'user' || i AS name FROM generate_series(1, 50000) AS i;
        ANALYZE big;
        CREATE TABLE "od""d {}%s" ("a""b %s" text, n int, j json, x bytea, u uuid[]);
        INSERT INTO "od""d {}%s" VALUES ('v', NULL, '{"a": 1}', '\\xff', NULL),
            (repeat('é', 9000), 2, NULL, NULL, NULL);
        CREATE VIEW failing AS SELECT 'zanzibar'::text::int AS a;
        CREATE VIEW narrow AS SELECT n FROM "od""d {}%s";
        CREATE TABLE nothing ();
        """,
    )
    tables = {table.ref.table: table for table in read_postgres(url).tables}
    with session(conninfo_to_dict(url), "app") as connection:
        a, n, j, x, _ = samples(connection, tables['od"d {}%s'])
        assert a.values == ("v", "é" * sample.WIDTH)
        assert (n.values, j.values, x.values) == ((None, "2"), ('{"a": 1}', None), ("\\xff", None))

        with pytest.raises(ExtractError, match=r"SQLSTATE 22P02") as caught:
            samples(connection, tables["failing"])
        assert CANARY not in str(caught.value)

        assert [found.values for found in samples(connection, tables["narrow"])] == [(None, "2")]
        assert samples(connection, tables["nothing"]) == ()

        first, second = (samples(connection, tables["big"], 100) for _ in range(2))
        assert first == second
        assert first[0].rows == 100
        assert max(int(value or 0) for value in first[0].values) > 5000


def test_postgres_tables_that_may_not_be_read(server: Server) -> None:
    url = server.database(
        "denied",
        """
        DO $$ BEGIN CREATE ROLE nobody_much LOGIN;
        EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        CREATE TABLE secret (a text); CREATE TABLE open_one (a text);
        GRANT SELECT ON open_one TO nobody_much; INSERT INTO open_one VALUES ('x');
        """,
    )
    from psycopg.conninfo import make_conninfo

    as_nobody = make_conninfo(url, user="nobody_much")
    tables = {table.ref.table: table for table in read_postgres(as_nobody).tables}
    with session(conninfo_to_dict(as_nobody), "app") as connection:
        with pytest.raises(ExtractError, match=r"public\.secret .* permission denied"):
            samples(connection, tables["secret"])
        assert samples(connection, tables["open_one"])[0].values == ("x",)
