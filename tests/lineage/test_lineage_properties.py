"""What holds of every statement, whatever it is."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from contextlib import suppress

import pytest
import sqlglot
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from governance.extract.ddl.script import script
from governance.kept import decode, encode
from governance.lineage.effects import RESTORED, Transform, most_revealing
from governance.lineage.reduce import reduce_query, reduce_writes
from governance.lineage.reduced import NotUnderstood, Query, Write
from governance.lineage.resolve import resolve_query
from governance.model.lineage import EdgeKind, Effect
from governance.sql.dialect import dialect
from governance.sql.parse import NotParsed, deeply, parse
from governance.sql.place import Place

_TRANSFORMS = [
    Transform(effect, keyed, restores)
    for effect in Effect
    if effect is not Effect.KEYED
    for keyed in (False, True)
    for restores in (False, True)
]
_NAMED = (
    "postgres",
    "snowflake",
    "bigquery",
    "databricks",
    "tsql",
    "mysql",
    "duckdb",
    "clickhouse",
)


class _Nothing:
    def relation(self, parts):
        return None


def _edges(resolution, renamed=None):
    return {
        (
            str(edge.upstream),
            (renamed or {}).get(edge.downstream.column, edge.downstream.column),
            edge.effect,
            edge.kind,
        )
        for edge in resolution.edges
    }


def test_effects_combine_in_any_order():
    for one, two, three in itertools.product(_TRANSFORMS, repeat=3):
        assert one.then(two).then(three) == one.then(two.then(three))


def test_nothing_but_restoring_shows_more():
    for one, two in itertools.product(_TRANSFORMS, repeat=2):
        if not two.restores:
            assert one.then(two).effect.rank >= one.effect.rank
        assert most_revealing(one, two).effect.rank == min(one.effect.rank, two.effect.rank)


def test_restoring_does_not_undo_a_hash():
    assert Transform.of(Effect.HASHED).then(RESTORED).effect is Effect.HASHED
    assert Transform.of(Effect.KEYED).then(RESTORED).effect is Effect.IDENTITY


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(
    "wrapped",
    [
        "SELECT * FROM ({}) AS w",
        "WITH w AS ({}) SELECT * FROM w",
        "WITH w AS (SELECT * FROM ({}) AS i) SELECT w.* FROM w AS w",
        "SELECT * FROM ({}) AS w WHERE true",
        "({})",
        "SELECT w.* FROM (VALUES (1)) AS one(x), LATERAL ({}) AS w",
    ],
)
def test_wrapping_changes_nothing(seed, wrapped, lineage, random_query, random_schema):
    sql = random_query(seed)
    (plain,) = lineage(sql, "postgres", random_schema)
    (other,) = lineage(wrapped.format(sql), "postgres", random_schema)
    assert _edges(other) == _edges(plain)
    assert [c.name for c in other.columns] == [c.name for c in plain.columns]


@pytest.mark.parametrize("seed", range(60))
def test_a_view_between_changes_nothing(seed, lineage, random_query, random_schema):
    sql = random_query(seed)
    (plain,) = lineage(sql, "postgres", random_schema)
    (view,) = lineage(f"CREATE VIEW v AS {sql}", "postgres", random_schema)
    assert _edges(view) == _edges(plain)


_SEEDS = st.integers(0, 1_000_000)
_SOME = settings(max_examples=60, deadline=None)


def _renamed(sql):
    """The same with other aliases for its tables, and the new names of its outputs."""
    new = re.sub(r"\bt(\d+)\b", lambda m: f'"T {m[1]}"', sql)
    names = {name: f"out_{name}" for name in re.findall(r"\bo\d+\b", sql)}
    return re.sub(r"\b(o\d+)\b", r"out_\1", new), names


@_SOME
@given(seed=_SEEDS)
def test_renaming_aliases_changes_nothing(seed, lineage, random_query, random_schema):
    sql = random_query(seed)
    new, names = _renamed(sql)
    (plain,) = lineage(sql, "postgres", random_schema)
    (other,) = lineage(new, "postgres", random_schema)
    assert _edges(other) == _edges(plain, names)


@_SOME
@given(seed=_SEEDS, order=st.randoms(use_true_random=False))
def test_reordering_columns_changes_nothing(seed, order, lineage, random_query, random_schema):
    sql = random_query(seed)
    tree = sqlglot.parse_one(sql, read="postgres")
    assume(isinstance(tree, exp.Select))
    order.shuffle(tree.args["expressions"])
    (plain,) = lineage(sql, "postgres", random_schema)
    (other,) = lineage(tree.sql("postgres"), "postgres", random_schema)
    assert _edges(other) == _edges(plain)
    assert {c.name for c in other.columns} == {c.name for c in plain.columns}


@_SOME
@given(seed=_SEEDS)
def test_a_view_hands_on_what_it_has(seed, random_query, random_schema):
    """What a view shows of its tables is what a table made of the view gets, and nothing else."""
    sql = random_query(seed)
    tables = "".join(
        f"CREATE TABLE {name} ({', '.join(f'{c} text' for c in columns)});\n"
        for name, columns in random_schema.items()
    )
    direct = script(f"{tables}CREATE TABLE n AS {sql};", "postgres", "x.sql")
    through = script(
        f"{tables}CREATE VIEW v AS {sql};\nCREATE TABLE n AS SELECT * FROM v;", "postgres", "x.sql"
    )
    into_view = {
        (e.upstream, e.downstream.column, e.effect, e.kind)
        for e in through.edges
        if e.downstream.table == "v"
    }
    assert into_view == {(e.upstream, e.downstream.column, e.effect, e.kind) for e in direct.edges}
    handed = [e for e in through.edges if e.downstream.table == "n"]
    assert all(
        (e.upstream.table, e.upstream.column, e.effect, e.kind)
        == ("v", e.downstream.column, Effect.IDENTITY, EdgeKind.VALUE)
        for e in handed
    )
    assert {e.downstream.column for e in handed} >= {c for _, c, _, _ in into_view if c != "*"}


_MASKS = {
    "sha256({}::bytea)": Effect.HASHED,
    "md5({}::text)": Effect.HASHED,
    "hmac({}::text, 'k', 'sha256')": Effect.KEYED,
    "left({}::text, 2)": Effect.GENERALISED,
    "count({})": Effect.AGGREGATED,
    "{} IS NULL": Effect.PREDICATE,
    "f({})": Effect.DERIVED,
}


@_SOME
@given(seed=_SEEDS, mask=st.sampled_from(list(_MASKS)))
def test_a_mask_never_shows_more(seed, mask, lineage, random_query, random_schema):
    sql = random_query(seed)
    (plain,) = lineage(sql, "postgres", random_schema)
    name = plain.columns[0].name
    masked_sql = f"SELECT {mask.format(f'w.{name}')} AS {name} FROM ({sql}) AS w"
    (masked,) = lineage(masked_sql, "postgres", random_schema)
    before = {
        edge.upstream: edge.effect.rank
        for edge in plain.edges
        if edge.downstream.column == name and edge.kind is EdgeKind.VALUE
    }
    after = {e.upstream: e.effect.rank for e in masked.edges if e.kind is EdgeKind.VALUE}
    assert after.keys() == before.keys()
    for column, rank in after.items():
        assert rank >= max(before[column], _MASKS[mask].rank)


@pytest.mark.parametrize("seed", range(60))
def test_masking_on_top_shows_no_more(seed, lineage, random_query, random_schema):
    sql = random_query(seed)
    (plain,) = lineage(sql, "postgres", random_schema)
    name = plain.columns[0].name
    (masked,) = lineage(
        f"SELECT sha256(w.{name}::bytea) AS {name} FROM ({sql}) AS w", "postgres", random_schema
    )
    before = {
        edge.upstream: edge.effect.rank
        for edge in plain.edges
        if edge.downstream.column == name and edge.kind is EdgeKind.VALUE
    }
    for edge in masked.edges:
        if edge.kind is EdgeKind.VALUE:
            assert edge.effect.rank >= max(before[edge.upstream], Effect.HASHED.rank)


@pytest.mark.parametrize("seed", range(60))
def test_unknown_tables_lose_nothing(seed, lineage, random_query, random_schema):
    """Knowing less never gives fewer columns upstream."""
    sql = random_query(seed)
    (known,) = lineage(sql, "postgres", random_schema)
    (unknown,) = lineage(sql, "postgres", {})
    assert _edges(known) <= _edges(unknown)


def _coded(sql, name):
    spoken = dialect(name)

    def work():
        tree = parse(sql, spoken)
        place = Place.of(sql)
        writes = reduce_writes(tree, spoken, place, sql)
        return writes, None if writes else reduce_query(tree, spoken, place, sql)

    writes, query = deeply(work)
    for write in writes:
        text = encode(write)
        assert decode(text, Write) == write
        yield text
    if query is not None:
        text = encode(query)
        assert decode(text, Query) == query
        resolve_query(query, _Nothing())
        yield text


_LITERALS = [
    "SELECT 'CANARY-1' AS a, x = 'CANARY-2' AS b FROM t WHERE y LIKE '%CANARY-3%'",
    "INSERT INTO t (a) VALUES ('CANARY-1'), ('CANARY-2')",
    "INSERT INTO t VALUES ('CANARY') ON CONFLICT (a) DO UPDATE SET a = 'CANARY'",
    "UPDATE t SET a = 'CANARY' WHERE b IN ('CANARY', 'CANARY2')",
    "MERGE INTO t USING s ON s.a = 'CANARY' WHEN MATCHED THEN UPDATE SET a = 'CANARY'",
    "CREATE TABLE n AS SELECT doc->>'CANARY' AS a, doc['CANARY'] AS b, 'CANARY' || c FROM t",
    "SELECT 'CANARY', lower('CANARY'), $$CANARY$$, E'CANARY', DATE '2020-01-01' FROM t -- CANARY",
    "SELECT CASE a WHEN 'CANARY' THEN 'CANARY' END FROM t /* CANARY */ ORDER BY a = 'CANARY'",
    "SELECT * FROM (VALUES ('CANARY', 1)) AS v(a, b), json_to_recordset('CANARY') AS r(c text)",
    "SELECT string_agg(a, 'CANARY') OVER (ORDER BY b = 'CANARY'), INTERVAL 'CANARY' FROM t",
]


@pytest.mark.parametrize("sql", _LITERALS)
def test_no_literal_is_kept(sql):
    assert not any("CANARY" in text for text in _coded(sql, "postgres"))


def test_no_value_becomes_a_name():
    values = "'CANARY@example.org', 'CANARY 2', '5550100'"
    sql = f"SELECT * FROM t PIVOT (sum(amt) FOR q IN ({values})) AS p"
    assert not any("CANARY" in text or "5550100" in text for text in _coded(sql, "snowflake"))
    sql = "SELECT a::enum('CANARY') AS b FROM t"
    assert not any("CANARY" in text for text in _coded(sql, "duckdb"))


@pytest.mark.parametrize("seed", range(60))
def test_random_queries_keep_no_literal(seed, random_query):
    assert not any("CANARY" in text for text in _coded(random_query(seed), "postgres"))


_TEXT = """
    SELECT FROM WHERE GROUP BY ORDER HAVING JOIN LEFT ON USING UNION ALL EXCEPT INTERSECT WITH
    RECURSIVE AS LATERAL CROSS a b c t u v.a t.* * ( ) , , = + || . 1 'x' lower( max( count(
    CASE WHEN THEN ELSE END IN EXISTS NOT NULL IS DISTINCT OVER PARTITION INSERT INTO VALUES
    UPDATE SET MERGE MATCHED CREATE TABLE VIEW DELETE RETURNING QUALIFY PIVOT UNPIVOT FOR UNNEST
    CAST( ARRAY[ ] ::text -> ->> LIMIT "q" `q` [q] ; -- /* */ {{ }} @x :y ? $1 #t
"""
_WORDS = st.sampled_from(_TEXT.split())
_STARTS = st.sampled_from(
    [
        "SELECT a FROM t",
        "SELECT * FROM t JOIN u USING (a)",
        "WITH c AS (SELECT a FROM t) SELECT * FROM c",
        "INSERT INTO t SELECT",
        "CREATE VIEW v AS SELECT",
        "MERGE INTO t USING u ON a = b WHEN MATCHED THEN UPDATE SET",
        "UPDATE t SET a =",
        "SELECT",
    ]
)


@settings(max_examples=400, deadline=None)
@given(_STARTS, st.lists(_WORDS, max_size=14), st.sampled_from(_NAMED))
def test_whatever_parses_is_reduced_or_refused(start, words, name):
    with suppress(NotParsed, NotUnderstood):
        list(_coded(" ".join([start, *words]), name))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 200 + "a" + ")" * 200 + " FROM t",
        "SELECT " + "lower(" * 150 + "a" + ")" * 150 + " FROM t",
        "SELECT " + " || ".join(["a"] * 2000) + " FROM t",
        " UNION ALL ".join(["SELECT a FROM t"] * 1000),
        "SELECT a FROM (" * 90 + "SELECT a FROM t" + ") AS x" * 90,
        "(" * 150 + "SELECT a FROM t" + ")" * 150,
        "WITH "
        + ", ".join(f"c{i + 1} AS (SELECT * FROM c{i})" for i in range(500))
        + " SELECT a FROM c500",
    ],
    ids=["brackets", "calls", "operators", "unions", "queries", "bracketed query", "with"],
)
def test_deep_statements(sql, lineage):
    (resolution,) = lineage(sql)
    assert {edge.upstream.column for edge in resolution.edges} == {"a"}
    assert {edge.effect for edge in resolution.edges} <= {Effect.IDENTITY, Effect.DERIVED}


def test_too_deep_is_refused(lineage):
    with pytest.raises(NotUnderstood):
        lineage("SELECT a FROM (" * 200 + "SELECT a FROM t" + ") AS x" * 200)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        "[]",
        '"insert"',
        '{"is":"Query"}',
        '{"is":"Write","kind":"drop","target":["t"],"columns":null,"query":%s,"span":[1,1,1,1]}',
        '{"is":"Write","kind":"insert","target":"t","columns":null,"query":%s,"span":[1,1,1,1]}',
        '{"is":"Write","kind":"insert","target":["t"],"columns":"ab","query":%s,"span":[1,1,1,1]}',
        '{"is":"Write","kind":"insert","target":["t"],"columns":null,"query":%s,"span":[1,1,1]}',
        '{"is":"Write","kind":"insert","target":["t"],"columns":null,"query":%s,"span":["1",1,1,1]}',
        '{"is":"Write","kind":"insert","target":["t"],"columns":null,"query":%s,"x":1}',
        '{"is":"Write","kind":"insert","target":["t"],"columns":null,"query":%s,"span":[1,1,1,1]',
    ],
)
def test_what_a_cache_holds_is_checked(text):
    query = '{"is":"Query","body":{"is":"Select","sources":[],"items":[]}}'
    whole = (
        '{"is":"Write","kind":"insert","target":["t"],"columns":null,"query":%s,"span":[1,1,1,1]}'
    )
    assert decode(whole.replace("%s", query), Write) is not None
    assert decode(text.replace("%s", query), Write) is None


def test_replaying_needs_no_parser():
    code = (
        "import sys, governance.kept, governance.lineage.resolve, "
        "governance.lineage.graph, governance.cli.commands.lineage, governance.cli.lineage, "
        "governance.report.lineage.formats.text, governance.report.lineage.formats.json; "
        "sys.exit(any(name.partition('.')[0] == 'sqlglot' for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
