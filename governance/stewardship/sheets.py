"""The cells of a spreadsheet (.xlsx: ECMA-376, SpreadsheetML), read within bounds.

A spreadsheet in a pull request is a stranger's file. Libraries lay a sheet out as a rectangle, and
two cells in opposite corners, five kilobytes of file, ask for 500 GB and end the process; so cells
are read here one by one with the parsers of Python. No entity is declared or expanded, nothing but
text, numbers and merged ranges is looked at, formulas are not run: a cell has the value its program
computed last.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from msgspec import Struct

MAX_INFLATED = 256 * 1024 * 1024
"""Bytes of all that is read of one file, unpacked."""

MAX_CELLS = 2_000_000
MAX_COLUMNS = 1_000
"""A cell further to the right is left out: no dictionary is that wide."""

_CHUNK = 1 << 20


class SheetError(Exception):
    """The file cannot be read as a spreadsheet; the message says why, and holds nothing of it."""


class Sheet(Struct, frozen=True):
    """One sheet: row numbers, from 1, with their cells' texts, empty rows left out.

    `uncomputed` is the first row with a formula whose value is missing, 0 when there is none.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    uncomputed: int = 0


def read_sheets(content: bytes) -> Iterator[Sheet]:
    """Every sheet, in the workbook's order, hidden ones too.

    Raises:
        SheetError: it is no spreadsheet, is broken, is encrypted, or is more than the bounds allow.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            yield from _Workbook(archive).sheets()
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError):
        # what zipfile says of damage, depending on where it is
        raise SheetError("the spreadsheet is damaged; open it, and save it again") from None
    except NotImplementedError:
        raise SheetError("the spreadsheet is packed in a way that is not read") from None
    except RuntimeError:  # what zipfile says of an encrypted part
        raise SheetError("the spreadsheet has a password; save it without") from None
    except KeyError:
        raise SheetError(
            "the file is no spreadsheet: a part that every one has is missing"
        ) from None


class _Workbook:
    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._left = MAX_INFLATED
        self._cells = MAX_CELLS
        self._strings: list[str] = []

    def sheets(self) -> Iterator[Sheet]:
        listed: list[tuple[str, str]] = []

        def sheet(name: str, found: dict[str, str]) -> None:
            if name == "sheet":
                id_ = next((value for key, value in found.items() if _local(key) == "id"), "")
                listed.append((found.get("name", ""), id_))

        self._parse("xl/workbook.xml", start=sheet)
        parts: dict[str, str] = {}

        def relation(name: str, found: dict[str, str]) -> None:
            if name == "Relationship" and found.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/xl", found.get("Target", "")))
                parts[found.get("Id", "")] = target.lstrip("/")
                if found.get("Type", "").endswith("/sharedStrings"):
                    parts["strings"] = target.lstrip("/")

        self._parse("xl/_rels/workbook.xml.rels", start=relation)
        if parts.get("strings") in self._archive.namelist():
            self._strings = self._shared(parts["strings"])
        for name, id_ in listed:
            part = parts.get(id_, "")
            if "worksheets/" in part:  # and no chart
                yield self._sheet(name, part)

    def _shared(self, part: str) -> list[str]:
        """The texts that cells share, by their numbers."""
        strings: list[str] = []
        text = _Text()

        def start(name: str, found: dict[str, str]) -> None:
            text.start(name)

        def end(name: str) -> None:
            text.end(name)
            if name == "si":
                strings.append(text.taken())
                if len(strings) > MAX_CELLS:
                    raise _too_many()

        self._parse(part, start, end, text.data)
        return strings

    def _sheet(self, name: str, part: str) -> Sheet:
        cells = _Cells(self._strings, self._cells)
        self._parse(part, cells.start, cells.end, cells.text.data)
        self._cells -= cells.count
        return Sheet(name, tuple(cells.filled()), cells.uncomputed)

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        """Read one part, names without their namespaces, as the strict and the loose form differ.

        Raises:
            SheetError: it is no XML, declares a document type, or is too large.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, found: start(_local(name), found)
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))
        if data is not None:
            parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = _refuse
        try:
            with self._archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise SheetError(
                            f"the spreadsheet unpacks to more than {MAX_INFLATED:,} bytes; "
                            "split it, or save it as CSV"
                        )
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except expat.ExpatError:
            raise SheetError("the spreadsheet is damaged; open it, and save it again") from None


class _Text:
    """Text between tags, that of ruby readings (`rPh`) left out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open = False
        self._reading = 0

    def start(self, name: str) -> None:
        if name == "rPh":
            self._reading += 1
        elif name in ("t", "v"):
            self._open = not self._reading

    def end(self, name: str) -> None:
        if name == "rPh":
            self._reading -= 1
        elif name in ("t", "v"):
            self._open = False

    def data(self, text: str) -> None:
        if self._open:
            self._parts.append(text)

    def taken(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        return text


class _Cells:
    """The cells of one sheet as its tags come by."""

    def __init__(self, strings: list[str], most: int) -> None:
        self.text = _Text()
        self.count = 0
        self.uncomputed = 0
        self._strings = strings
        self._most = most
        self._rows: dict[int, dict[int, str]] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = 0
        self._type = "n"
        self._formula = False

    def start(self, name: str, found: dict[str, str]) -> None:
        if name == "c":
            place = _place(found.get("r", ""))
            self._row, self._column = place or (self._row, self._column + 1)
            self._type = found.get("t", "n")
            self._formula = False
            self.text.taken()
        elif name == "row":
            number = found.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
            self._column = 0
        elif name == "f":
            self._formula = True
        elif name == "mergeCell" and len(self._merged) < MAX_CELLS // 10:
            ends = [_place(each) for each in found.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                self._merged.append((*ends[0], *ends[1]))
        else:
            self.text.start(name)

    def end(self, name: str) -> None:
        self.text.end(name)
        if name != "c":
            return
        value = self._value(self.text.taken())
        if self._formula and not value and self._type != "str":
            self.uncomputed = self.uncomputed or self._row
        if value and self._column <= MAX_COLUMNS:
            self.count += 1
            if self.count > self._most:
                raise _too_many()
            self._rows.setdefault(self._row, {})[self._column] = value

    def filled(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The rows in order; a merged cell's value stands in each of its rows."""
        for top, left, bottom, _ in self._merged:
            value = self._rows.get(top, {}).get(left)
            if value is not None:
                for row in range(top + 1, min(bottom, top + MAX_CELLS // 10) + 1):
                    if row in self._rows:
                        self._rows[row].setdefault(left, value)
        for number in sorted(self._rows):
            cells = self._rows[number]
            yield number, tuple(cells.get(column, "") for column in range(1, max(cells) + 1))

    def _value(self, text: str) -> str:
        match self._type:
            case "s":
                number = int(text) if text.isdecimal() and len(text) < 9 else -1
                return self._strings[number].strip() if 0 <= number < len(self._strings) else ""
            case "b":
                return {"1": "true", "0": "false"}.get(text.strip(), "")
            case "e":
                return ""
        return text.strip()


_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,8})")


def _place(reference: str) -> tuple[int, int] | None:
    """The row and the column of `B7`, from 1."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _too_many() -> SheetError:
    return SheetError(f"the spreadsheet has more than {MAX_CELLS:,} cells; split it")


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: Any) -> None:
    raise SheetError("the spreadsheet declares a document type, which none does; it is not read")
