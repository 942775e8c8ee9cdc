"""A few distinct values, looked at by the recognizers themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import polars as pl
from msgspec import Struct

from scanners.values.counts import BLANK, Mark
from scanners.values.detectors import Detector, Undecided
from scanners.values.opening import BEYOND, LIST, pieces
from scanners.values.scan import LONGEST_CELL, ascii_of
from scanners.values.shapes import PREFIX, shape

_WHOLE = 0.8
"""A match of this share of a cell is the cell."""


class Text(Struct, frozen=True):
    """Text to look at: which value it belongs to, where therein, the words around its column."""

    value: int
    path: str
    text: str
    context: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Text({self.value}, {self.path!r})"


def marked(texts: list[Text], detectors: Iterable[Detector]) -> dict[int, set[Mark]]:
    """What the detectors say, by value.

    What stands at the same path several times is one mark; "whole" once is whole.
    """
    found: dict[int, set[Mark]] = defaultdict(set)
    if not texts:
        return found
    asciis = ascii_of(pl.Series([each.text for each in texts], dtype=pl.String))
    for detector in detectors:
        for number in _possible(asciis, detector.relaxed):
            text = texts[number]
            mark = _mark(detector, text)
            if mark is not None:
                found[text.value].add(mark)
    return found


def inside(value: int, cell: str, context: tuple[str, ...]) -> list[Text]:
    """The texts in an encoded value, no longer than a cell may be."""
    return [Text(value, piece.path, piece.text[:LONGEST_CELL], context) for piece in pieces(cell)]


def shaped(cell: str) -> Mark | None:
    """A mark for what is blank or stands for something else, its name then with `shapes.PREFIX`."""
    if cell.isspace():
        return BLANK
    found = shape(cell)
    return Mark(PREFIX + found, whole=True) if found else None


def _possible(asciis: pl.Series, relaxed: str | None) -> Iterable[int]:
    if relaxed is None:
        return range(len(asciis))
    return asciis.str.contains(relaxed).arg_true().to_list()


def _mark(detector: Detector, text: Text) -> Mark | None:
    if text.path == BEYOND:
        return None
    try:
        found = [m for m in detector.find(text.text, text.context) if m.score >= detector.enough]
        if not found:
            return None
        longest = max(found, key=lambda match: (match.end - match.start, -match.start))
        bucket = None
        if detector.bucket is not None:
            bucket = detector.bucket(text.text[longest.start : longest.end])
    except Undecided:
        return Mark(detector.name, text.path, undecided=True)
    except Exception:  # noqa: BLE001 - other people's code, and what it raises may quote the value
        return Mark(detector.name, text.path, undecided=True)
    whole = longest.end - longest.start >= _WHOLE * len(text.text.strip())
    if not whole and text.path.endswith(LIST):
        return None  # the part of a sentence between two commas, most often
    return Mark(detector.name, text.path, whole, bucket)
