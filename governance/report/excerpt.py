"""The lines of a file around a place, masked, cut to the width of the page, with a caret span."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from governance.model.judgement import Violation
from governance.model.location import Location
from governance.model.names import printable
from governance.report.masking import masked
from governance.report.page import Page
from governance.terminal import width

MAX_CHARACTERS = 4_000_000
"""A file is read from its beginning to know what is a literal; a longer one is not excerpted."""

_DATA = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx")
"""Files whose lines are rows: a dictionary's may hold samples, and a spreadsheet has no lines."""

_VALUES = re.compile(
    r"""\s*(?:-\s+[^:{[]*|(?:-\s+)?["']?(?:examples?|samples?)\b.*)""", re.IGNORECASE
)
"""Lines of YAML that hold values and no keys, as the examples of a data contract do."""

_TAB = 4
_WORD = re.compile(r"[\w.-]+|\"[^\"]*\"|'[^']*'")
_FAR = 2_000
_CONTEXT = 16
"""Columns kept in front of a span when its line is cut on the left; at most a third of the page."""


class Excerpt(Struct, frozen=True):
    """What to print: numbered lines, the last of which holds the span, and where the caret goes.

    `caret` and `length` are in screen columns, `caret` from 0.
    """

    lines: tuple[tuple[int, str], ...]
    caret: int
    length: int


class Excerpts:
    """The excerpts of one report; each file is masked once."""

    def __init__(self, page: Page, violations: Iterable[Violation]) -> None:
        self._page = page
        self._files: dict[str, list[str] | None] = {}
        self._values: dict[str, frozenset[int]] = {}
        self._known = frozenset(
            word for v in violations for word in re.findall(r"\w+", v.subject + " ".join(v.notes))
        )

    def at(self, location: Location | None, columns: int) -> Excerpt | None:
        """The excerpt for a place, None when there is none to show.

        The line before is shown too when it says anything. A span over several lines is marked
        on its first.
        """
        if location is None or location.line < 1:
            return None
        lines = self._masked(location.file)
        if lines is None or location.line > len(lines):
            return None
        line = lines[location.line - 1]
        if not line.strip():
            return None
        start, end = _span(location, line)
        above = self._above(location, lines)
        # A line of megabytes is cut before it is measured; what is cut is off the page anyway.
        first = max(0, start - _FAR)
        line, above = line[first : start + _FAR], above[first : start + _FAR]
        start, end = start - first, min(end - first, len(line))
        cells = _cells(line)
        before = sum(width(cell) for cell in cells[:start])
        length = max(1, sum(width(cell) for cell in cells[start:end]))
        shift = 0
        if before + length > columns:
            context = min(_CONTEXT, columns // 3)
            shift = max(0, min(before - context, before + length - columns + 1))
        shown = [(location.line, _window("".join(cells), shift, columns))]
        above = _window("".join(_cells(above)), shift, columns)
        if re.search(r"\w", above):
            shown.insert(0, (location.line - 1, above))
        return Excerpt(tuple(shown), before - shift, min(length, columns - (before - shift)))

    def _above(self, location: Location, lines: list[str]) -> str:
        """The line before, unless it holds values."""
        if location.line < 2:
            return ""
        if location.file.endswith((".yml", ".yaml")):
            if location.file not in self._values:
                written = self._page.lines(location.file) or ()
                self._values[location.file] = frozenset(
                    number for number, line in enumerate(written, 1) if _VALUES.fullmatch(line)
                )
            if location.line - 1 in self._values[location.file]:
                return ""
        return lines[location.line - 2]

    def _masked(self, file: str) -> list[str] | None:
        if file not in self._files:
            lines = None if file.lower().endswith(_DATA) else self._page.lines(file)
            if lines is None or sum(map(len, lines)) > MAX_CHARACTERS:
                self._files[file] = None
            else:
                self._files[file] = masked("\n".join(lines), file, self._known).split("\n")
        return self._files[file]


def _span(location: Location, line: str) -> tuple[int, int]:
    """First character and the one after the last, of the span on its first line."""
    if not location.column or location.column > len(line):
        text = line.rstrip()
        return len(text) - len(text.lstrip()), len(text)
    start = location.column - 1
    if location.end_line > location.line:
        return start, max(start + 1, len(line.rstrip()))
    if not location.end_column:  # a document says where a value begins: mark its first word
        word = _WORD.match(line, start)
        return start, word.end() if word else location.column
    return start, min(max(location.end_column, location.column), len(line))


def _cells(line: str) -> list[str]:
    """What each character of the line looks like on the screen."""
    cells, column = [], 0
    for char in line:
        cell = " " * (_TAB - column % _TAB) if char == "\t" else printable(char)
        cells.append(cell)
        column += width(cell)
    return cells


def _window(text: str, shift: int, columns: int) -> str:
    """`columns` of the screen from `shift` on, with an ellipsis where something was cut off."""
    shown: list[str] = []
    position, cut = 0, False
    for char in text:
        wide = width(char)
        if position + wide > shift + columns:
            cut = True
            break
        if position >= shift and (wide or shown):
            shown.append(char)
        elif position + wide > shift:
            shown.append(" ")
        position += wide
    if cut:
        while shown and width(shown.pop()) == 0:
            pass
        shown.append("…")
    if shift and shown:
        shown[0] = "…" + " " * (width(shown[0]) - 1)
    return "".join(shown).rstrip()
