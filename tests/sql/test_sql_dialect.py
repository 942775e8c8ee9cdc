"""Names as the engines keep them, and places in a file."""

from __future__ import annotations

import pytest

from governance.errors import ConfigError
from governance.sql.dialect import dialect
from governance.sql.place import Lines, Place
from governance.sql.placeholders import named
from governance.sql.tokens import string_value, tokens


@pytest.mark.parametrize(
    ("name", "text", "quoted", "kept"),
    [
        ("postgres", "Email", False, "email"),
        ("postgres", "Email", True, "Email"),
        ("postgres", "ÄPFEL", False, "Äpfel"),
        ("postgres", "x" * 70, True, "x" * 63),
        ("postgres", "x" + "ä" * 40, True, "x" + "ä" * 31),
        ("postgres", "😀" * 20, True, "😀" * 15),
        ("redshift", "Email", True, "email"),
        ("snowflake", "Email", False, "EMAIL"),
        ("snowflake", "Email", True, "Email"),
        ("mysql", "Email", True, "email"),
        ("clickhouse", "Email", False, "Email"),
    ],
)
def test_fold(name: str, text: str, quoted: bool, kept: str) -> None:
    assert dialect(name).fold(text, quoted) == kept


def test_an_unknown_dialect_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match='did you mean "postgres"'):
        dialect("postgre")


def test_places_count_from_one_and_end_inclusively() -> None:
    text = "SELECT\n  email\nFROM t"
    assert Lines(text).at(text.index("email")) == (2, 3)
    assert Place.of(text).span(9, 13) == (2, 3, 2, 7)
    assert Place(Lines(text), 7).span(2, 6) == (2, 3, 2, 7)


@pytest.mark.parametrize(
    ("literal", "name", "value"),
    [
        ("'it''s'", "postgres", "it's"),
        ("'a\\n'", "postgres", "a\\n"),
        ("E'it\\'s\\n\\u00e9\\x41'", "postgres", "it's\né\x41"),
        ("$$a'b$$", "postgres", "a'b"),
        ("$tag$a$$b$tag$", "postgres", "a$$b"),
        ("U&'\\0061b'", "postgres", "ab"),
        ("'it\\'s'", "mysql", "it's"),
        ('"it""s"', "mysql", 'it"s'),
        ('"""a"b"""', "bigquery", 'a"b'),
        ("r'a\\n'", "bigquery", "a\\n"),
        ("N'x'", "tsql", "x"),
    ],
)
def test_the_value_of_a_string(literal: str, name: str, value: str) -> None:
    assert [t.kind for t in tokens(literal, name)] == ["string"]
    assert string_value(literal, name) == value


@pytest.mark.parametrize(
    ("text", "name", "read"),
    [
        ("{{ .Schema }}.t", "postgres", '"{ _Schema }"  .t'),
        ('"{{ x "N" }}"."t"', "postgres", '"{ x _N_ }"    ."t"'),
        ("${schema}.t", "postgres", '"$schema".t'),
        ("t_${env}_x", "postgres", "t___env__x"),
        ("{{ x }}.t", "bigquery", "`{ x }`.t"),
    ],
)
def test_placeholders_become_names_of_the_same_length(text: str, name: str, read: str) -> None:
    found = named(text, name)
    assert len(found) == len(text)
    assert "".join(found.split()) == "".join(read.split())
