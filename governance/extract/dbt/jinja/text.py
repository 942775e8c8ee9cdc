"""Text that knows where it stands.

A template's own text keeps its places through captures, macros and joins, because it is a `str`
that carries them: equal to, hashed and measured like the plain text it is, so that no comparison
in a template can tell the difference. What is computed from it is plain again, and gets the place
of the tag that puts it out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from governance.sql.place import Lines, Span

Piece = tuple[int, int, int, int, bool]
"""In the text: first offset, and the one after the last. In the file: the same two. Whether the
piece stands there letter by letter; if not, the file's part is the tag that made it."""

_MOST_PIECES = 100_000
"""Beyond it a text is plain: places would cost more than they tell."""


class Text(str):
    """A text with the pieces whose places are known, in order, without overlaps."""

    __slots__ = ("pieces",)

    pieces: tuple[Piece, ...]


def placed(text: str, pieces: Iterable[Piece]) -> Text:
    """`text` with these places."""
    made = Text(text)
    made.pieces = tuple(pieces)
    return made


def joined(parts: list[str]) -> str:
    """The parts one after the other, each with its places."""
    if len(parts) == 1:
        return parts[0]
    whole = "".join(parts)
    if sum(len(part.pieces) for part in parts if type(part) is Text) > _MOST_PIECES:
        return whole
    pieces: list[Piece] = []
    at = 0
    for part in parts:
        if type(part) is Text:
            pieces.extend((at + a, at + b, c, d, e) for a, b, c, d, e in part.pieces)
        at += len(part)
    return placed(whole, pieces) if pieces else whole


def cut(text: Text, start: int, stop: int) -> Text:
    """The part of a text from `start` up to `stop`."""
    pieces = []
    for first, end, source, source_end, verbatim in text.pieces:
        a, b = max(first, start), min(end, stop)
        if a < b:
            whole = (
                (source, source_end) if not verbatim else (source + a - first, source + b - first)
            )
            pieces.append((a - start, b - start, *whole, verbatim))
    return placed(str(text)[start:stop], pieces)


def stripped(text: Text, result: str, left: bool) -> Text:
    """`result`, which is `text` without some of its ends, with the places it had.

    `left` says whether something may have been taken away at the beginning.
    """
    start = str(text).index(result) if left and result else 0
    return cut(text, start, start + len(result))


def made_by(text: str, start: int, stop: int) -> Text:
    """`text` as the tag from `start` up to `stop` puts it out; what had places keeps them."""
    if type(text) is not Text:
        return placed(text, ((0, len(text), start, stop, False),))
    pieces: list[Piece] = []
    at = 0
    for piece in text.pieces:
        if piece[0] > at:
            pieces.append((at, piece[0], start, stop, False))
        pieces.append(piece)
        at = piece[1]
    if at < len(text):
        pieces.append((at, len(text), start, stop, False))
    return placed(str(text), pieces)


class Origins:
    """Where the characters of a rendered text stand in its model's file."""

    __slots__ = ("_lines", "_pieces", "_starts")

    def __init__(self, text: str, lines: Lines) -> None:
        self._pieces = text.pieces if type(text) is Text else ()
        self._starts = [piece[0] for piece in self._pieces]
        self._lines = lines

    def span(self, start: int, end: int) -> Span:
        """The file position of the rendered characters `start` to `end` (inclusive).

        Of what a macro made it is the tag that calls the macro. Without any place it is the
        first character of the file.
        """
        first, stop = self._source(start)
        last = self._source(end)[1] if end != start else stop
        return self._lines.span(first, max(first, last - 1))

    def _source(self, offset: int) -> tuple[int, int]:
        """The part of the file that the character at `offset` came from."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return (0, 1)
        first, _end, source, source_end, verbatim = self._pieces[index]
        if verbatim:
            here = min(source + offset - first, source_end - 1)
            return here, here + 1
        return source, source_end
