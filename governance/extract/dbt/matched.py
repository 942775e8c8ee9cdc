"""Where the lines of compiled SQL stand in the model that dbt compiled."""

from __future__ import annotations

from governance.sql.place import Lines, Span


class Matched:
    """Places in a model's own text for the characters of its compiled SQL.

    A line that stands in both, and once in the model, is that line; any other is taken for the
    last one before it that does.
    """

    __slots__ = ("_lines", "_theirs")

    def __init__(self, compiled: str, text: str) -> None:
        self._lines = Lines(compiled)
        own: dict[str, list[tuple[int, int]]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            plain = line.strip()
            own.setdefault(plain, []).append((number, len(line) - len(line.lstrip())))
        self._theirs: list[tuple[int, int, bool]] = []
        last = 1
        for line in compiled.split("\n"):
            plain = line.strip()
            found = own.get(plain, []) if plain else []
            same = len(found) == 1
            if same:
                last = found[0][0]
            shift = found[0][1] - (len(line) - len(line.lstrip())) if same else 0
            self._theirs.append((last, shift, same))

    def span(self, start: int, end: int) -> Span:
        """Lines and columns; a line that is not the model's own counts from its beginning."""
        first, last = self._lines.at(start), self._lines.at(end)
        return (*self._place(*first), *self._place(*last))

    def _place(self, line: int, column: int) -> tuple[int, int]:
        number, shift, same = self._theirs[min(line, len(self._theirs)) - 1]
        return number, max(1, column + shift) if same else 1
