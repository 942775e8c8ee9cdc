"""The rows of one sample while they come in, and whether more may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import monotonic

from governance.extract.sampling import WIDTH, Chosen, Gap, Limits, Part, Place, Sample, Values
from governance.model.catalog import Table

Row = Sequence[str | None]

_TOO_LARGE = "it has more bytes than a sample may have"

AT_ONCE = 100
"""Rows that come in together: how often the limits are looked at."""


class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """Rows cannot be read: why, without a value, and a word that tells it from other reasons."""

    def __init__(self, why: str, mark: str) -> None:
        super().__init__(why)
        self.why = why
        self.mark = mark


class Gathered:
    """Rows, the columns of which are the table's in their order.

    Values may be longer than `WIDTH` by any number of characters: they are cut here.
    """

    def __init__(self, table: Table, limits: Limits) -> None:
        self.parts: list[Part] = []
        self.notices: dict[str, None] = {}
        self.of: int | None = None
        self.rows = 0
        self._table = table
        self._columns: list[list[str | None]] = [[] for _ in table.columns]
        self._more: list[list[str]] = [[] for _ in table.columns]
        self._cut = [0 for _ in table.columns]
        self._gaps: dict[tuple[str, str], Gap] = {}
        self._characters = limits.characters
        self._ends = monotonic() + limits.seconds
        self._seconds = limits.seconds

    @property
    def left(self) -> float:
        """Seconds until reading must end."""
        return self._ends - monotonic()

    @property
    def over(self) -> bool:
        """Whether nothing more may come in; a gap says which limit was reached."""
        return self._ended()

    def _ended(self) -> bool:
        if self._characters <= 0:
            self.gap("", _TOO_LARGE, "bytes")
            return True
        if self.left <= 0:
            self.gap("", f"reading took longer than {self._seconds:g} s", "seconds")
            return True
        return False

    def gap(self, what: str, why: str, mark: str) -> None:
        """Note what could not be looked at, once."""
        self._gaps.setdefault((what, mark), Gap(what, why, mark))

    def notice(self, sentence: str) -> None:
        """Note what a reader should know of how rows were chosen."""
        self.notices[sentence] = None

    def take(self, rows: Iterable[Row], place: Place, name: str = "") -> int:
        """Take rows in until there are none, or too many; how many were taken."""
        before = self.rows
        if self._ended():
            return 0
        try:
            for batch in _batches(rows):
                self._add(batch)
                if self._ended():
                    break
        finally:
            # what came in before something failed was looked at
            if self.rows > before or place == "all":
                self.parts.append(Part(place, self.rows - before, name))
        return self.rows - before

    def held(self, rows: Iterable[Row]) -> list[Row]:
        """Rows that are looked at before they are taken, no more than a sample may have."""
        found: list[Row] = []
        characters = 0
        for batch in _batches(rows):
            found += batch
            characters += sum(sum(map(len, filter(None, row))) for row in batch)
            if characters > self._characters:
                self.gap("", _TOO_LARGE, "bytes")
                break
        return found

    def take_more(self, rows: Iterable[Row], numbers: Sequence[int], place: Place) -> set[int]:
        """Take values of some columns by themselves; gives the columns that had any."""
        counts = dict.fromkeys(numbers, 0)
        for row in rows:
            for number, value in zip(numbers, row, strict=True):
                if value is not None:
                    self._more[number].append(self._kept(number, value))
                    counts[number] += 1
            if self._ended():
                break
        found = {number for number, count in counts.items() if count}
        self.parts += (
            Part(place, counts[number], self._table.columns[number].name)
            for number in sorted(found)
        )
        return found

    def without_values(self) -> list[int]:
        """The columns that are NULL in every row."""
        return [
            number
            for number, values in enumerate(self._columns)
            if not self._more[number] and values.count(None) == len(values)
        ]

    def longest(self, number: int) -> int:
        """The length of a column's longest value so far, as kept."""
        values = (*filter(None, self._columns[number]), *self._more[number])
        return max(map(len, values), default=0)

    def sample(self, *, whole: bool = False) -> Sample:
        """What was gathered; not the whole, whatever is said, where a limit ended it."""
        whole = whole and {"bytes", "seconds"}.isdisjoint(mark for _, mark in self._gaps)
        chosen: Chosen = "all" if whole else "sampled" if self.rows else "nothing"
        return Sample(
            table=self._table.ref,
            columns=tuple(
                Values(column.name, tuple(values), tuple(more), cut)
                for column, values, more, cut in zip(
                    self._table.columns, self._columns, self._more, self._cut, strict=True
                )
            ),
            rows=self.rows,
            of=self.rows if whole else self.of,
            chosen=chosen,
            parts=tuple(self.parts),
            notices=tuple(self.notices),
            gaps=tuple(self._gaps.values()),
        )

    def _add(self, rows: Sequence[Row]) -> None:
        self.rows += len(rows)
        for number, values in enumerate(zip(*rows, strict=True)):
            column = self._columns[number]
            lengths = list(map(len, filter(None, values)))
            if lengths and max(lengths) > WIDTH:
                column += (v if v is None else self._kept(number, v) for v in values)
            else:
                column += values
                self._characters -= sum(lengths)

    def _kept(self, number: int, value: str) -> str:
        if len(value) > WIDTH:
            self._cut[number] += 1
            value = value[:WIDTH]
        self._characters -= len(value)
        return value


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        yield batch
