"""Rows of files that are text: CSV and its like, and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from governance.extract.files import delimited, records
from governance.extract.files.blocks import PLACES, blocks
from governance.extract.files.cells import cell
from governance.extract.files.heads import DOCUMENT_BYTES, Head, head, opened
from governance.extract.files.layout import COMPRESSED
from governance.extract.gathered import Row
from governance.extract.sampling import Place

_SEEKABLE = ("utf-8", "utf-8-sig", "cp1252")
"""Encodings in which a line break is one byte that is nothing else."""

Found = Iterator[tuple[Place, Sequence[Row]]]


class TextFile:
    """One file: its rows in the order of some columns, the missing ones None.

    `in_places` says that more than its beginning can be looked at.
    """

    def __init__(self, file: Path, kind: str, header: bool | None, columns: Sequence[str]) -> None:
        """Read the beginning.

        Raises:
            NotRead: it cannot be read, or is not what its name says.
            ImportError: it is packed with zstd, and pyarrow is not installed.
        """
        self._file = file
        self._columns = columns
        beginning = head(file)
        self._delimiter, self._names, self._lines = "", [], True
        if kind == "json":
            self._lines = _is_lines(beginning)
            if not self._lines and not beginning.whole:
                beginning = head(file, DOCUMENT_BYTES)
        else:
            self._delimiter = "\t" if kind == "tsv" else delimited.delimiter_of(beginning)
            found = delimited.read(beginning, self._delimiter, header)
            self._names = [name for name, _ in found.columns]
            self._skipped = 1 if found.header else 0
        self._head = beginning
        self._encoding = "utf-8" if beginning.encoding == "utf-8-sig" else beginning.encoding
        self.in_places = (
            self._lines
            and beginning.encoding in _SEEKABLE
            and not file.name.lower().endswith(COMPRESSED)
        )
        self.whole = beginning.whole

    def rows(self, limit: int, seed: int) -> Found:
        """Rows by where they stand; all of them where the file is small and has no more.

        Raises:
            NotRead: it cannot be read.
        """
        first = list(self._of(self._head.text, at_start=True, cut=not self._head.whole))
        if self._head.whole:
            if len(first) <= limit:
                yield "all", first
                return
            tail = limit // 5
            yield "tail", first[len(first) - tail :]
            step = (len(first) - tail) / max(limit - tail, 1)
            yield "spread", [first[int(n * step)] for n in range(limit - tail)]
            return
        if not self.in_places:
            yield "first", first[:limit]
            return
        quota = max(limit // (PLACES + 5), 1)
        left = limit - min(quota, len(first))
        yield "first", first[:quota]
        for place, text in blocks(self._file, self._encoding, seed):
            found = list(self._of(text, at_start=False, cut=place != "tail"))
            wanted = min(limit // 5 if place == "tail" else quota, left)
            taken = found[-wanted:] if place == "tail" and wanted else found[:wanted]
            left -= len(taken)
            yield place, taken

    def every(self) -> Iterator[Row]:
        """All rows from the first to the last; of a file that can be read in places.

        Raises:
            NotRead: it cannot be read.
        """
        with opened(self._file) as stream:
            text = io.TextIOWrapper(
                stream, encoding=self._head.encoding, errors="replace", newline=""
            )
            if not self._delimiter:
                for line in text:
                    yield from self._of(line, at_start=True, cut=False)
                return
            reader = csv.reader(text, delimiter=self._delimiter)
            try:
                for number, fields in enumerate(reader):
                    if number >= self._skipped and len(fields) == len(self._names):
                        yield self._row(fields)
            except csv.Error:
                return

    def _of(self, text: str, *, at_start: bool, cut: bool) -> Iterator[Row]:
        """The rows of a text of whole lines; `cut`: the last one may not be whole."""
        if self._delimiter:
            yield from self._fields(text, at_start=at_start, cut=cut)
        elif self._lines:
            for line in text.splitlines():
                try:
                    record = json.loads(line) if line.strip() else None
                except (ValueError, RecursionError):
                    continue
                if record is not None:
                    yield [cell(record, name) for name in self._columns]
        else:
            try:
                for record in records.records_of(text):
                    yield [cell(record, name) for name in self._columns]
            except (ValueError, RecursionError):
                return

    def _fields(self, text: str, *, at_start: bool, cut: bool) -> Iterator[Row]:
        """The rows that have as many fields as there are names."""
        if cut:
            text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
        found = self._parsed(text)
        if at_start:
            found = found[self._skipped :]
        elif '"' in text:
            found = _in_both(found, self._parsed('"' + text))
        if cut and '"' in text:
            found = found[:-1]  # it may end within quotes
        for fields in found:
            if len(fields) == len(self._names):
                yield self._row(fields)

    def _parsed(self, text: str) -> list[list[str]]:
        found: list[list[str]] = []
        with suppress(csv.Error):  # a quote without an end swallows the rest
            found.extend(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter))
        return found

    def _row(self, fields: Sequence[str]) -> Row:
        there = dict(zip(self._names, fields, strict=True))
        return [there.get(name) or None for name in self._columns]


def _in_both(one: list[list[str]], other: list[list[str]]) -> list[list[str]]:
    """The rows at the end that are the same, whether the text began within quotes or not.

    A text cut out of a file does not say which of the two it did. Read the wrong way its first
    rows are wrong, and then the next quotes put it right.
    """
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return one[len(one) - count :]


def _is_lines(beginning: Head) -> bool:
    """Whether each line is a record."""
    text = beginning.text.lstrip("\ufeff \t\r\n")
    line, _, rest = text.partition("\n")
    if line.startswith("[") or not (rest or beginning.whole):
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
