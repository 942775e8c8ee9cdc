"""The splitter: what ends a statement, and that nothing is ever lost or moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.sql.split import split

CASES = yaml.safe_load((Path(__file__).parent / "split.yml").read_text("utf-8"))
DIALECTS = ("postgres", "mysql", "tsql", "sqlite", "snowflake", "bigquery", "clickhouse", "oracle")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_pieces(case: dict[str, Any]) -> None:
    text = case["sql"]
    pieces = [
        p
        for p in split(text, case.get("dialect", "postgres"))
        if p.kind in ("statement", "command")
    ]
    found = [text[p.first : p.end].strip() for p in pieces]
    assert found == [piece.strip() for piece in case["pieces"]]


_BITS = st.sampled_from(
    [
        *"';\"`[]()\\$#-/*\n aA",
        "--", "/*", "*/", "$$", "$t$", "E'", "''", "BEGIN", "END", "CASE", "BEGIN ATOMIC", "GO\n",
        "DELIMITER //\n", "//\n", "COPY t FROM stdin;\n", "\\.\n", "\\connect x\n", "CREATE ",
        "FUNCTION f() ", "TRIGGER ", "RULE ", "TABLE t (a int)", "é", "😀", "\u202e", "\ufeff",
        "\r\n",
    ]
)  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=150, deadline=None)
@given(bits=st.lists(_BITS, max_size=40))
def test_the_pieces_joined_are_the_text(dialect: str, bits: list[str]) -> None:
    text = "".join(bits)
    pieces = list(split(text, dialect))
    assert "".join(text[p.start : p.end] for p in pieces) == text
    position = 0
    for piece in pieces:
        assert piece.start == position < piece.end
        assert piece.start <= piece.first <= piece.end
        assert piece.kind in ("blank", "data") or not text[piece.first].isspace()
        position = piece.end


@given(
    st.lists(st.sampled_from(["SELECT 'a;b'", 'SELECT "x;"', "SELECT $$;$$", "SELECT 1 -- ;\n"]))
)
@settings(max_examples=50, deadline=None)
def test_statements_come_out_as_they_went_in(statements: list[str]) -> None:
    text = ";\n".join([*statements, ""])
    found = [text[p.first : p.end] for p in split(text, "postgres") if p.kind == "statement"]
    assert found == [f"{statement};" for statement in statements]
