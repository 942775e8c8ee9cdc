"""What is kept of an expression holds no literal, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from governance.sql.literals import without_literals
from governance.sql.tokens import tokens

CASES = yaml.safe_load(Path(__file__).with_name("literals.yml").read_text())


@pytest.mark.parametrize(("text", "left"), CASES)
def test_a_literal_is_a_question_mark(text: str, left: str | None) -> None:
    assert without_literals(text, "postgres") == left


MYSQL = [
    ("'zan\\'zibar' + 1", "? + ?"),
    ('"zanzibar" + `name`', "? + `name`"),
    ("_utf8mb4'zanzibar'", "?"),
    ("a # zanzibar", "a"),
]


@pytest.mark.parametrize(("text", "left"), MYSQL)
def test_each_dialect_has_its_own(text: str, left: str) -> None:
    assert without_literals(text, "mysql") == left


PIECES = st.sampled_from(
    [
        "'",
        "''",
        "\\",
        "\\'",
        "$$",
        "$a$",
        '"',
        "--",
        "/*",
        "*/",
        "\n",
        "E",
        "U&",
        ";",
        "x",
        "é",
        "?",
    ]
)
VALUES = st.lists(PIECES, max_size=12).map("".join)


@given(VALUES, VALUES)
def test_whatever_a_server_quotes_is_gone(one: str, two: str) -> None:
    text = sql.SQL("{} || n || {}::text").format(f"zanzibar{one}", f"{two}zanzibar").as_string(None)
    left = without_literals(text, "postgres")
    assert left is not None
    assert left.split() == ["?", "||", "n", "||", "?::text"]


@given(st.text(max_size=60) | VALUES)
def test_what_is_left_has_no_literal_left(text: str) -> None:
    left = without_literals(text, "postgres")
    if left is not None:
        assert not {t.kind for t in tokens(left, "postgres")} & {"string", "number", "stray"}
        assert without_literals(left, "postgres") == left
