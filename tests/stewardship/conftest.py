"""Spreadsheets as the tests need them: small, and broken where the case wants it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Cells = Sequence[object]
Workbook = Callable[..., bytes]


def cell(place: str, value: object) -> str:
    """One cell: text inline, numbers and booleans as they are, "=..." a formula never computed."""
    if value is None:
        return f'<c r="{place}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    if str(value).startswith("="):
        return f'<c r="{place}"><f>{escape(str(value)[1:])}</f></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def letters(number: int) -> str:
    """The letters of a column, from 1."""
    text = ""
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(65 + digit) + text
    return text


def worksheet(rows: Sequence[Cells], merged: Sequence[str] = ()) -> str:
    """The XML of a sheet."""
    written = "".join(
        f'<row r="{line}">'
        + "".join(cell(f"{letters(n)}{line}", value) for n, value in enumerate(row, 1))
        + "</row>"
        for line, row in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    return (
        f'<worksheet xmlns="{MAIN}"><sheetData>{written}</sheetData>'
        f"<mergeCells>{ranges}</mergeCells></worksheet>"
    )


def build(
    sheets: Mapping[str, Sequence[Cells] | str],
    parts: Mapping[str, str | bytes | None] | None = None,
    merged: Sequence[str] = (),
) -> bytes:
    """A spreadsheet. A sheet given as text is its XML; `parts` replaces, adds or (None) drops."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    files: dict[str, str | bytes | None] = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}'
        f'<Relationship Id="s" Type="{LINKS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        sheet = rows if isinstance(rows, str) else worksheet(rows, merged)
        files[f"xl/worksheets/sheet{n}.xml"] = sheet
    files |= dict(parts or {})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture(scope="session")
def workbook() -> Workbook:
    """Builds a spreadsheet; see `build`."""
    return build
