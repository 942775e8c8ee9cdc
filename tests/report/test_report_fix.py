"""Fixes: what is folded still says the same to YAML."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from governance.report.fix import narrowed, parts, sentences
from governance.terminal import width

VALUES = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)


@given(st.dictionaries(st.sampled_from("abcdef"), VALUES, min_size=1), st.integers(10, 80))
def test_a_folded_mapping_is_the_same_mapping(mapping: dict[str, str], columns: int) -> None:
    written = ", ".join(
        f"{key}: " + (f"'{value.replace(chr(39), chr(39) * 2)}'") for key, value in mapping.items()
    )
    line = f"  - {{{written}}}"
    lines = narrowed(line, columns)
    assert yaml.safe_load("\n".join(lines)) == [mapping]
    assert lines == [line] or all(width(part) <= columns for part in lines)


@pytest.mark.parametrize(
    ("line", "columns", "expected"),
    [
        ('- {match: "a.b", owner: c}', 80, ['- {match: "a.b", owner: c}']),
        ('- {match: "a.b", owner: c}', 20, ['- {match: "a.b",', "   owner: c}"]),
        ('  - {match: "a, b", owner: c}', 22, ['  - {match: "a, b",', "     owner: c}"]),
        ('- {match: "aaaaaaaaaaaaaaaaaaaa"}', 20, ['- {match: "aaaaaaaaaaaaaaaaaaaa"}']),
        ("  lictor policy show GOV-001, or not", 20, ["  lictor policy show GOV-001, or not"]),
        ('- {match: "unclosed, owner: cccccc}', 20, ['- {match: "unclosed, owner: cccccc}']),
    ],
)
def test_folds_where_yaml_allows(line: str, columns: int, expected: list[str]) -> None:
    assert narrowed(line, columns) == expected


def test_tells_sentences_from_code() -> None:
    fix = "say so\nin a file:\n  - {a: b}\n\nor\x1b not\n"
    assert parts(fix) == [
        (False, ["say so", "in a file:"]),
        (True, ["  - {a: b}"]),
        (False, ["", "or\\x1b not"]),
    ]
    assert sentences(fix) == "say so in a file:  or\\x1b not"
