"""Every column that sqlglot's own lineage finds, ours finds; the reasons why not are listed."""

from __future__ import annotations

import pytest
from sqlglot import exp
from sqlglot.lineage import lineage as sqlglot_lineage

_HAND_WRITTEN = [
    "SELECT x.id, y.phone FROM a AS x JOIN b AS y ON x.id = y.a_id",
    "SELECT * FROM a",
    "SELECT x.*, y.note FROM a AS x, b AS y",
    "SELECT * FROM (SELECT id AS k, email FROM a) AS s",
    "WITH s AS (SELECT * FROM a) SELECT email FROM s",
    "WITH s(k, m) AS (SELECT id, email FROM a) SELECT m AS o FROM s",
    "WITH s AS (SELECT id FROM a), t AS (SELECT id FROM s) SELECT id FROM t",
    "SELECT email AS o FROM a UNION ALL SELECT phone FROM b",
    "SELECT max(email) AS o FROM a GROUP BY name HAVING count(*) > 1",
    "SELECT row_number() OVER (PARTITION BY name ORDER BY email) AS o FROM a",
    "SELECT (SELECT max(phone) FROM b WHERE b.a_id = a.id) AS o FROM a",
    "SELECT CASE WHEN amount > 1 THEN email ELSE name END AS o FROM a",
    "SELECT email FROM a WHERE id IN (SELECT a_id FROM b)",
    "SELECT coalesce(a.email, b.phone) AS o FROM a FULL JOIN b ON a.id = b.a_id",
    "SELECT string_agg(email, ',' ORDER BY name) AS o FROM a",
    "SELECT o FROM (SELECT email || name AS o FROM a UNION SELECT city FROM c) AS u",
    "SELECT (a.email) AS o, ((a.name)) AS p FROM a",
    "SELECT count(*) FILTER (WHERE email IS NOT NULL) AS o FROM a",
    "SELECT sum(amount) OVER w AS o FROM a WINDOW w AS (PARTITION BY name)",
]

# What sqlglot takes for a source of the value only decides about rows: ours says it of the rows.
_ONLY_ROWS = {
    "SELECT s.o FROM a, LATERAL (SELECT phone AS o FROM b WHERE b.a_id = a.id) AS s": ("a", "id"),
}


def _leaves(sql: str, column: str, schema: dict[str, list[str]]) -> set[tuple[str, str]]:
    types = {table: dict.fromkeys(columns, "text") for table, columns in schema.items()}
    node = sqlglot_lineage(column, sql, schema=types, dialect="postgres")
    found = set()
    for step in node.walk():
        if not step.downstream and isinstance(step.expression, exp.Table):
            found.add((step.expression.name, step.name.rpartition(".")[2].strip('"')))
    return found


def _compare(sql, lineage, schema):
    (resolution,) = lineage(sql, "postgres", schema)
    for column in resolution.columns:
        ours = {
            (edge.upstream.table, edge.upstream.column)
            for edge in resolution.edges
            if edge.downstream.column == column.name
        }
        missing = _leaves(sql, column.name, schema) - ours
        assert not missing, (column.name, missing, sql)


@pytest.mark.parametrize("sql", _HAND_WRITTEN)
def test_hand_written(sql, lineage, random_schema):
    _compare(sql, lineage, dict(random_schema))


@pytest.mark.parametrize("seed", range(60))
def test_random(seed, lineage, random_query, random_schema):
    _compare(random_query(seed), lineage, dict(random_schema))


@pytest.mark.parametrize(("sql", "ref"), _ONLY_ROWS.items())
def test_only_rows(sql, ref, lineage, random_schema):
    (resolution,) = lineage(sql, "postgres", dict(random_schema))
    assert ref in _leaves(sql, "o", dict(random_schema))
    assert [
        edge.kind.value
        for edge in resolution.edges
        if (edge.upstream.table, edge.upstream.column) == ref
    ] == ["influence"]
