"""Ours against sqlglot's own lineage: the same columns, but for differences that a rule explains.

sqlglot answers for each output of a query which columns of tables it comes from, in whatever way.
Ours tells values from what only decides, so both count here: values, and what influences a column.
"""

from __future__ import annotations

import pytest
from sqlglot import exp
from sqlglot.lineage import lineage as sqlglot_lineage

from governance.model.lineage import EdgeKind, Effect

_HAND_WRITTEN = """
    SELECT x.id, y.phone FROM a AS x JOIN b AS y ON x.id = y.a_id;
    SELECT * FROM a;
    SELECT x.*, y.note FROM a AS x, b AS y;
    SELECT a.*, b.note FROM a JOIN b USING (id);
    SELECT id FROM a NATURAL JOIN c;
    SELECT * FROM (SELECT id AS k, email FROM a) AS s;
    WITH s AS (SELECT * FROM a) SELECT email FROM s;
    WITH s(k, m) AS (SELECT id, email FROM a) SELECT m AS o FROM s;
    WITH s AS (SELECT id FROM a), t AS (SELECT id FROM s) SELECT id FROM t;
    WITH s AS (SELECT email AS o FROM a), t AS (SELECT o FROM s UNION SELECT phone FROM b)
        SELECT o FROM t;
    WITH RECURSIVE r AS (SELECT id, email FROM a UNION ALL SELECT b.id, r.email FROM b JOIN r
        ON b.a_id = r.id) SELECT email FROM r;
    SELECT email AS o FROM a UNION ALL SELECT phone FROM b;
    SELECT email FROM a INTERSECT SELECT phone FROM b;
    SELECT max(email) AS o FROM a GROUP BY name HAVING count(*) > 1;
    SELECT row_number() OVER (PARTITION BY name ORDER BY email) AS o FROM a;
    SELECT lag(email) OVER (PARTITION BY name ORDER BY amount) AS o FROM a;
    SELECT (SELECT max(phone) FROM b WHERE b.a_id = a.id) AS o FROM a;
    SELECT CASE WHEN amount > 1 THEN email ELSE name END AS o FROM a;
    SELECT CASE a.name WHEN 'x' THEN (SELECT max(phone) FROM b) ELSE email END AS o FROM a;
    SELECT email FROM a WHERE id IN (SELECT a_id FROM b);
    SELECT email IN (SELECT note FROM b) AS o FROM a;
    SELECT coalesce(a.email, b.phone) AS o FROM a FULL JOIN b ON a.id = b.a_id;
    SELECT coalesce((SELECT max(city) FROM c), email) AS o FROM a;
    SELECT string_agg(email, ',' ORDER BY name) AS o FROM a;
    SELECT o FROM (SELECT email || name AS o FROM a UNION SELECT city FROM c) AS u;
    SELECT o FROM (SELECT email AS o, name AS p FROM a) AS s WHERE p <> '';
    SELECT (a.email) AS o, ((a.name)) AS p FROM a;
    SELECT count(*) AS o FROM a;
    SELECT count(*) FILTER (WHERE email IS NOT NULL) AS o FROM a;
    SELECT sum(amount) FILTER (WHERE name <> '') AS o FROM a;
    SELECT sum(amount) OVER w AS o FROM a WINDOW w AS (PARTITION BY name);
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS o FROM a;
    SELECT DISTINCT ON (name) email FROM a ORDER BY name;
    SELECT v.k AS o, a.email FROM a JOIN (VALUES (1, 'x')) AS v(k, l) ON v.k = a.id;
    SELECT x AS o FROM a, unnest(ARRAY[a.email]) AS u(x);
    SELECT t.o FROM (SELECT email FROM a) AS t(o);
"""

# Why the two differ, each with a query that shows it, its output, and the columns that only
# sqlglot and only we name.
_RULES = {
    "what decides about rows is told of the rows, not of each column": (
        "SELECT email AS o FROM a EXCEPT SELECT phone FROM b",
        {("b", "phone")},
        set(),
    ),
    "a lateral query's columns are its values, and its conditions decide about rows": (
        "SELECT s.o FROM a, LATERAL (SELECT phone AS o FROM b WHERE b.a_id = a.id) AS s",
        {("a", "id")},
        {("b", "phone")},
    ),
    "what a subquery's rows depend on influences its value": (
        "SELECT (SELECT phone FROM b WHERE b.a_id = a.id ORDER BY note LIMIT 1) AS o FROM a",
        set(),
        {("a", "id"), ("b", "a_id"), ("b", "note")},
    ),
    "whether rows exist is a bit of what their conditions compare": (
        "SELECT EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id) AS o FROM a",
        set(),
        {("a", "id"), ("b", "a_id")},
    ),
    "a table's name in an expression is its whole row": (
        "SELECT row_to_json(a) AS o FROM a",
        set(),
        {("a", "id"), ("a", "email"), ("a", "name"), ("a", "amount")},
    ),
    "a list of aliases renames a table's columns": (
        "SELECT t.y AS o FROM a AS t(w, x, y, z)",
        {("a", "y")},
        {("a", "name")},
    ),
}


def _leaves(sql, column, schema):
    types = {table: dict.fromkeys(columns, "text") for table, columns in schema.items()}
    node = sqlglot_lineage(column, sql, schema=types, dialect="postgres")
    found = set()
    for step in node.walk():
        if not step.downstream and isinstance(step.expression, exp.Table):
            found.add((step.expression.name, step.name.rpartition(".")[2].strip('"')))
    return found


def _upstream(edge):
    return edge.upstream.table, edge.upstream.column


def _ours(resolution, name):
    """The columns that feed or influence an output, values first."""
    edges = sorted(resolution.edges, key=lambda e: e.kind is EdgeKind.VALUE)
    return {_upstream(e): e for e in edges if e.downstream.column == name}


def _differences(sql, lineage, schema):
    """For each output: what only sqlglot names, what only we name, and what we know of the rows."""
    (resolution,) = lineage(sql, "postgres", schema)
    rows = {_upstream(e) for e in resolution.edges if e.downstream.column == "*"}
    for column in resolution.columns:
        ours, theirs = _ours(resolution, column.name), _leaves(sql, column.name, schema)
        more = {ref: edge for ref, edge in ours.items() if ref not in theirs}
        yield theirs - ours.keys(), more, rows


def _explained(sql, lineage, schema):
    """Queries made at random have only the differences of these rules."""
    for missing, more, rows in _differences(sql, lineage, schema):
        assert missing <= rows, (missing - rows, sql)
        for ref, edge in more.items():
            influences = edge.kind is EdgeKind.INFLUENCE
            exists = edge.effect is Effect.PREDICATE and "EXISTS" in sql
            assert influences or exists, (ref, edge, sql)


@pytest.mark.parametrize("sql", [s.strip() for s in _HAND_WRITTEN.split(";") if s.strip()])
def test_hand_written(sql, lineage, random_schema):
    for missing, more, _ in _differences(sql, lineage, dict(random_schema)):
        assert not missing, (missing, sql)
        assert all(edge.kind is EdgeKind.INFLUENCE for edge in more.values()), (more, sql)


@pytest.mark.parametrize("seed", range(150))
def test_random(seed, lineage, random_query, random_schema):
    _explained(random_query(seed), lineage, dict(random_schema))


@pytest.mark.parametrize(("sql", "theirs", "ours"), _RULES.values(), ids=_RULES)
def test_rules(sql, theirs, ours, lineage, random_schema):
    ((missing, more, _),) = _differences(sql, lineage, dict(random_schema))
    assert (missing, set(more)) == (theirs, ours)
