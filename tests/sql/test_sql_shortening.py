"""Long lists of literals are left out, and nothing else: what is left says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.extract.ddl.script import script
from governance.sql import shortening
from governance.sql.dialect import dialect
from governance.sql.place import Place
from governance.sql.shortening import shortened

CASES = yaml.safe_load((Path(__file__).parent / "shortening.yml").read_text())


def _same(sql: str, name: str = "postgres") -> str:
    """What is kept of a statement, which has the edges of the whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortening, "_LARGE", 0)
        kept, place = shortened(sql, dialect(name), Place.of(sql))
        short = script(sql, name, "a.sql")
        patch.setattr(shortening, "_LARGE", 1_000_000)
        whole = script(sql, name, "a.sql")
    assert short.edges == whole.edges
    assert short.problems == whole.problems
    for offset, character in enumerate(kept):
        line, column, *_ = place.span(offset, offset)
        assert sql.split("\n")[line - 1][column - 1 : column] in (character, "")
    return kept


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_kept(case: dict[str, str]) -> None:
    kept = _same(case["sql"], case.get("dialect", "postgres"))
    assert kept.split() == case["kept"].split()


_VALUES = st.sampled_from(
    (
        *("1", "-2.5", "'x'", "'a), (b'", "'it''s'", "NULL", "now()", "u.email", "u.phone"),
        *("f('x')", "'x'::text", "lower(u.email)", "(SELECT max(z.secret) FROM z)", "1 + u.n"),
        "DATE '2024-01-01'",
    )
)
_ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(_VALUES, min_size=width, max_size=width), min_size=1, max_size=8
    )
)


@settings(max_examples=150, deadline=None)
@given(rows=_ROWS, gap=st.sampled_from([", ", ",\n  ", ",", " ,"]))
def test_rows_of_any_sort(rows: list[list[str]], gap: str) -> None:
    values = gap.join(f"({', '.join(row)})" for row in rows)
    names = ", ".join("abc"[: len(rows[0])])
    _same(f"INSERT INTO t ({names}) SELECT v.* FROM u, LATERAL (VALUES {values}) AS v ({names})")


@settings(max_examples=150, deadline=None)
@given(members=st.lists(_VALUES, min_size=1, max_size=12))
def test_lists_of_any_sort(members: list[str]) -> None:
    listed = ", ".join(members)
    ored = " OR ".join(f"u.id = {member}" for member in members)
    when = " ".join(f"WHEN {member} THEN {member}" for member in members)
    for clause in (f"u.id IN ({listed})", f"u.id = ANY (ARRAY[{listed}])", ored):
        _same(f"INSERT INTO t (a) SELECT u.name FROM u WHERE {clause}")
    _same(f"INSERT INTO t (a) SELECT CASE u.id {when} END FROM u")
    _same("INSERT INTO t (a) " + " UNION ALL ".join(f"SELECT {m} FROM u" for m in members))
    _same("INSERT INTO t (a) SELECT 1 " + " ".join(f"UNION SELECT {m}" for m in members))


def test_short_statements_are_left_alone() -> None:
    sql = "INSERT INTO t (a) VALUES (1), (2) RETURNING a"
    assert shortened(sql, dialect("postgres"), Place.of(sql))[0] is sql


@pytest.mark.parametrize(
    "unit",
    [
        *("(", "(1,", "VALUES ((", "IN (1, ", "WHEN 1 THEN 2 ", "UNION SELECT 1, ", "a = 1 OR "),
        *("'", "[1, ", "VALUES (f(1), ", "/*", "$a$", "(1) ", '"', "VALUES (1), (a), "),
    ],
)
def test_text_that_never_ends_comes_to_an_end(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortening, "_SECONDS", 0.5)
    text = "SELECT " + unit * (200_000 // len(unit))
    kept, _ = shortened(text, dialect("postgres"), Place.of(text))
    assert kept.startswith("SELECT ")
