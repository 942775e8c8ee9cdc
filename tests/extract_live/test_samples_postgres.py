"""Rows of a real PostgreSQL: the parts that a sample usually misses, and what holds it up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from governance.errors import ExtractError
from governance.extract import sparse
from governance.extract.live import pg_taking
from governance.extract.live.pg_sample_sql import LARGEST
from governance.extract.sampling import WIDTH, Limits, Sample, Sampler, SourceLimits, sampling
from governance.model.catalog import Table
from governance.settings import Source
from governance.tree import Folder

from .conftest import Server, read_postgres

CANARY = "zanzibar"
SEEN = "ada@example.org"


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is what is found, on a machine that has other things to do as well."""
    monkeypatch.setattr(sparse, "SECOND_LOOK", 60.0)


class Opened:
    """A sampler and the tables of one database."""

    def __init__(self, sampler: Sampler, tables: dict[str, Table]) -> None:
        self.sampler = sampler
        self.tables = tables

    def sample(self, name: str, rows: int = 1000, **limits: float) -> Sample:
        asked = {"rows": rows, "seconds": 60.0, **limits}
        return self.sampler.sample(self.tables[name], Limits(**asked))  # type: ignore[arg-type]


@contextmanager
def opened(url: str, limits: SourceLimits | None = None) -> Iterator[Opened]:
    tables = {table.ref.table: table for table in read_postgres(url).tables}
    source = Source(name="app", kind="postgres", url=url)
    with sampling(source, Folder(Path()), limits) as sampler:
        yield Opened(sampler, tables)


def whole(sample: Sample) -> list[tuple[str | None, ...]]:
    return [column.values for column in sample.columns]


def all_values(sample: Sample) -> set[str | None]:
    return {value for c in sample.columns for value in (*c.values, *c.more)}


def gaps(sample: Sample) -> list[tuple[str, str]]:
    return [(gap.what, gap.why) for gap in sample.gaps]


def test_small_tables_are_read_whole_and_look_as_people_see_them(server: Server) -> None:
    url = server.database(
        "look",
        """
        CREATE TYPE mood AS ENUM ('calm', 'loud');
        CREATE DOMAIN mail AS text;
        CREATE TABLE "od""d {}%s" (
            "a""b %s" text, n numeric, f float8, d date, at timestamptz, i interval, j jsonb,
            b bytea, l text[], m mood, ms mood[], e mail, p point, h inet);
        INSERT INTO "od""d {}%s" VALUES (
            'v', 1.50, 0.1, '2024-02-29', '2024-02-29 12:00+02', '1 day 2 hours',
            '{"a": [1, null]}', '\\xff00', ARRAY['a b', NULL, '"'], 'calm', '{calm,loud}', 'x@y',
            '(1,2)', '192.0.2.7');
        INSERT INTO "od""d {}%s" DEFAULT VALUES;
        CREATE TABLE nothing ();
        CREATE TABLE empty_one (a text);
        """,
    )
    with opened(url) as app:
        sample = app.sample('od"d {}%s')
        assert [values[0] for values in whole(sample)] == [
            "v",
            "1.50",
            "0.1",
            "2024-02-29",
            "2024-02-29 10:00:00+00",
            "P1DT2H",
            '{"a": [1, null]}',
            "ff00",
            '["a b",null,"\\""]',
            "calm",
            "{calm,loud}",
            "x@y",
            "(1,2)",
            "192.0.2.7",
        ]
        assert {values[1] for values in whole(sample)} == {None}
        assert (sample.chosen, sample.rows, sample.of, sample.gaps) == ("all", 2, 2, ())

        assert app.sample("nothing").columns == ()
        empty = app.sample("empty_one")
        assert (empty.chosen, empty.rows, empty.columns[0].unknown) == ("all", 0, True)


def test_large_values_are_cut_counted_or_told(server: Server) -> None:
    url = server.database(
        "large",
        f"""
        CREATE TABLE t (a text, b bytea, j jsonb);
        ALTER TABLE t ALTER j SET STORAGE EXTERNAL;
        INSERT INTO t VALUES (repeat('é', 9000), decode(repeat('ab', 5000), 'hex'),
            to_jsonb(repeat('{CANARY}', {LARGEST // 8})));
        INSERT INTO t VALUES (repeat('x', {WIDTH}), NULL, '1');
        """,
    )
    with opened(url) as app:
        sample = app.sample("t")
        a, b, j = sample.columns
        assert (a.values, a.cut) == (("é" * WIDTH, "x" * WIDTH), 1)
        assert (b.values, b.cut) == (("ab" * (WIDTH // 2), None), 1)
        assert j.values == (None, "1")
        assert gaps(sample) == [("", "some are larger than 1,024 KiB")]
        assert len(app.sample("t", characters=WIDTH).gaps) == 2


BIG = """
    CREATE TABLE big AS SELECT i AS id, 'user' || i AS name, NULL::text AS mail, NULL::text AS never
    FROM generate_series(1, 200000) AS i;
    UPDATE big SET mail = '{SEEN}' WHERE id IN (7, 90001, 90002, 150000, 199998);
"""


@pytest.mark.parametrize("prepared", ["", "ANALYZE big;", "ALTER TABLE big ADD PRIMARY KEY (id);"])
def test_large_tables_are_read_all_over_with_their_tail(server: Server, prepared: str) -> None:
    url = server.database("spread", BIG.replace("{SEEN}", SEEN) + prepared)
    with opened(url) as app:
        first = app.sample("big")
        # a sample that ends early leaves the connection as it was
        assert app.sample("big", characters=1).rows == 100
        second, other = app.sample("big"), app.sample("big", seed=2)
    assert first == second
    assert whole(first) != whole(other)
    ids = [int(value or 0) for value in first.columns[0].values]
    assert len(ids) == len(set(ids)) == first.rows
    assert 800 <= first.rows <= 1000
    for start in range(0, 200_000, 50_000):
        assert any(start < i <= start + 50_000 for i in ids), "a quarter of the table is missing"
    assert sum(i > 195_000 for i in ids) >= 190
    assert first.chosen == "sampled"
    # five values in two hundred thousand rows are found; a column that has none is known to
    mail, never = first.columns[2:]
    assert SEEN in {*mail.values, *mail.more}
    assert never.unknown
    assert any("NULL in every row there is: never" in said for said in first.notices)
    assert first.gaps == ()


def test_pages_of_a_giant_table_are_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg_taking, "ADDRESSED_FROM", 100)
    url = server.database("giant", BIG.replace("{SEEN}", SEEN) + "ANALYZE big")
    with opened(url) as app:
        first, second = app.sample("big"), app.sample("big")
    assert first == second
    ids = [int(value or 0) for value in first.columns[0].values]
    assert len(ids) == len(set(ids)) >= 800


def test_a_sparse_column_of_half_a_million_rows(server: Server) -> None:
    url = server.database(
        "sparse",
        f"""
        CREATE TABLE events AS SELECT i AS id,
            CASE WHEN i IN (11, 22, 333333, 444444, 470000) THEN '{SEEN}' END AS a,
            CASE WHEN i = 470001 THEN 'rare' END AS b
        FROM generate_series(1, 500000) AS i;
        """,
    )
    with opened(url) as app:
        sample = app.sample("events", rows=100)
    assert sample.columns[1].more == (SEEN,) * 5
    assert sample.columns[2].more == ("rare",)
    assert not sample.columns[2].unknown
    assert {(p.place, p.name, p.rows) for p in sample.parts if p.place == "sparse"} == {
        ("sparse", "a", 5),
        ("sparse", "b", 1),
    }


def test_a_second_look_ends_in_time_and_says_so(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.database(
        "impatient",
        "CREATE TABLE t AS SELECT i AS id, NULL::text AS a FROM generate_series(1, 1500000) AS i",
    )
    monkeypatch.setattr(sparse, "SECOND_LOOK", 0.051)
    with opened(url) as app:
        sample = app.sample("t", rows=100)
    assert sample.columns[1].unknown
    assert gaps(sample) == [
        ("a", "it is NULL in the sample, and looking for others failed: it takes too long to read")
    ]


def test_long_values_that_few_rows_have(server: Server) -> None:
    url = server.database(
        "long",
        """
        CREATE TABLE notes (id int, note text);
        ALTER TABLE notes ALTER note SET STORAGE EXTERNAL;
        INSERT INTO notes SELECT i, CASE WHEN i = 55555 THEN repeat('Ada Example, ', 900)
            ELSE 'short ' || i END FROM generate_series(1, 100000) AS i;
        """,
    )
    with opened(url) as app:
        sample = app.sample("notes", rows=100)
    assert [value[:12] for value in sample.columns[1].more] == ["Ada Example,"]


PARTITIONS = """
    CREATE TABLE logs (at date, region text, n int, mail text) PARTITION BY RANGE (at);
    CREATE TABLE logs_2023 PARTITION OF logs FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')
        PARTITION BY LIST (region);
    CREATE TABLE logs_2023_eu PARTITION OF logs_2023 FOR VALUES IN ('eu') PARTITION BY HASH (n);
    CREATE TABLE logs_2023_eu_0 PARTITION OF logs_2023_eu FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE logs_2023_eu_1 PARTITION OF logs_2023_eu FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    INSERT INTO logs SELECT '2023-06-01', 'eu', i, NULL FROM generate_series(1, 200000) AS i;
    ANALYZE logs;
    CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    INSERT INTO logs VALUES ('2024-01-02', 'eu', 1, 'ada@example.org');
"""


def test_a_new_partition_holds_the_only_personal_value(server: Server) -> None:
    url = server.database("partitions", PARTITIONS)
    with opened(url) as app:
        sample = app.sample("logs", rows=300)
        assert app.sample("logs", rows=300) == sample
    assert SEEN in all_values(sample)
    assert {part.name for part in sample.parts} >= {
        "public.logs_2024",
        "public.logs_2023_eu_0",
        "public.logs_2023_eu_1",
    }
    assert sample.rows <= 300
    assert sample.chosen == "sampled"


def test_partitions_made_in_advance_take_no_share(server: Server) -> None:
    parts = "".join(f"CREATE TABLE a{i} PARTITION OF a FOR VALUES IN ({i});" for i in range(30))
    url = server.database(
        "advance",
        f"CREATE TABLE a (k int, v int) PARTITION BY LIST (k); {parts}"
        "INSERT INTO a SELECT k, i FROM generate_series(0, 9) AS k, generate_series(1, 2000) AS i",
    )
    with opened(url) as app:
        sample = app.sample("a", rows=400)
    counts: dict[str, int] = {}
    for part in sample.parts:
        counts[part.name] = counts.get(part.name, 0) + part.rows
    assert counts["public.a9"] >= 80
    assert all(counts[f"public.a{i}"] > 0 for i in range(10))
    assert sample.rows <= 400


def test_many_partitions_newest_first(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg_taking, "MOST_PARTS", 8)
    parts = "".join(
        f"CREATE TABLE p{i} PARTITION OF p FOR VALUES IN ({i}); INSERT INTO p VALUES ({i}, 'x');"
        for i in range(20)
    )
    url = server.database("many", f"CREATE TABLE p (k int, v text) PARTITION BY LIST (k); {parts}")
    with opened(url) as app:
        sample = app.sample("p")
    names = [part.name for part in sample.parts]
    assert names[:2] == ["public.p19", "public.p18"]
    assert len(names) == 8
    assert sample.notices == ("8 of its 20 partitions were looked into",)
    assert sample.chosen == "sampled"


@contextmanager
def locked(url: str, table: str) -> Iterator[None]:
    with psycopg.connect(url) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield
        other.rollback()


def test_a_locked_table_is_told_and_not_waited_for(server: Server) -> None:
    url = server.database(
        "locked", PARTITIONS + "CREATE TABLE t (a text); INSERT INTO t VALUES ('x');"
    )
    with opened(url) as app:
        with locked(url, "t"):
            began = monotonic()
            sample = app.sample("t")
            assert monotonic() - began < 3
            assert gaps(sample) == [("", "it is locked by somebody; try again later")]
            (problem,) = sample.problems()
            assert problem.message == (
                "none of its values could be looked at: it is locked by somebody; try again later"
            )
            assert problem.fingerprint == "sample:app:public.t:locked"
        assert app.sample("t").chosen == "all"
        with locked(url, "logs_2023_eu_1"):
            sample = app.sample("logs")
            assert ("public.logs_2023_eu_1", "it is locked by somebody; try again later") in gaps(
                sample
            )
            assert SEEN in all_values(sample)


def test_nobody_waits_for_a_scan(server: Server) -> None:
    """No lock outlives the statement that took it: a table can be changed right after."""
    url = server.database("free", BIG.replace("{SEEN}", SEEN))
    with opened(url) as app, psycopg.connect(url, autocommit=True) as other:
        app.sample("big")
        other.execute("SET lock_timeout = '1s'; ALTER TABLE big ADD COLUMN later text")
        (count,) = other.execute(
            "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
            "WHERE a.application_name = 'lictor' AND l.relation IS NOT NULL"
        ).fetchone() or (None,)
        assert count == 0


def test_a_statement_that_takes_too_long(server: Server) -> None:
    url = server.database(
        "slow",
        "CREATE VIEW slow AS SELECT pg_sleep(60)::text AS a; CREATE TABLE t AS SELECT 1 AS a",
    )
    with opened(url) as app:
        began = monotonic()
        sample = app.sample("slow", seconds=0.3)
        assert monotonic() - began < 5
        assert gaps(sample) == [("", "it takes too long to read")]
        assert app.sample("t").rows == 1


def test_nothing_quotes_a_value(server: Server) -> None:
    url = server.database(
        "canary",
        f"""
        CREATE VIEW failing AS SELECT '{CANARY}'::text::int AS a;
        CREATE TABLE t AS SELECT '{CANARY}' AS a;
        CREATE FUNCTION write() RETURNS text LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO public.t VALUES ('{CANARY}'); RETURN 'done'; END $$;
        CREATE VIEW writing AS SELECT write() AS a;
        """,
    )
    with opened(url) as app:
        sample = app.sample("failing")
        assert gaps(sample) == [("", "the server reports SQLSTATE 22P02")]
        assert gaps(app.sample("writing")) == [("", "the server reports SQLSTATE 25006")]
        sample = app.sample("t")
    assert sample.columns[0].values == (CANARY,)
    for shown in (repr(sample), repr(sample.columns), str(sample), repr(sample.problems())):
        assert CANARY not in shown


ROLE = """
    DO $$ BEGIN CREATE ROLE nobody_much LOGIN;
    EXCEPTION WHEN duplicate_object THEN NULL; END $$;
"""


def test_missing_rights_and_hidden_rows_are_told(server: Server) -> None:
    url = server.database(
        "rights",
        ROLE
        + """
        CREATE TABLE secret (a text);
        CREATE TABLE half AS SELECT i AS a, 'x' || i AS b, i AS c FROM generate_series(1, 90000) i;
        GRANT SELECT (a, b) ON half TO nobody_much;
        CREATE TABLE rows_of (who text);
        INSERT INTO rows_of VALUES ('nobody_much'), ('somebody');
        ALTER TABLE rows_of ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON rows_of USING (who = current_user);
        GRANT SELECT ON rows_of TO nobody_much;
        CREATE SCHEMA shut; CREATE TABLE shut.inside (a text);
        GRANT SELECT ON shut.inside TO nobody_much;
        """,
    )
    with opened(make_conninfo(url, user="nobody_much")) as app:
        assert gaps(app.sample("secret")) == [("", "permission denied")]
        assert gaps(app.sample("inside")) == [("", "permission denied")]
        half = app.sample("half")
        assert gaps(half) == [("c", "permission denied")]
        assert half.rows >= 500
        assert half.columns[1].values[0] == f"x{half.columns[0].values[0]}"
        assert half.columns[2].unknown
        hidden = app.sample("rows_of")
        assert whole(hidden) == [("nobody_much",)]
        assert gaps(hidden) == [("", "row-level security hides rows from this user")]
        assert hidden.chosen == "sampled"
    with opened(url) as app:
        assert app.sample("rows_of").chosen == "all"


def test_partitions_that_may_only_be_read_through_their_parent(server: Server) -> None:
    url = server.database("parent", ROLE + PARTITIONS + "GRANT SELECT ON logs TO nobody_much;")
    with opened(make_conninfo(url, user="nobody_much")) as app:
        sample = app.sample("logs", rows=300)
        assert sample.rows >= 100
        assert any("partitions by themselves" in said for said in sample.notices)
        assert SEEN in all_values(sample)  # by the second look


def test_views_and_what_was_never_filled(server: Server) -> None:
    url = server.database(
        "views",
        """
        CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 5000) AS i;
        CREATE VIEW few AS SELECT a FROM t WHERE a <= 10;
        CREATE VIEW lots AS SELECT a FROM t;
        CREATE MATERIALIZED VIEW kept AS SELECT a FROM t;
        CREATE MATERIALIZED VIEW not_yet AS SELECT a FROM t WITH NO DATA;
        CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);
        INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3);
        """,
    )
    with opened(url) as app:
        assert (app.sample("few").rows, app.sample("few").chosen) == (10, "all")
        lots = app.sample("lots")
        assert (lots.rows, lots.chosen, [p.place for p in lots.parts]) == (
            1000,
            "sampled",
            ["first"],
        )
        assert lots.notices
        assert app.sample("kept").parts[0].place == "tail"
        assert gaps(app.sample("not_yet")) == [("", "it was never filled; REFRESH it")]
        assert set(whole(app.sample("parent"))[0]) == {"1", "2"}


def test_tables_and_columns_that_changed_meanwhile(server: Server) -> None:
    url = server.database("meanwhile", "CREATE TABLE t (a text, b text); CREATE TABLE u (a text)")
    with opened(url) as app, psycopg.connect(url, autocommit=True) as other:
        other.execute("DROP TABLE u; ALTER TABLE t DROP COLUMN b")
        for name in ("t", "u"):
            assert gaps(app.sample(name)) == [("", "it was dropped or changed meanwhile")]


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        (SourceLimits(rows=2), "rows"),
        (SourceLimits(characters=1), "bytes"),
        (SourceLimits(seconds=1e-9), "time"),
    ],
)
def test_a_source_may_cost_only_so_much(server: Server, limits: SourceLimits, word: str) -> None:
    url = server.database("cost", "CREATE TABLE t AS SELECT 'abc' AS a FROM generate_series(1, 9)")
    with opened(url, limits) as app:
        first, second = app.sample("t"), app.sample("t")
    assert first.rows <= 2 or word != "rows"
    assert gaps(second) == [("", f"what its source may cost in {word} is used up")]


def test_a_connection_that_somebody_ends(server: Server) -> None:
    url = server.database("ended", "CREATE TABLE t AS SELECT 1 AS a")
    with opened(url) as app, psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name = 'lictor' AND datname = current_database()"
        )
        for _ in range(2):
            assert gaps(app.sample("t")) == [("", "the connection was lost")]


def test_a_server_that_is_not_there() -> None:
    source = Source(name="app", kind="postgres", url="postgresql://localhost:1/x")
    with (
        pytest.raises(ExtractError, match="nobody answers"),
        sampling(source, Folder(Path())),
    ):
        pass
