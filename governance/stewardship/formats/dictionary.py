"""Data dictionaries as CSV (comma, semicolon, tab or bar) and JSON lines, a row a column.

The header may stand below a title. What every column of a table says alike of owner, retention,
purpose and environment is said of the table. A row without a column is about the table.
"""

from __future__ import annotations

import io
import json

from governance.errors import ConfigError
from governance.model.location import Location
from governance.stewardship import tabular
from governance.stewardship.base import Candidate
from governance.stewardship.gathering import Gathering
from governance.stewardship.rows import (
    DELIMITERS,
    are_json,
    by_header,
    csv_cells,
    json_rows,
    lines_of,
    meanings,
)
from governance.stewardship.written import Written

RANK = 40
LOOKS = "a dictionary (CSV with a header, or JSON lines, with table and column)"

MAX_BYTES = 64 * 1024 * 1024


def recognise(file: Candidate) -> bool:
    """By a header, or a first object, that names tables and says something of them."""
    if file.head is None:
        return False
    head = lines_of(file.head)
    if are_json(file.head[:100]):
        return any(tabular.is_header(cells) for cells in map(_keys, head) if cells)
    return _delimiter(head) is not None


def read(file: Candidate) -> Written:
    """What the rows say.

    Raises:
        ConfigError: the file is too large, or no text further down.
    """
    if len(file.content) > MAX_BYTES:
        raise ConfigError(
            f"the dictionary has {len(file.content):,} bytes; split it, {MAX_BYTES:,} are the most",
            location=Location(file.path),
        )
    gathering = Gathering()
    text = file.text
    if text is None:
        raise ConfigError(
            "this is not UTF-8 text; save the file as UTF-8", location=Location(file.path)
        )
    stream = io.StringIO(text, newline="")
    if are_json(text[:100]):
        tabular.gather(json_rows(stream), gathering)
        return gathering.written("dictionary", RANK)
    delimiter = _delimiter(lines_of(file.head or "")) or ","
    try:
        header, rows = tabular.split_header(csv_cells(stream, delimiter, file.path))
        if header is not None:
            tabular.look_over(header, gathering)
            tabular.gather(by_header(rows, header, meanings(header)), gathering)
    except ConfigError as error:
        line = error.location.line if error.location else 0
        gathering.fault(error.message, (line, 0))
    return gathering.written("dictionary", RANK)


def _delimiter(head: list[str]) -> str | None:
    """The delimiter that makes a header of one of the first lines."""
    for line in head:
        for delimiter in sorted(DELIMITERS, key=line.count, reverse=True):
            if delimiter in line:
                cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
                if tabular.is_header(cells):
                    return delimiter
    return None


def _keys(line: str) -> list[str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return list(row) if isinstance(row, dict) else []
