"""CSV and its like: the names of columns from the first line, types from a sample of the rest.

Source: RFC 4180; what people write differs in the delimiter, the encoding, and whether there is a
header. Where nothing says that the first line is one, it is data: values must not become names.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from governance.extract.files.guess import is_a_value, type_of_all
from governance.extract.files.heads import Head, NotRead

SAMPLED = 500
"""Rows that types are guessed from."""
MAX_COLUMNS = 10_000

_DELIMITERS = ",;\t|"
_KNOWN = frozenset(
    re.findall(
        r"\w+",
        """
        account active address age amount birth birthday category city code comment company country
        county created currency customer date day description email end first firstname gender
        givenname group hour iban id index industry ip job key kind label language last lastname
        lat latitude lng lon longitude mail mobile month name nationality nr note number order
        owner phone plz postcode price product quantity region salary sex start state status street
        surname tag telephone text time timestamp title total type updated url user username uuid
        value website year zip
        adresse anzahl betrag datum geburtsdatum land menge nachname ort preis stadt strasse straße
        telefon vorname apellido ciudad correo fecha nom nombre prenom prénom rue ville pays
        """,
    )
)
"""Words that columns are named by, and few values are."""

_WORD = re.compile(r"[^\W\d_]+?(?=[A-Z][a-zà-ÿ]|[\W\d_]|$)")
_SNAKE = re.compile(r"_?[a-z][a-z0-9]*(?:_+[a-z0-9]+)+|_?[A-Z][A-Z0-9]*(?:_+[A-Z0-9]+)+")
_CODED = re.compile(r"[a-z_][a-z0-9_.$-]*|[A-Z_][A-Z0-9_.$-]*")


class Delimited(Struct, frozen=True):
    """The columns of a file: names and types. `faults` are what is wrong with it, as sentences.

    `header` is None where it cannot be told whether the first line is one.
    """

    columns: tuple[tuple[str, str], ...]
    header: bool | None
    faults: tuple[str, ...] = ()


def read(head: Head, delimiter: str | None = None, header: bool | None = None) -> Delimited:
    """The columns of a file from its head. `header` is what the configuration says.

    Raises:
        NotRead: there are no lines, or a field that has no end.
    """
    rows = _rows(head, delimiter or delimiter_of(head))
    if not rows:
        raise NotRead("is empty" if head.whole else "has a first line without an end")
    told = _header(rows) if header is None else header
    names = [cell.strip() for cell in rows[0]] if told else []
    body = rows[1 : SAMPLED + 1] if told else rows[:SAMPLED]
    width = max((len(row) for row in body), default=0)
    faults = []
    if told and width > len(names):
        faults.append("some of its lines have more fields than the first has names")
    if max(width, len(names)) > MAX_COLUMNS:
        raise NotRead(f"has more than {MAX_COLUMNS:,} columns")
    named, doubled = _unique([*names, *("",) * (width - len(names))])
    if doubled:
        faults.append("several of its columns have the same name")
    types = [
        type_of_all(row[number] for row in body if number < len(row))
        for number in range(len(named))
    ]
    return Delimited(tuple(zip(named, types, strict=True)), told, tuple(faults))


def _rows(head: Head, delimiter: str) -> list[list[str]]:
    """The rows that the head holds whole, at most as many as are sampled."""
    text = head.text
    if not head.whole:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    found = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row and any(cell.strip() for cell in row):
                found.append(row)
            if len(found) > SAMPLED:
                break
    except csv.Error:
        if not found:
            raise NotRead("has a field that is too long, or a quote without an end") from None
    return found


def delimiter_of(head: Head) -> str:
    """The one that cuts most lines into the same number of fields, more than one."""
    best, mark = (0.0, 1), ","
    for delimiter in _DELIMITERS:
        try:
            rows = (
                _rows(Head(head.text[:65536], False, head.encoding), delimiter)[:50]
                or (_rows(head, delimiter)[:50])
            )
        except NotRead:
            continue
        widths = Counter(len(row) for row in rows)
        if widths:
            width, count = widths.most_common(1)[0]
            score = (round(count / len(rows), 1), width)
            if width > 1 and score > best:
                best, mark = score, delimiter
    return mark


def _header(rows: Sequence[Sequence[str]]) -> bool | None:
    """Whether the first row names the columns; None where nothing says so.

    It does not when a cell of it can only be a value. It does when a column holds no text below
    it. Else it does not when a cell of it is a value of its column again, and does when its words
    are such as columns are named by, in people's language or in that of programs.
    """
    first, body = rows[0], rows[1:]
    cells = [cell.strip() for cell in first]
    while cells and not cells[-1]:
        cells.pop()  # a delimiter at the end of each line
    # an index that somebody saved has no name
    named = cells[1:] if cells and not cells[0] else cells
    if not named or any(is_a_value(cell) for cell in named):
        return False
    below = [[row[n].strip() for row in body if n < len(row)] for n in range(len(cells))]
    if any(type_of_all(values) not in ("", "text") for values in below):
        return True
    if any(cell and cell in values for cell, values in zip(cells, below, strict=True)):
        return False
    known = sum(bool(_words(cell) & _KNOWN) for cell in named)
    coded = sum(bool(_SNAKE.fullmatch(cell)) for cell in named)
    as_programs_write = all(_CODED.fullmatch(cell) for cell in named)
    if known * 2 >= len(named) or (as_programs_write and (known + coded) * 3 >= len(named)):
        return True
    return None


def _words(cell: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(cell)} | {cell.lower()}


def _unique(names: Sequence[str]) -> tuple[list[str], bool]:
    """Names that no two columns share, and whether two shared one; a nameless one is numbered."""
    taken = set(names)
    found: list[str] = []
    seen: set[str] = set()
    doubled = False
    for number, name in enumerate(names, 1):
        if not name:
            name = f"column{number}"
            while name in taken:
                name += "_"
            taken.add(name)
        elif name in seen:
            doubled = True
            again = 2
            while f"{name}_{again}" in taken:
                again += 1
            name = f"{name}_{again}"
            taken.add(name)
        seen.add(name)
        found.append(name)
    return found, doubled
