"""Attacks on the engine: refused or ended in time by the language, and by the seal on its own."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from governance import documents
from governance.errors import PolicyError
from governance.model.location import Location
from governance.policy import compilation
from governance.policy.language.text import Text
from governance.policy.sealed import MEMORY, Refused
from governance.policy.views import VIEWS

HERE = Path(__file__).parent
WATCHDOG = 30.0  # seconds: the limit is 0.3; one call into SQLite may overrun it, none may hang

GENERATED = {
    "cross": "SELECT count(*) FROM " + ", ".join(f"columns a{i}" for i in range(30)),
    "doubling": "WITH a0 AS (SELECT pii FROM columns), "
    + ", ".join(f"a{i} AS (SELECT x.pii FROM a{i - 1} x, a{i - 1} y)" for i in range(1, 40))
    + " SELECT count(*) FROM a39",
    "doubling_a_little": "WITH a0 AS (SELECT pii FROM columns), "
    + ", ".join(f"a{i} AS (SELECT x.pii FROM a{i - 1} x, a{i - 1} y)" for i in range(1, 12))
    + " SELECT count(*) FROM a11",
    "doubling_views": "WITH a0 AS (SELECT pii FROM edges), "
    + ", ".join(
        f"a{i} AS (SELECT pii FROM a{i - 1} UNION ALL SELECT pii FROM a{i - 1})"
        for i in range(1, 15)
    )
    + " SELECT count(*) FROM a14",
    "replace_bomb": "SELECT " + "replace(" * 30 + "'aaaaaaaaaa'" + ", 'a', 'aaaaaaaaaa')" * 30,
    "concat_bomb": "WITH a0 AS (SELECT 'xxxxxxxxxxxxxxxxxxxx' AS x), "
    + ", ".join(f"a{i} AS (SELECT x || x AS x FROM a{i - 1})" for i in range(1, 31))
    + " SELECT length(x) FROM a30",
    "string_agg_bomb": "SELECT string_agg(a.column_name, ',') FROM "
    + ", ".join(f"columns {c}" for c in "abcdefgh"),
    "distinct_bomb": "SELECT DISTINCT a.column_name || b.column_name || c.column_name || "
    "d.column_name || e.column_name || f.column_name || replace(replace(replace("
    "'aaaaaaaaaa', 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaa'), 'b', 'c') "
    "FROM " + ", ".join(f"columns {c}" for c in "abcdef"),
    "rows_bomb": "SELECT a.column_name FROM " + ", ".join(f"columns {c}" for c in "abcdefgh"),
    "long_literal": "SELECT '" + "x" * 2_000_000 + "'",
    "many_columns": "SELECT " + ", ".join(["pii"] * 3000) + " FROM columns",
    "many_terms": "SELECT 1 WHERE " + " + ".join(["1"] * 5000) + " > 1",
    "many_unions": " UNION ALL ".join(["SELECT 1"] * 800),
    "long_list": "SELECT 1 WHERE 1 IN (" + ", ".join(map(str, range(2000))) + ")",
    "brackets": "SELECT " + "(" * 5000 + "1" + ")" * 5000,
    "nots": "SELECT " + "NOT " * 5000 + "true",
    "minuses": "SELECT " + "- " * 5000 + "1",
    "cases": "SELECT " + "CASE WHEN true THEN " * 800 + "1" + " END" * 800,
    "subqueries": "SELECT " + "(SELECT " * 800 + "1" + ")" * 800,
    "ands": "SELECT " + " AND ".join(["true"] * 3000),
    "casts": "SELECT 1" + "::text" * 3000,
    "from_subqueries": "SELECT 1 FROM " + "(SELECT 1 FROM " * 500 + "columns" + ") AS x" * 500,
    "grouped_subqueries": "SELECT max(1) + (" * 30 + "SELECT max(1)" + ")" * 30,
    "grouped_cases": "SELECT " + "CASE WHEN count(*) > 1 THEN " * 38 + "1" + " END" * 38,
    "coalesces": "SELECT " + "coalesce(1, " * 1000 + "1" + ")" * 1000,
    "arrays": "SELECT " + "[" * 3000 + "]" * 3000,
    "dots": "SELECT " + ".".join(["a"] * 3000),
    "unclosed": "SELECT " + "(" * 5000,
}


def attacks(*, seal: bool = False) -> list[Any]:
    found = documents.load((HERE / "hostile.yml").read_bytes(), "hostile.yml").data
    return [
        pytest.param(
            case["sql"] if "sql" in case else GENERATED[case["generated"]],
            case.get("harmless", False),
            id=f"{kind}: {case.get('generated') or case['sql'][:60]!r}",
        )
        for kind, cases in found.items()
        for case in cases
        if not (seal and case.get("language_only"))
    ]


ATTACKS = attacks()


@pytest.fixture(autouse=True)
def whole(ask: Any) -> Any:
    """After each attack, every view says what it said before, and memory is bounded."""
    before = [ask(f"SELECT * FROM governance.{view}") for view in VIEWS]
    started = time.monotonic()
    yield
    assert time.monotonic() - started < WATCHDOG
    assert [ask(f"SELECT * FROM governance.{view}") for view in VIEWS] == before
    unit = 1 if sys.platform == "darwin" else 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < 2 * MEMORY
    assert not list(Path("/tmp").glob("lictor-stolen*"))


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 100


@pytest.mark.parametrize(("sql", "harmless"), ATTACKS)
def test_the_language_holds(sql: str, harmless: bool, ask: Any) -> None:
    try:
        found = compilation.query(Text(sql, Location("policy.yaml", 1, 1)), {})
        for _ in ask.loaded.engine.ask(found.sql):
            pass
    except PolicyError as error:
        refused = error.message
        assert len(refused) < 700
        assert "/etc/passwd" not in refused
    except Refused:
        assert harmless, "the language let it through, and only the seal held"
    else:
        assert harmless


@pytest.mark.parametrize(("sql", "harmless"), attacks(seal=True))
def test_the_seal_holds_alone(sql: str, harmless: bool, ask: Any) -> None:
    # What is not SQLite's own language at all, or does nothing in it, is no attack on the seal.
    nothing = sql in ("", ";", "-- nothing", "/*")
    try:
        rows = list(ask.loaded.engine.ask(sql))
    except Refused as error:
        assert len(str(error)) < 100  # noqa: PT017 - it may also answer
        return
    plain = sql.startswith("SELECT") and ask_plain(rows)
    assert harmless or nothing or plain, rows[:3]


def ask_plain(rows: list[Any]) -> bool:
    """Whether the answer holds nothing but small constants of the statement itself."""
    return len(rows) <= 1 and all(isinstance(v, int | type(None)) for row in rows for v in row)


@pytest.mark.parametrize(
    "expression",
    [
        "pii; DELETE FROM base_column",
        "pii) OR (1 = 1",
        "pii OR row_id = 1",
        "pii OR rowid = 1",
        "pii OR r.pii",
        "pii OR this.row_id = 1",
        "SELECT 1",
        "pii UNION SELECT 1",
        "pii -- \n OR",
        "pii AS x",
        "pii, special",
        "*",
        "columns.*",
        "count(*) > 1",
        "owner",
        "retention_days",
        "retention_days + 'x' > 1",
        "owner LIKE 1",
        "pii = 1",
        "pii < true",
        "basis = 'declared'",
        "reviewed_on::date < current_date - 90",
        "current_date > '2020-01-01'",
        "owner SIMILAR TO 'x'",
        "'x' = ANY('x')",
        "(pii, special) = (true, true)",
        "owner COLLATE \"C\" = 'x'",
        "owner ~ owner",
        "(SELECT pii FROM governance.columns)",
        "(SELECT pii, special FROM governance.columns LIMIT 1)",
        "owner = retention_days",
        "retention_days::real > 1",
        "owner::int > 1",
        "owner::date > 'x'",
        "owner = 'x'::varchar(3)",
        "interval '1 day' > interval '2 days'",
        "owner ->> 'x' = 'y'",
        "owner[1] = 'x'",
        "retention_days & 1 = 1",
        "retention_days ^ 2 > 1",
        "retention_days / 0 > 1 AND pii = 'maybe'",
        "a = b = c",
        "retention_days + owner || 'x' = 'y'",
        "owner ~ 'a' || 'b'",
        "EXISTS (governance.columns)",
        "EXISTS (SELECT 1 FROM governance.columns c WHERE count(*) > 1)",
        "XMLELEMENT(name x) IS NULL",
        "owner IS JSON",
        "OVERLAPS(1, 2)",
        "true true",
        "",
    ],
)
def test_expressions_outside_the_language_are_refused(expression: str) -> None:
    text = Text(expression, Location("policy.yaml", 7, 10))
    with pytest.raises(PolicyError) as caught:
        compilation.rule("column", None, text, frozenset(), {})
    assert caught.value.location is not None
    assert caught.value.location.line >= 7
