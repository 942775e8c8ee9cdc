"""Whatever a file holds, there is a result or a finding, and the statements around are read."""

from __future__ import annotations

import threading
import time

import pytest

import governance.sql.parse
from governance.extract.ddl.script import script
from governance.sql.dialect import dialect
from governance.sql.overrun import Overrun, within
from governance.sql.parse import TooSlow, parse

_AFTER = "\nCREATE TABLE after AS SELECT q FROM before;"


def _read(sql, name="postgres"):
    """The edges of a statement (source, target) and its problems; the next one must be there."""
    done = script(f"{sql}{_AFTER}", name, "x.sql")
    edges = [(e.upstream.name.lower(), e.downstream.name.lower()) for e in done.edges]
    assert edges.pop() == ("before.q", "after.q")
    assert all(p.location is not None and p.fingerprint for p in done.problems)
    return edges, [(p.location.line, p.message) for p in done.problems]


_HUGE = {
    "5 MB of rows": "INSERT INTO t (a) VALUES " + ",".join(["('" + "x" * 40 + "')"] * 115_000),
    "5 MB of text": "CREATE TABLE n AS SELECT a, '" + "x" * 5_000_000 + "' AS b FROM t",
    "5 MB of comment": "CREATE TABLE n AS SELECT a /* " + "x" * 5_000_000 + " */ FROM t",
    "10,000 unions": "CREATE TABLE n AS " + " UNION ALL ".join(["SELECT a FROM t"] * 10_000),
    "2,000 brackets": "CREATE TABLE n AS SELECT " + "(" * 2000 + "a" + ")" * 2000 + " AS a FROM t",
    "2,000 brackets around a query": "CREATE TABLE n AS "
    + "(" * 2000
    + "SELECT a FROM t"
    + ")" * 2000,
    "2,000 queries": "CREATE TABLE n AS "
    + "SELECT a FROM (" * 2000
    + "SELECT a FROM t"
    + ") s" * 2000,
    "2,000 cases": "CREATE TABLE n AS SELECT "
    + "CASE WHEN a THEN " * 2000
    + "a"
    + " END" * 2000
    + " FROM t",
    "2,000 calls": "CREATE TABLE n AS SELECT " + "f(" * 2000 + "a" + ")" * 2000 + " AS a FROM t",
    "5,000 casts": "CREATE TABLE n AS SELECT a" + "::text" * 5000 + " AS a FROM t",
    "5,000 open brackets": "CREATE TABLE n AS SELECT " + "(" * 5000,
    "100,000 commas": "CREATE TABLE n AS SELECT a" + "," * 100_000 + " FROM t",
}


@pytest.mark.parametrize("sql", _HUGE.values(), ids=_HUGE)
def test_huge_statements(sql):
    edges, problems = _read(sql + ";")
    assert problems or not edges or {source for source, _ in edges} == {"t.a"}
    assert edges or problems or sql.startswith("INSERT")


def test_columns_that_double_are_any_of_them():
    ctes = ", ".join(f"c{i} AS (SELECT x.*, y.* FROM c{i - 1} x, c{i - 1} y)" for i in range(1, 40))
    sql = f"CREATE TABLE n AS WITH c0 AS (SELECT a, b FROM t), {ctes} SELECT * FROM c39;"
    edges, problems = _read(sql)
    assert edges == [('t."*"', 'n."*"')]
    assert [line for line, message in problems if "more ways from column to column" in message]


def test_names_that_may_be_anywhere_are_any_of_them():
    columns = ", ".join(f"x{i}" for i in range(1500))
    tables = ", ".join(f"t{i}" for i in range(1500))
    edges, problems = _read(f"CREATE TABLE n AS SELECT {columns} FROM {tables};")
    assert edges == [(f't{i}."*"', 'n."*"') for i in range(1500)]
    assert [message for _, message in problems if "more ways" in message]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_work_is_stopped_on_any_thread(elsewhere):
    seen = []

    def spin():
        # a function of its own, as all work is: Python 3.13.0 leaves the jump at the end of an
        # empty loop out of the `try` around it
        start = time.monotonic()
        while time.monotonic() - start < 30:
            pass

    def work():
        try:
            with within(0.05):
                spin()
        except Overrun:
            seen.append("stopped")

    if elsewhere:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    else:
        work()
    assert seen == ["stopped"]


def test_what_ends_in_time_is_left_alone():
    for _ in range(200):
        with within(30):
            pass


def test_a_slow_statement_is_a_finding(monkeypatch):
    parsed = governance.sql.parse._tree

    def slowly(text, spoken):
        start = time.monotonic()
        while "slow" in text and time.monotonic() - start < 30:
            pass
        return parsed(text, spoken)

    monkeypatch.setattr("governance.sql.parse._tree", slowly)
    monkeypatch.setattr("governance.sql.parse._SECONDS", 0.05)
    slow = f"SELECT slow AS x, '{'x' * 600}' AS y FROM t"
    with pytest.raises(TooSlow):
        parse(slow, dialect("postgres"))
    edges, problems = _read(f"CREATE TABLE n AS {slow};")
    assert edges == []
    assert problems == [(1, "this statement could not be understood: it takes too long to parse")]
    done = script(f"CREATE TABLE n AS {slow};\n" * 5, "postgres", "x.sql")
    assert [p.message for p in done.problems][-1:] == [
        "after 3 statements that take too long to parse, the rest of this file is not read"
    ]


_UNREAD = (1, "this statement could not be understood")
_TAG = "a template's tags are left in this file: what stands in any of its branches is read"
# SQL, dialect, the edges, the problems
_ODD = {
    "a template's table": (
        "CREATE TABLE n AS SELECT email FROM {{ ref('t') }};",
        "postgres",
        [('"{ref(_t_)}".email', "n.email")],
        [],
    ),
    "a template's tags": (
        "{% if x %} CREATE TABLE n AS SELECT a FROM t; {% endif %}",
        "snowflake",
        [("t.a", "n.a")],
        [(1, _TAG)],
    ),
    "a template in a string": (
        "CREATE TABLE n AS SELECT '{{ x }}' AS a, email FROM t;",
        "postgres",
        [("t.email", "n.email")],
        [],
    ),
    "another dialect's quotes": (
        "CREATE TABLE n AS SELECT `a` FROM `t`;",
        "postgres",
        [],
        [_UNREAD],
    ),
    "another dialect's brackets": ("SELECT [a] INTO n FROM [t];", "postgres", [], [_UNREAD]),
    "a comment hides code": (
        "CREATE TABLE n AS SELECT /* email, */ id -- , phone\n FROM t;",
        "postgres",
        [("t.id", "n.id")],
        [],
    ),
    "a comment that MySQL executes": (
        "CREATE TABLE n AS SELECT id /*!50000 , email */ FROM t;",
        "mysql",
        [("t.id", "n.id"), ("t.email", "n.email")],
        [],
    ),
    "a comment in a comment": (
        "CREATE TABLE n AS SELECT id /* /* x */ , phone */ , email FROM t;",
        "postgres",
        [("t.id", "n.id"), ("t.email", "n.email")],
        [],
    ),
    "no comment in a comment": (
        "CREATE TABLE n AS SELECT id /* /* x */ , email FROM t;",
        "mysql",
        [("t.id", "n.id"), ("t.email", "n.email")],
        [],
    ),
    "a line ends with a carriage return": (
        "CREATE TABLE n AS SELECT id, -- x\r email\n AS mail FROM t;",
        "postgres",
        [("t.id", "n.id"), ("t.email", "n.mail")],
        [],
    ),
    "names that differ in case": (
        'CREATE TABLE n AS SELECT "Email" AS x, email AS y FROM "T", t;',
        "postgres",
        [("t.email", "n.x"), ("t.email", "n.x"), ("t.email", "n.y"), ("t.email", "n.y")],
        [],
    ),
    "names with dots": (
        'CREATE TABLE "c.d" AS SELECT "e.f" AS "g.h" FROM "z.z";',
        "postgres",
        [('"z.z"."e.f"', '"c.d"."g.h"')],
        [],
    ),
    "names with quotes": (
        'CREATE TABLE "a""b" AS SELECT "c""d" FROM "e""f";',
        "postgres",
        [('"e""f"."c""d"', '"a""b"."c""d"')],
        [],
    ),
    "an empty name": (
        'CREATE TABLE n AS SELECT "" FROM t;',
        "postgres",
        [],
        [(1, "this statement could not be understood: a name is empty")],
    ),
    "a quote that is never closed": (
        "CREATE TABLE n AS SELECT 'a FROM t;",
        "postgres",
        [],
        [_UNREAD],
    ),
    "a comment that is never closed": (
        "CREATE TABLE n AS SELECT a /* FROM t;",
        "postgres",
        [],
        [_UNREAD],
    ),
    "a view of itself": ("CREATE VIEW a AS SELECT * FROM a;", "postgres", [('a."*"', 'a."*"')], []),
    "views of each other": (
        "CREATE VIEW a AS SELECT * FROM b; CREATE VIEW b AS SELECT * FROM a;",
        "postgres",
        [('b."*"', 'a."*"'), ('a."*"', 'b."*"')],
        [],
    ),
    "a table fed by itself": (
        "CREATE TABLE a (x int, y int); INSERT INTO a SELECT y, x FROM a;",
        "postgres",
        [("a.y", "a.x"), ("a.x", "a.y")],
        [],
    ),
    "no semicolon between statements": (
        "CREATE TABLE n AS SELECT a FROM t\nCREATE TABLE m AS SELECT b FROM t;",
        "postgres",
        [],
        [_UNREAD],
    ),
    "no semicolon and no INTO": (
        'INSERT "n n" SELECT a FROM t\nINSERT m SELECT b FROM t;',
        "tsql",
        [("t.a", '"n n".a'), ("t.b", "m.b")],
        [],
    ),
    "a MERGE that begins a line with INSERT": (
        "MERGE n USING t ON n.a = t.a WHEN NOT MATCHED THEN\nINSERT VALUES (t.a);",
        "tsql",
        [("t.a", "n._col0"), ("n.a", 'n."*"'), ("t.a", 'n."*"')],
        [],
    ),
    "half a statement": ("CREATE TABLE n AS SELECT a FROM;", "postgres", [], [_UNREAD]),
    "words spelled wrong": ("CREATE TABLE n AS SELEC a FORM t;", "postgres", [], [_UNREAD]),
}


@pytest.mark.parametrize(("sql", "name", "edges", "problems"), _ODD.values(), ids=_ODD)
def test_odd_statements(sql, name, edges, problems):
    assert _read(sql, name) == (edges, problems)
