"""Rows of a dictionary, by what their fields mean: CSV of any delimiter, and JSON lines.

`lictor classify` and stewardship read the same rows. A header is known by the words of `words.yml`
under `keys`; one that is not keeps its name in brackets, so that nothing takes it for a known one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from msgspec import Struct

from governance.errors import ConfigError
from governance.model.location import Location
from governance.stewardship import words

DELIMITERS = ",;\t|"
FIRST = 20
"""Rows among which the header is looked for: titles and remarks may stand above it."""


class Row(Struct, frozen=True):
    """One row. `fields` is None for a line that cannot be read; `line` is where the row begins."""

    line: int
    fields: Mapping[str, str] | None


def are_json(head: str) -> bool:
    """Whether a text that begins like this is JSON, a line a row."""
    return head.lstrip().startswith(("{", "["))


def json_rows(text: TextIO) -> Iterator[Row]:
    """One row for each line that is not blank."""
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            yield Row(number, None)
            continue
        fields: dict[str, str] = {}
        for key, value in row.items():
            _put(fields, meaning(key), _text(value))
        yield Row(number, fields)


def csv_cells(text: TextIO, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The line and the cells of each row that is not empty.

    Raises:
        ConfigError: a row is no CSV; says the line.
    """
    rows = csv.reader(text, delimiter=delimiter)
    before = 0
    try:
        for row in rows:
            if any(row):
                yield before + 1, row
            before = rows.line_num
    except csv.Error:
        raise ConfigError(
            "this line is no CSV: a quote is not closed, or a cell is too long",
            location=Location(file, max(1, rows.line_num)),
        ) from None


def delimiter(head: str) -> str:
    """The delimiter of a text whose first line this is."""
    return max(DELIMITERS, key=head.count)


def by_header(
    rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str], named: Sequence[str]
) -> Iterator[Row]:
    """Rows of cells under what the cells of a header mean; of two of one meaning the first filled.

    A row that is the header once more is left out.
    """
    known = [(place, key) for place, key in enumerate(named) if not key.startswith("(")]
    again = list(header)
    for line, cells in rows:
        fields: dict[str, str] = {}
        for place, key in known:
            if place < len(cells):
                _put(fields, key, cells[place])
        if any(fields.values()) and list(cells) != again:
            yield Row(line, fields)


def meanings(cells: Iterable[str]) -> list[str]:
    """What the cells of a header mean."""
    return [meaning(cell) for cell in cells]


def meaning(header: str) -> str:
    """What one header means; its own name in brackets when nothing known."""
    return words.key(header) or f"({words.plain(header)})"


def lines_of(text: str, most: int = FIRST) -> list[str]:
    """The first lines of a text."""
    return [line for line, _ in zip(io.StringIO(text), range(most), strict=False)]


def _put(fields: dict[str, str], key: str, value: str) -> None:
    if not fields.get(key):
        fields[key] = value


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    return value if isinstance(value, str) else "" if value is None else str(value)
