"""Dictionaries of whatever sort: rows that name a table, mostly a column, and say things of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from governance.model.stewardship import FactKey
from governance.stewardship import words
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.rows import FIRST, Row, meaning, meanings
from governance.stewardship.written import Said, parts

_SAYING = (
    "category",
    "any_category",
    "personal",
    "classification",
    "retention_days",
    "retention_months",
    "retention_years",
    "masking",
    "encryption",
    "owner",
    "purpose",
    "environment",
    "description",
)
"""What a row may say, in the order it is read: what holds "pii" and an email holds an email."""

MAX_ROWS = 500_000
"""Of one file, or one sheet."""

_OF_TABLES: tuple[FactKey, ...] = ("owner", "retention_days", "purpose", "environment")
"""What columns of a table mostly share; where all of them do, it is the table's."""


def is_header(cells: Sequence[str], *, sheet: bool = False) -> bool:
    """Whether a row is the header of a dictionary.

    It names tables, and columns or something said of them. A `sheet` may stand for its table; then
    it names columns and says something of them, more than a description where it calls them names.
    """
    found = set(meanings(cells))
    if "table" in found:
        return bool(found & {"column", *_SAYING})
    said = found & {*_SAYING, "type"}
    if "column" in found:
        return sheet and bool(said)
    return sheet and bool(said - {"description", "owner"}) and _weak(cells) > 0


def split_header(
    rows: Iterable[tuple[int, Sequence[str]]], *, sheet: bool = False
) -> tuple[list[str] | None, Iterator[tuple[int, Sequence[str]]]]:
    """The header's cells and the rows below it; None when none of the first rows is a header."""
    rest = iter(rows)
    above = list(islice(rest, FIRST))
    for number, (_, cells) in enumerate(above):
        if is_header(cells, sheet=sheet):
            return list(cells), chain(above[number + 1 :], rest)
    return None, chain(above, rest)


def named(header: Sequence[str]) -> list[str]:
    """The meanings of a header; a word such as "name" is a column where nothing better is."""
    found = meanings(header)
    if "column" not in found:
        weak = _weak(header)
        found = ["column" if number == weak - 1 else each for number, each in enumerate(found)]
    return found


def look_over(header: Sequence[str], gathering: Gathering) -> None:
    """Say which headers stand twice (the first that is filled counts), and if none declares."""
    if not set(meanings(header)) & set(_SAYING):
        gathering.note(
            "the dictionary declares nothing: it has no header for an owner, a classification, a "
            "category, a retention, a description",
            (0, 0),
        )
    seen = set()
    for cell in header:
        name = words.plain(cell)
        if name in seen and words.key(cell):
            gathering.note(f'the header "{name}" stands here twice; the first is read', (0, 0))
        seen.add(name)


def gather(rows: Iterable[Row], gathering: Gathering, *, table: str | None = None) -> None:
    """What the rows say. `table` is the table of rows that name none."""
    columns: dict[tuple[tuple[str, ...], str], dict[str, tuple[int, Stated]]] = {}
    again: list[tuple[tuple[str, ...], str, str, int, Stated]] = []
    for number, row in enumerate(rows):
        if number == MAX_ROWS:
            gathering.fault(
                f"there are more than {MAX_ROWS:,} rows; split the file, the rows below are not "
                "read",
                (row.line, 0),
            )
            break
        if row.fields is None:
            gathering.fault("a line is no JSON object; write one object a line", (row.line, 0))
            continue
        schemas, name, column = _subject(row.fields, table)
        if not name:
            gathering.fault(
                "a row names no table" if column else "a row names no table and no column",
                (row.line, 0),
            )
            continue
        stated = Stated(gathering)
        for key in _SAYING:
            value = row.fields.get(key, "").strip()
            if value:
                stated.state(key, value, (row.line, 0))
        reason = row.fields.get("reason", "").strip()
        if reason:
            stated.said = {
                key: Said(said.key, said.value, said.place, reason)
                for key, said in stated.said.items()
            }
        if not column:
            gathering.add(stated, (row.line, 0), name, schemas=schemas)
            continue
        known = columns.setdefault((schemas, name), {})
        if column in known:  # both rows are said, and may contradict each other
            if _values(stated) != _values(known[column][1]):
                again.append((schemas, name, column, row.line, stated))
        else:
            known[column] = (row.line, stated)
    for (schemas, name), found in columns.items():
        _shared(gathering, schemas, name, found)
        for column, (line, stated) in found.items():
            gathering.add(stated, (line, 0), name, column, schemas=schemas)
    for schemas, name, column, line, stated in again:
        gathering.add(stated, (line, 0), name, column, schemas=schemas)


def _values(stated: Stated) -> dict[FactKey, str | int]:
    return {key: said.value for key, said in stated.said.items()}


def _shared(
    gathering: Gathering,
    schemas: tuple[str, ...],
    name: str,
    columns: dict[str, tuple[int, Stated]],
) -> None:
    """What every column of a table says alike is said once, of the table."""
    of_table = Stated(gathering)
    for key in _OF_TABLES:
        said = [stated.said.get(key) for _, stated in columns.values()]
        if said[0] is not None and {each and each.value for each in said} == {said[0].value}:
            of_table.said[key] = said[0]
            for _, stated in columns.values():
                stated.said.pop(key, None)
    first = min((each.place for each in of_table.said.values()), default=(0, 0))
    gathering.add(of_table, first, name, schemas=schemas)


def _subject(fields: Mapping[str, str], table: str | None) -> tuple[tuple[str, ...], str, str]:
    """The schemas, the table and the column that a row names; "" where it does not."""
    schema = fields.get("schema", "").strip()
    name = fields.get("table", "").strip() or (table or "")
    column = fields.get("column", "").strip()
    if "." in name and not schema:
        *above, name = parts(name) or ("",)
        schema = ".".join(above)
    database = fields.get("database", "").strip()
    if schema and database and "." not in schema:
        schema = f"{database}.{schema}"
    return (schema,) if schema else (), name, column


def _weak(cells: Sequence[str]) -> int:
    """Which cell of a header, from 1, is a weak word for a column; 0 when none."""
    known = words.words().weak_columns
    for number, cell in enumerate(cells, start=1):
        if words.plain(cell) in known and meaning(cell).startswith("("):
            return number
    return 0
