"""Rows of SQLite files: spread, the same each time, bounded, and silent about values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from governance.cache import NoCache
from governance.extract.live import sqlite_sample
from governance.extract.sampling import WIDTH, Gap, Limits, Sample, Sampler, sampling
from governance.extract.sources import sqlite
from governance.model.catalog import Column, Table
from governance.model.names import TableRef
from governance.settings import Source
from governance.tree import Folder

CANARY = "zanzibar"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"


@contextmanager
def lite(folder: Path, script: str) -> Iterator[tuple[Sampler, dict[str, Table]]]:
    file = folder / "data.db"
    with closing(sqlite3.connect(file)) as writer:
        writer.executescript(script)
    source = Source(name="app", kind="sqlite", path=file.name)
    found = sqlite.extract(source, Folder(folder), NoCache())
    with sampling(source, Folder(folder)) as sampler:
        yield sampler, {table.ref.table: table for table in found.tables}


def values(sample: Sample) -> list[tuple[str | None, ...]]:
    return [column.values for column in sample.columns]


def test_rows_are_spread_over_the_table_with_its_tail(tmp_path: Path) -> None:
    script = (
        f"CREATE TABLE t (a INTEGER PRIMARY KEY, b); INSERT INTO t {NUMBERS} SELECT i, -i FROM n"
    )
    with lite(tmp_path, script) as (sampler, tables):
        sample = sampler.sample(tables["t"], Limits(rows=100))
        again = sampler.sample(tables["t"], Limits(rows=100))
        other = sampler.sample(tables["t"], Limits(rows=100, seed=7))
    a, b = values(sample)
    numbers = [int(value or 0) for value in a]
    assert numbers[:20] == list(range(10_000, 9_980, -1))
    steps = [after - before for before, after in pairwise(numbers[20:])]
    assert set(steps) <= {124, 125}
    assert b == tuple(f"-{value}" for value in a)
    assert sample == again
    assert sample != other
    assert (sample.chosen, sample.rows) == ("sampled", 100)


@pytest.mark.parametrize(
    ("script", "limit", "count"),
    [
        ("INSERT INTO t VALUES (1, 'x')", 10, 1),
        ("SELECT 1", 10, 0),
        ("INSERT INTO t VALUES (-9223372036854775808, 'x'), (9223372036854775807, 'y')", 1, 1),
        (
            f"INSERT INTO t {NUMBERS} SELECT i, 'x' FROM n; INSERT INTO t VALUES (1 << 40, 'y')",
            500,
            500,
        ),
        (f"INSERT INTO t {NUMBERS} SELECT i * i, 'x' FROM n", 500, 500),
        (f"INSERT INTO t {NUMBERS} SELECT i, 'x' FROM n", 20000, 10000),
    ],
)
@pytest.mark.parametrize("seed", [1, 12345])
def test_as_many_rows_as_there_are(
    tmp_path: Path, script: str, limit: int, count: int, seed: int
) -> None:
    script = f"CREATE TABLE t (a INTEGER PRIMARY KEY, b); {script}"
    with lite(tmp_path, script) as (sampler, tables):
        sample = sampler.sample(tables["t"], Limits(rows=limit, seed=seed))
    a, _ = values(sample)
    assert len(a) == len(set(a)) == sample.rows == count
    assert sample.gaps == ()


def test_views_odd_tables_and_odd_values(tmp_path: Path) -> None:
    with lite(
        tmp_path,
        f"""
        CREATE TABLE "ta""ble" (rowid TEXT, _rowid_ TEXT, oid TEXT, "sel""ect" BLOB);
        INSERT INTO "ta""ble" VALUES ('a', NULL, 'c', x'ff41');
        CREATE VIEW v AS SELECT oid FROM "ta""ble";
        CREATE TABLE w (k TEXT PRIMARY KEY) WITHOUT ROWID;
        INSERT INTO w {NUMBERS} SELECT 'k' || i FROM n;
        """,
    ) as (sampler, tables):
        assert values(sampler.sample(tables['ta"ble'])) == [("a",), (None,), ("c",), ("ff41",)]
        assert values(sampler.sample(tables["v"])) == [("c",)]
        first = sampler.sample(tables["w"], Limits(rows=5))
    assert [part.place for part in first.parts] == ["first"]
    assert first.notices


def test_long_values_are_cut_and_large_tables_end_early(tmp_path: Path) -> None:
    script = (
        f"CREATE TABLE t (b); INSERT INTO t {NUMBERS} SELECT printf('%.9000d', i) FROM n LIMIT 500"
    )
    with lite(tmp_path, script) as (sampler, tables):
        sample = sampler.sample(tables["t"], Limits(rows=500))
        assert {len(value or "") for value in sample.columns[0].values} == {WIDTH}
        assert sample.columns[0].cut == 500
        early = sampler.sample(tables["t"], Limits(rows=500, characters=3 * WIDTH))
        small = sampler.sample(tables["t"], Limits(rows=1000, characters=3 * WIDTH))
    assert (early.rows, early.chosen) == (100, "sampled")  # one batch
    assert (small.rows, small.chosen) == (100, "sampled")
    for sample in (early, small):
        assert [gap.why for gap in sample.gaps] == ["it has more bytes than a sample may have"]


def test_sparse_columns(tmp_path: Path) -> None:
    script = f"""
        CREATE TABLE t (a INTEGER PRIMARY KEY, b, c, d);
        INSERT INTO t {NUMBERS} SELECT i, NULL, NULL, NULL FROM n;
        UPDATE t SET b = 'often' WHERE a BETWEEN 1112 AND 1220;
        UPDATE t SET c = 'once' WHERE a = 5003;
    """
    with lite(tmp_path, script) as (sampler, tables):
        sample = sampler.sample(tables["t"], Limits(rows=20))
    _, b, c, d = sample.columns
    assert (set(b.more), c.more, d.more) == ({"often"}, ("once",), ())
    assert [b.unknown, c.unknown, d.unknown] == [False, False, True]
    assert sample.notices == ("NULL in every row there is: d",)


def test_a_view_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_sample, "_STEPS", 1000)
    script = (
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT count(*) AS c FROM n"
    )
    with lite(tmp_path, script) as (sampler, tables):
        sample = sampler.sample(tables["v"], Limits(seconds=0.1))
    assert [gap.why for gap in sample.gaps] == ["it takes too long to read"]
    assert sample.chosen == "nothing"


def test_what_went_away_is_told_without_a_value(tmp_path: Path) -> None:
    script = f"CREATE TABLE t (b); INSERT INTO t VALUES ('{CANARY}')"
    with lite(tmp_path, script) as (sampler, tables):
        gone = sampler.sample(Table(TableRef("app", "main", "gone"), columns=(Column("a"),)))
        # A name in double quotes that is no column must not come back as text.
        nope = sampler.sample(Table(TableRef("app", "main", "t"), columns=(Column("nope"),)))
        kept = sampler.sample(tables["t"])
    assert [len(sample.gaps) for sample in (gone, nope, kept)] == [1, 1, 0]
    assert nope.rows == 0
    assert kept.columns[0].values == (CANARY,)
    assert CANARY not in repr(kept) + str(kept)


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        (Sample(TableRef("", "", "t"), rows=1, of=1, chosen="all"), "all 1 row"),
        (Sample(TableRef("", "", "t"), rows=0, of=0, chosen="all"), "no rows: it is empty"),
        (
            Sample(TableRef("", "", "t"), rows=5, of=12000, chosen="sampled"),
            "5 of about 12,000 rows",
        ),
        (Sample(TableRef("", "", "t"), rows=1000, chosen="sampled"), "1,000 rows"),
        (Sample(TableRef("", "", "t"), of=9), "0 of about 9 rows"),
        (Sample(TableRef("", "", "t")), "no rows"),
    ],
)
def test_how_much_was_looked_at_is_told(sample: Sample, told: str) -> None:
    assert sample.told == told


def test_two_columns_are_two_problems() -> None:
    gaps = tuple(Gap(name, "permission denied", "permission") for name in ("a", "b\n"))
    problems = Sample(TableRef("app", "s", "t"), rows=1, gaps=gaps).problems()
    assert len({problem.fingerprint for problem in problems}) == 2
    assert "\n" not in problems[1].message


def test_a_source_without_values_says_so(tmp_path: Path) -> None:
    (tmp_path / "m.sql").write_text("CREATE TABLE t (a text);")
    source = Source(name="files", kind="ddl", path="m.sql")
    with sampling(source, Folder(tmp_path)) as sampler:
        assert not sampler.looks_at_values
        sample = sampler.sample(Table(TableRef("files", "", "t"), columns=(Column("a"),)))
    assert [gap.why for gap in sample.gaps] == ["a source of kind ddl has none"]
