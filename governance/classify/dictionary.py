"""A data dictionary, a row a column, and what its columns hold by name, type and comment.

Read are CSV (separated by comma, semicolon, tab or bar) and JSON lines, in UTF-8 or UTF-16, with
`table` and `column` and, where there are any, `schema`, `source`, `type` and `comment`. Samples are
not read at all. The answer does not depend on the order of the rows.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from sys import intern
from typing import Any, TextIO

from msgspec import Struct

from governance.classify.rules import PERSONAL, special, usual_level
from governance.errors import ConfigError
from governance.model.catalog import Column, Table
from governance.model.classification import Finding
from governance.model.location import Location
from governance.model.names import TableRef, printable
from governance.stewardship.rows import (
    Row,
    are_json,
    by_header,
    csv_cells,
    delimiter,
    json_rows,
    meanings,
)
from governance.taxonomy import NONE, category
from scanners.columns.names import findings

NOTHING_FOUND = 0.95
"""How sure "nothing personal" is where no word of the name means anything."""


class Dictionary(Struct, frozen=True):
    """The tables of a data dictionary.

    `rows` has for each row, in the file's order, the number of its table and its place therein.
    `samples` says whether the file has sample values, which nobody looks at.
    """

    tables: tuple[Table, ...]
    rows: tuple[tuple[int, int], ...]
    samples: bool = False


def read(file: Path) -> Dictionary:
    """Read a data dictionary.

    Raises:
        ConfigError: the file cannot be read or understood; says the line, never its content.
    """
    name = str(file)
    try:
        with file.open("rb") as stream:
            start = stream.read(4)
        with file.open(encoding=_encoding(start), newline="") as text:
            return _collected(_rows(text, name), name)
    except OSError as error:
        raise ConfigError(f"{printable(name)} cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise ConfigError(
            "this is not UTF-8 text; save the file as UTF-8", location=Location(name)
        ) from None


def judge(dictionary: Dictionary) -> Iterator[dict[str, Any]]:
    """What each row's column holds, in the file's order.

    Each answer has the keys `table`, `column`, `pii`, `category`, `kind`, `level`, `special`,
    `quasi`, `confidence` (between 0 and 1) and `evidence`, a list of sentences without values.
    """
    found = [_by_place(table) for table in dictionary.tables]
    for number, place in dictionary.rows:
        table = dictionary.tables[number]
        yield _answer(table, table.columns[place], found[number].get(place))


def _by_place(table: Table) -> Mapping[int, Finding]:
    strongest = {}
    for finding in findings(table):
        strongest[finding.subject.column] = finding
    return {
        place: strongest[column.name]
        for place, column in enumerate(table.columns)
        if column.name in strongest
    }


def _answer(table: Table, column: Column, finding: Finding | None) -> dict[str, Any]:
    personal = finding is not None and finding.score >= PERSONAL
    key, kind, confidence = NONE, None, NOTHING_FOUND
    if finding is not None:
        confidence = finding.score if personal else round(1 - finding.score, 3)
        key, kind = (finding.category, finding.kind) if personal else (NONE, None)
    level = usual_level(key, kind)
    return {
        "table": ".".join(part for part in (table.ref.schema, table.ref.table) if part),
        "column": column.name,
        "pii": personal,
        "category": key,
        "kind": kind,
        "level": str(level) if level else None,
        "special": special(key, kind),
        "quasi": category(key).quasi,
        "confidence": confidence,
        "evidence": [finding.evidence] if finding is not None and personal else [],
    }


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _rows(text: TextIO, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and fields of each row, by what the fields mean."""
    head = text.readline()
    text.seek(0)
    for row in json_rows(text) if are_json(head) else _csv_rows(text, name, head):
        if row.fields is None:
            raise ConfigError(
                "this line is no JSON object; write one object a line",
                location=Location(name, row.line),
            )
        _require(row.fields, Location(name, row.line))
        yield row.line, row.fields


def _csv_rows(text: TextIO, name: str, head: str) -> Iterator[Row]:
    rows = csv_cells(text, delimiter(head), name)
    _, first = next(rows, (1, []))
    header = meanings(first)
    _require(header, Location(name, 1))
    padded = ((line, row + [""] * (len(header) - len(row))) for line, row in rows)
    return by_header(padded, first, header)


def _require(fields: Iterable[str], location: Location) -> None:
    known = set(fields)
    for wanted in ("table", "column"):
        if wanted not in known:
            raise ConfigError(
                f'there is no field "{wanted}" here; '
                "a data dictionary has table, column and, if known, type and comment",
                location=location,
            )


def _collected(rows: Iterable[tuple[int, Mapping[str, str]]], name: str) -> Dictionary:
    tables: dict[TableRef, tuple[int, list[Column]]] = {}
    order = []
    samples = False
    for line, fields in rows:
        samples = samples or bool(fields.get("samples"))
        column = fields.get("column", "").strip()
        if not column:
            raise ConfigError("this row names no column", location=Location(name, line))
        ref = TableRef(
            intern((fields.get("source") or fields.get("database") or "").strip()),
            intern(fields.get("schema", "").strip()),
            intern(fields.get("table", "").strip()),
        )
        number, columns = tables.setdefault(ref, (len(tables), []))
        order.append((number, len(columns)))
        type_ = intern(fields.get("type", "").strip().lower())
        columns.append(Column(intern(column), type_, comment=fields.get("description") or None))
    return Dictionary(
        tuple(Table(ref, columns=tuple(columns)) for ref, (_, columns) in tables.items()),
        tuple(order),
        samples,
    )
