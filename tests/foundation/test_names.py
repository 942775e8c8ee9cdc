"""Names survive printing and parsing, and are always safe to print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, printable, quote

name = st.text(min_size=1) | st.sampled_from(
    [
        "a",
        "Name",
        'say "hi"',
        "a.b",
        "x:y",
        "line\nbreak",
        "\u202eright",
        "😀",
        "é",
        "\\0041",
        "1st",
    ]
)


@given(name | st.just(""), name | st.just(""), name)
def test_a_table_prints_and_parses_back(source: str, schema: str, table: str) -> None:
    ref = TableRef(source, schema, table)
    assert TableRef.parse(str(ref)) == ref


@given(name | st.just(""), name | st.just(""), name, name)
def test_a_column_prints_and_parses_back(source: str, schema: str, table: str, col: str) -> None:
    ref = ColumnRef(source, schema, table, col)
    assert ColumnRef.parse(str(ref)) == ref
    assert ref.table_ref == TableRef(source, schema, table)


@given(name, name, name)
def test_whatever_is_in_a_name_the_print_is_one_visible_line(a: str, b: str, c: str) -> None:
    assert str(ColumnRef(a, "", b, c)).isprintable()


@given(st.text())
def test_free_text_becomes_visible(text: str) -> None:
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ("email", "email"),
        ("Email", "Email"),
        ("straße", "straße"),
        ("e-mail", '"e-mail"'),
        ('a"b', '"a""b"'),
        ("", '""'),
        ("a\nb", 'U&"a\\000Ab"'),
        ("\u202ex", 'U&"\\202Ex"'),
        ("a\\\n", 'U&"a\\\\\\000A"'),
        ("1st", '"1st"'),
    ],
)
def test_a_part_is_quoted_only_where_it_must_be(part: str, written: str) -> None:
    assert quote(part) == written


def test_three_levels_print_as_the_platform_writes_them() -> None:
    ref = TableRef("", "analytics.crm", "customers")
    assert str(ref) == "analytics.crm.customers"
    assert TableRef.parse("analytics.crm.customers") == ref


@pytest.mark.parametrize(
    "text", ["", ".", "a.", "a..b", 'a."b', "a b", "a:b:c.d", "a;drop", 'U&"\\"']
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a name|backslash"):
        TableRef.parse(text)


def test_a_column_needs_its_table() -> None:
    with pytest.raises(ValueError, match=r"schema\.table\.column"):
        ColumnRef.parse("email")


def test_a_place_with_a_hostile_file_name_stays_on_its_line() -> None:
    assert str(Location("a\n::error::b.sql", 3, 1)) == r"a\n::error::b.sql:3:1"
    assert str(Location("a.sql")) == "a.sql"
