"""Rows of DuckDB, of a real MariaDB, and of whatever else SQLAlchemy reaches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest

from governance.cache import NoCache
from governance.extract.live import duckdb_sample
from governance.extract.sampling import KINDS, WIDTH, Limits, Sample, Sampler, sampling
from governance.model.catalog import Column, Table
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

from .conftest import MariaDB

CANARY = "zanzibar"
SEEN = "ada@example.org"


@contextmanager
def opened(source: Source, folder: Path) -> Iterator[tuple[Sampler, dict[str, Table]]]:
    tree = Folder(folder)
    found = KINDS[source.kind].extract(source, tree, NoCache())
    with sampling(source, tree) as sampler:
        yield sampler, {table.ref.table: table for table in found.tables}


def values(sample: Sample) -> list[tuple[str | None, ...]]:
    return [column.values for column in sample.columns]


def first_column(sample: Sample) -> list[int]:
    return [int(value or 0) for value in sample.columns[0].values]


def gaps(sample: Sample) -> list[tuple[str, str]]:
    return [(gap.what, gap.why) for gap in sample.gaps]


def duck(folder: Path, script: str) -> Source:
    import duckdb

    with duckdb.connect(str(folder / "data.duckdb")) as connection:
        connection.execute(script)
    return Source(name="app", kind="duckdb", path="data.duckdb")


BIG = f"""
    CREATE TABLE big AS SELECT i AS id, 'user' || i AS name, NULL::VARCHAR AS never,
        CASE WHEN i IN (5, 77777, 150001) THEN '{SEEN}' END AS mail FROM range(200000) AS r(i);
"""


@pytest.mark.parametrize("by_blocks_from", [5_000_000, 1000])
def test_duckdb_tables_are_read_all_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_blocks_from: int
) -> None:
    monkeypatch.setattr(duckdb_sample, "BY_BLOCKS_FROM", by_blocks_from)
    with opened(duck(tmp_path, BIG), tmp_path) as (sampler, tables):
        first, second = (sampler.sample(tables["big"]) for _ in range(2))
        other = sampler.sample(tables["big"], Limits(seed=2))
    assert first == second
    assert values(first) != values(other)
    ids = first_column(first)
    assert len(ids) == len(set(ids)) == first.rows == 1000
    assert sum(i >= 199_800 for i in ids) >= 200
    for start in range(0, 200_000, 50_000):
        assert any(start <= i < start + 50_000 for i in ids)
    assert first.columns[3].more == (SEEN,) * 3
    assert first.notices == ("NULL in every row there is: never",)
    assert first.of == 200_000


def test_duckdb_values_look_as_people_see_them(tmp_path: Path) -> None:
    script = f"""
        CREATE TABLE "od""d" ("a""b" VARCHAR, n DECIMAL(10, 2), d DATE, t TIMESTAMP, l VARCHAR[],
            s STRUCT(mail VARCHAR, n INTEGER), b BLOB, u UUID);
        INSERT INTO "od""d" VALUES (repeat('x', 9000), 1.50, '2024-02-29', '2024-02-29 12:00:00',
            ['a', NULL], {{'mail': 'm', 'n': 1}}, '\\xFF'::BLOB,
            '00000000-0000-0000-0000-000000000001');
        CREATE VIEW v AS SELECT '{CANARY}'::INTEGER AS a;
        CREATE VIEW slow AS SELECT count(*) AS c FROM range(100000000) a, range(100000000) b;
        CREATE VIEW lots AS SELECT * FROM range(5000) AS r(i);
    """
    with opened(duck(tmp_path, script), tmp_path) as (sampler, tables):
        sample = sampler.sample(tables['od"d'])
        assert [column[0] for column in values(sample)] == [
            "x" * WIDTH,
            "1.50",
            "2024-02-29",
            "2024-02-29 12:00:00",
            '["a", null]',
            '{"mail": "m", "n": 1}',
            "ff",
            "00000000-0000-0000-0000-000000000001",
        ]
        assert sample.columns[0].cut == 1
        failing = sampler.sample(tables["v"])
        assert len(failing.gaps) == 1
        assert CANARY not in repr(failing)
        slow = sampler.sample(tables["slow"], Limits(seconds=0.2))
        assert gaps(slow) == [("", "it takes too long to read")]
        assert [part.place for part in sampler.sample(tables["lots"]).parts] == ["first"]


MARIA = f"""
    CREATE TABLE big (id INT PRIMARY KEY, name TEXT, mail TEXT, never TEXT);
    INSERT INTO big SELECT seq, concat('user', seq), NULL, NULL FROM seq_1_to_50000;
    UPDATE big SET mail = '{SEEN}' WHERE id IN (7, 30001);
    CREATE TABLE gaps (id BIGINT PRIMARY KEY, v TEXT);
    INSERT INTO gaps SELECT seq, 'x' FROM seq_1_to_5000;
    INSERT INTO gaps VALUES (1000000000000, 'y');
    CREATE TABLE named (k VARCHAR(20) PRIMARY KEY);
    INSERT INTO named SELECT concat('k', lpad(seq, 6, '0')) FROM seq_1_to_5000;
    CREATE TABLE parts (at DATE, mail TEXT) PARTITION BY RANGE (year(at)) (
        PARTITION p2023 VALUES LESS THAN (2024), PARTITION p2024 VALUES LESS THAN (2025));
    INSERT INTO parts SELECT '2023-01-01', NULL FROM seq_1_to_20000;
    INSERT INTO parts VALUES ('2024-01-01', '{SEEN}');
    CREATE TABLE looks (`a%b` VARCHAR(10), n DECIMAL(10, 2), d DATETIME, j JSON, b BLOB, t BIT(4),
        p POINT, l LONGTEXT);
    INSERT INTO looks VALUES ('é', 1.50, '2024-02-29 12:00:00', '{{"a": 1}}', x'ff00', b'101',
        POINT(1, 2), repeat('é', 9000));
    CREATE VIEW failing AS SELECT sleep(100) AS s, '{CANARY}' AS c;
"""


@pytest.fixture(scope="module")
def maria_source(mariadb: MariaDB) -> Source:
    return Source(name="app", kind="mariadb", url=mariadb.database("sampled", MARIA))


def test_mariadb_tables_are_read_all_over(maria_source: Source, tmp_path: Path) -> None:
    with opened(maria_source, tmp_path) as (sampler, tables):
        first, second = (sampler.sample(tables["big"]) for _ in range(2))
        other = sampler.sample(tables["big"], Limits(seed=5))
        wide = sampler.sample(tables["gaps"], Limits(rows=500))
        named = sampler.sample(tables["named"], Limits(rows=500))
    assert first == second
    assert values(first) != values(other)
    ids = first_column(first)
    assert len(ids) == len(set(ids)) == 1000
    for start in range(0, 50_000, 10_000):
        assert any(start < i <= start + 10_000 for i in ids)
    assert sum(i > 49_800 for i in ids) == 200
    assert SEEN in {*first.columns[2].values, *first.columns[2].more}
    assert "NULL in every row there is: never" in first.notices
    assert len(set(values(wide)[0])) == wide.rows == 500
    assert "1000000000000" in values(wide)[0]
    assert {part.place for part in named.parts} == {"tail", "first"}
    assert "k005000" in values(named)[0]


def test_mariadb_partitions_views_and_looks(maria_source: Source, tmp_path: Path) -> None:
    with opened(maria_source, tmp_path) as (sampler, tables):
        parts = sampler.sample(tables["parts"], Limits(rows=100))
        looks = sampler.sample(tables["looks"])
        failing = sampler.sample(tables["failing"], Limits(seconds=0.3))
    assert SEEN in values(parts)[1]
    assert [part.name for part in parts.parts if part.place == "partition"] == ["p2024", "p2023"]
    assert [column[0] for column in values(looks)] == [
        "é",
        "1.50",
        "2024-02-29 12:00:00",
        '{"a": 1}',
        "ff00",
        "5",
        "POINT(1 2)",
        "é" * WIDTH,
    ]
    assert gaps(failing) == [("", "a query took too long")]
    assert CANARY not in repr(failing)


def test_mariadb_locks(maria_source: Source, mariadb: MariaDB, tmp_path: Path) -> None:
    import pymysql

    with opened(maria_source, tmp_path) as (sampler, tables):
        other = pymysql.connect(unix_socket=str(mariadb.socket), user="root", database="sampled")
        with closing(other), other.cursor() as cursor:
            cursor.execute("LOCK TABLES big WRITE")
            began = monotonic()
            assert gaps(sampler.sample(tables["big"])) == [("", "a lock was not free in time")]
            assert monotonic() - began < 5
            cursor.execute("UNLOCK TABLES")
            # nothing of the sample holds up who changes the table
            assert sampler.sample(tables["big"]).rows == 1000
            cursor.execute("SET SESSION lock_wait_timeout = 1")
            cursor.execute("ALTER TABLE big ADD COLUMN later TEXT")
            cursor.execute("ALTER TABLE big DROP COLUMN later")


def test_any_other_engine_gives_its_first_rows(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as writer:
        writer.executescript(
            f"""
            CREATE TABLE "T one" (a TEXT, "b c" BLOB);
            INSERT INTO "T one" VALUES ('{CANARY}', x'00ff'), (NULL, NULL);
            CREATE TABLE lots (i INTEGER);
            INSERT INTO lots WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                WHERE i < 2000) SELECT i FROM n;
            """
        )
    source = Source(name="app", kind="sqlalchemy", url=f"sqlite:///{file}", dialect="sqlite")
    with opened(source, tmp_path) as (sampler, tables):
        one = sampler.sample(tables["T one"])
        lots = sampler.sample(tables["lots"])
        gone = sampler.sample(Table(TableRef("app", "main", "gone"), columns=(Column("a"),)))
    assert values(one) == [(CANARY, None), ("00ff", None)]
    assert (one.chosen, lots.chosen, lots.rows) == ("all", "sampled", 1000)
    assert lots.notices == ("only its first rows were looked at: nothing can pick others",)
    assert len(gone.gaps) == 1
    assert CANARY not in repr(one)


def test_an_error_of_who_uses_a_sampler_stays_what_it_is(tmp_path: Path) -> None:
    source = duck(tmp_path, "CREATE TABLE t (a INTEGER)")
    with pytest.raises(ZeroDivisionError), opened(source, tmp_path):
        _ = 1 / 0
