"""From offsets in a statement to lines and columns in its file."""

from __future__ import annotations

from bisect import bisect_right
from typing import Protocol

from msgspec import Struct

Span = tuple[int, int, int, int]
"""line, column, end line, end column: from 1, the end inclusive."""


class Positions(Protocol):
    """Where the characters of a text stand in a file."""

    def span(self, start: int, end: int) -> Span:
        """Lines and columns of the characters at `start` and `end`, which is not before it."""


class Lines:
    """Where the lines of a text start."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = starts = [0]
        at = 0
        for line in text.split("\n"):
            at += len(line) + 1
            starts.append(at)
        starts.pop()  # no line begins behind the last one

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Lines and columns of the characters at `start` and `end`, which is not before it."""
        starts = self._starts
        line = bisect_right(starts, start)
        before = starts[line - 1] - 1
        if line == len(starts) or end < starts[line]:
            return line, start - before, line, end - before
        return line, start - before, *self.at(end)


class Place(Struct, frozen=True):
    """Where a statement stands: its file's lines and the offset of its first character."""

    lines: Positions
    offset: int = 0

    @classmethod
    def of(cls, text: str) -> Place:
        """The place of a statement that is a file of its own."""
        return cls(Lines(text))

    def span(self, start: int, end: int) -> Span:
        """The file position of the characters `start` to `end` (inclusive) of the statement."""
        return self.lines.span(self.offset + start, self.offset + end)
