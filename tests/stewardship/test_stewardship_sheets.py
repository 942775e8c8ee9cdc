"""Spreadsheets: what is read of their cells, and that no file of a stranger does harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.stewardship import read, sheets
from governance.stewardship.sheets import SheetError, read_sheets
from governance.tree import Folder

from .conftest import MAIN, build, letters

HEADER = ["Table", "Column", "Category"]


def declared(tmp_path, content):
    (tmp_path / "words.xlsx").write_bytes(content)
    found = read(Folder(tmp_path), ["words.xlsx"])
    said = {
        (declaration.match, key): (fact.value, fact.location.line)
        for declaration in found.declarations
        for key, fact in declaration.facts.items()
    }
    return said, [problem.message for problem in found.problems], list(found.notices)


def test_every_sheet_is_read_and_a_row_is_a_line(tmp_path):
    content = build(
        {
            "CRM": [["Our dictionary"], [], HEADER, ["crm.people", "email", "email"]],
            "Shop": [[*HEADER, "Retention"], ["shop.orders", "phone", "Phone", 30]],
            "Remarks": [["Ask Isolde"]],
        }
    )
    assert declared(tmp_path, content) == (
        {
            ("crm.people.email", "category"): ("email", 4),
            ("shop.orders.phone", "category"): ("phone", 2),
            ("shop.orders", "retention_days"): (30, 2),
        },
        [],
        ["words.xlsx: left out: a sheet without the header of a dictionary"],
    )


def test_a_sheet_may_stand_for_its_table(tmp_path):
    rows = [["Name", "Type", "PII"], ["email", "text", True], ["id", "int", False]]
    said, problems, _ = declared(tmp_path, build({"crm.people": rows}))
    assert said == {
        ("crm.people.email", "category"): ("personal", 2),
        ("crm.people.id", "category"): ("none", 3),
    }
    assert problems == []
    said, problems, _ = declared(tmp_path, build({"Sheet1": rows}))
    assert said == {}
    assert problems == ["a row names no table (2 times, here first)"]


def test_a_merged_cell_stands_in_each_of_its_rows(tmp_path):
    rows = [HEADER, ["crm.people", "email", "email"], [None, "phone", "phone"], [None, "x", "geo"]]
    said, problems, _ = declared(tmp_path, build({"a": rows}, merged=["A2:A3"]))
    assert {match for match, _ in said} == {"crm.people.email", "crm.people.phone"}
    assert problems == ["a row names no table"]


def test_shared_rich_strict_and_prefixed(tmp_path):
    strings = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>Table</x:t></x:si><x:si><x:r><x:t>Col</x:t></x:r>'
        "<x:r><x:t>umn</x:t></x:r><x:rPh><x:t>ruby</x:t></x:rPh></x:si>"
        "<x:si><x:t>Owner</x:t></x:si></x:sst>"
    )
    sheet = (
        '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>'
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
        '<row><c t="str"><f>A1</f><v>t</v></c><c t="e"><v>#REF!</v></c>'
        '<c t="inlineStr"><is><t>team-a</t></is></c></row></sheetData></worksheet>'
    )
    content = build({"a": sheet}, {"xl/sharedStrings.xml": strings})
    assert declared(tmp_path, content) == ({("t", "owner"): ("team-a", 2)}, [], [])


def test_two_cells_in_opposite_corners_cost_two_cells(tmp_path):
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>table</v></c>'
        '<c r="B1" t="str"><v>owner</v></c></row><row r="1048576"><c r="A1048576" t="str"><v>t</v>'
        '</c><c r="B1048576" t="str"><v>a</v></c><c r="XFD1048576" t="str"><v>y</v></c></row>'
        "</sheetData></worksheet>"
    )
    said, problems, _ = declared(tmp_path, build({"a": sheet}))
    assert (said, problems) == ({("t", "owner"): ("a", 1048576)}, [])


BOMB = '<!DOCTYPE a [<!ENTITY b "xxxxxxxx">]><a>&b;</a>'
ROW = [HEADER, ["t", "c", "email"]]
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HOSTILE = {
    "a password or an old format": (OLD, "has a password, or is of the old format"),
    "a document type": (build({"a": BOMB}), "declares a document type"),
    "no XML": (build({"a": "<worksheet><row>"}), "is damaged"),
    "a part is missing": (
        build({"a": ROW}, {"xl/worksheets/sheet1.xml": None}),
        "is no spreadsheet",
    ),
    "cut off": (build({"a": ROW})[:-30], "is damaged"),
    "no dictionary": (build({"a": [["x", "y"], [1, 2]]}), "no sheet is a dictionary"),
    "empty sheets": (build({"a": [], "b": []}), "no sheet is a dictionary"),
    "no sheet": (build({}), "no sheet is a dictionary"),
    "a contract": (build({"Fundamentals": [["apiVersion", "", "v3.0.0"]]}), "is a data contract"),
    "a formula": (build({"a": [HEADER, ["t", "c", "=A1"]]}), "were never computed"),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_cannot_be_read_is_a_problem(name, tmp_path):
    content, message = HOSTILE[name]
    said, problems, _ = declared(tmp_path, content)
    assert said == {}
    assert len(problems) == 1
    assert message in problems[0]


def test_an_encrypted_part_is_told(tmp_path):
    content = bytearray(build({"a": ROW}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):  # the flag of encryption in each of both headers
        start = content.index(mark)
        content[start + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    _, problems, _ = declared(tmp_path, bytes(content))
    assert problems == ["the spreadsheet has a password; save it without"]


def test_a_bomb_is_unpacked_no_further_than_the_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_INFLATED", 1 << 20)
    content = build({"a": f"<worksheet>{' ' * (8 << 20)}</worksheet>"})
    assert len(content) < 1 << 15
    _, problems, _ = declared(tmp_path, content)
    assert problems == [
        "the spreadsheet unpacks to more than 1,048,576 bytes; split it, or save it as CSV"
    ]


def test_cells_and_columns_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_CELLS", 8)
    _, problems, _ = declared(tmp_path, build({"a": [HEADER] * 3}))
    assert problems == ["the spreadsheet has more than 8 cells; split it"]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.lists(st.none() | st.booleans() | st.integers(0, 10**6) | st.text(max_size=8)),
        max_size=6,
    )
)
def test_cells_come_back_as_they_were_written(rows):
    def text(value):
        return str(value).lower() if isinstance(value, bool) else str(value).strip()

    def told(value):  # what XML cannot hold, and what starts a formula, is for other tests
        return not isinstance(value, str) or (value.isprintable() and not value.startswith("="))

    rows = [[value if told(value) else "x" for value in row] for row in rows]
    (sheet,) = read_sheets(build({"a": rows}))
    written = {
        (line, place): text(value)
        for line, row in enumerate(rows, 1)
        for place, value in enumerate(row, 1)
        if value is not None and text(value)
    }
    read_back = {
        (line, place): value
        for line, cells in sheet.rows
        for place, value in enumerate(cells, 1)
        if value
    }
    assert read_back == written


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_damage_does_harm(data):
    content = bytearray(build({"a": ROW, "b": ROW}, merged=["A1:B2"]))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = list(read_sheets(bytes(content)))
    except SheetError as error:
        assert str(error)  # noqa: PT017 - either outcome is fine
    else:
        assert all(len(cells) <= sheets.MAX_COLUMNS for sheet in found for _, cells in sheet.rows)


def test_letters_of_columns():
    assert [letters(n) for n in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
    assert [sheets._place(f"{letters(n)}7") for n in (1, 703)] == [(7, 1), (7, 703)]
