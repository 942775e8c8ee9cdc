"""Texts made to cost quadratic time: steps are counted, and what would take hours must end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from governance.sql.mysql import executed
from governance.sql.split import split
from governance.sql.tokens import tokens

# What is never closed, again and again: dialect, text, and whether the rest is given up.
REPEATED = {
    "standard function bodies": ("postgres", "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; ", True),
    "rules": ("postgres", "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; ", True),
    "procedures": ("mysql", "CREATE PROCEDURE p() BEGIN SELECT 1; ", True),
    "blocks": ("oracle", "DECLARE x INT; SELECT 1; ", True),
    "declarations": ("bigquery", "DECLARE x INT64; SELECT 1; ", False),
    "parentheses": ("tsql", "CREATE VIEW v AS SELECT (1\nCREATE TABLE t (a int\n", False),
    "procedures in a batch": ("tsql", "SELECT 1;\nCREATE PROCEDURE p AS BEGIN SELECT 1;\n", True),
    "batches in parentheses": ("tsql", "(\nGO\n", False),
}


def _steps(work: Callable[[], Any]) -> int:
    """How many calls, of Python or C, the work makes."""
    count = 0

    def seen(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", REPEATED)
def test_twice_the_text_takes_about_twice_the_steps(name: str) -> None:
    dialect, text, given_up = REPEATED[name]
    few, many = (_steps(lambda n=n: list(split(text * n, dialect))) for n in (1_000, 2_000))
    assert many < 2.5 * few
    assert (list(split(text * 1_000, dialect))[-1].kind == "rest") is given_up


ENDLESS = {
    "brackets": ("tsql", "["),
    "dollar tags": ("postgres", "".join(f"$a{n}$ ;" for n in range(200_000))),
    "dollar tags of one statement": ("postgres", "".join(f"$a{n}$ " for n in range(200_000))),
    "comments": ("mysql", "/* "),
    "comments in statements": ("mysql", "/* ;"),
    "comments that run": ("mysql", "/*! /* "),
    "escaped quotes": ("mysql", "'\\"),
    "escaped quotes in statements": ("mysql", "'\\;"),
    "a delimiter that never comes": ("mysql", "DELIMITER //\n" + "SELECT 1; " * 30_000),
    "spaces after GO": ("tsql", "GO" + " " * 300_000 + "x"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_is_never_closed_comes_to_an_end(name: str) -> None:
    dialect, text = ENDLESS[name]
    text = text if len(text) > 100_000 else text * (300_000 // len(text))
    text = executed(text)
    pieces = list(split(text, dialect))
    assert pieces[-1].end == len(text)
    assert tokens(text, dialect)


def test_a_large_text_may_have_some_of_it() -> None:
    text = "SELECT 'it is; CREATE TABLE t (a int); " + "SELECT 1; " * 1_000
    assert {p.kind for p in split(text, "postgres")} == {"statement", "blank"}
