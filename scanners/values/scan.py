"""One pass over the cells of a column: what can be ruled out is counted, the rest gathered."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa

from scanners.values.opening import LONGEST
from scanners.values.projection import projected
from scanners.values.smallest import Smallest
from scanners.values.strata import Name, Stratum
from scanners.values.text import Unreadable, as_text

LONGEST_CELL = 4096
"""Characters of a cell that are looked at; some recognizers take quadratic time."""

_ROWS = 131_072
"""How many cells are in memory in several forms at once."""


class Scan:
    """What was seen so far of one column; it holds values, in memory only."""

    def __init__(self, column: str, strata: tuple[Stratum, ...], cap: int, seed: int) -> None:
        self.column = column
        self.rows = self.nulls = self.empty = self.cut = 0
        self.unread: str | None = None
        self.values = Smallest(cap + 1)
        self.candidates: dict[Name, Smallest] = {each.name: Smallest(cap + 1) for each in strata}
        self._strata = strata
        self._seed = seed

    def __repr__(self) -> str:
        return f"Scan({self.column!r}, {self.rows} rows)"

    def add(self, cells: object) -> None:
        """Cells in any form that `text` reads; of what it does not read only the rows count."""
        try:
            text = as_text(cells)
        except Unreadable as error:
            self.unread = str(error)
            self.rows += len(cells)  # type: ignore[arg-type]
            return
        for start in range(0, len(text), _ROWS):
            self._add(text.slice(start, _ROWS))

    def _add(self, cells: pl.Series) -> None:
        self.rows += len(cells)
        self.nulls += cells.null_count()
        cells = cells.drop_nulls()
        lengths = cells.str.len_bytes()
        longest: Any = lengths.max() or 0
        if lengths.min() == 0:
            self.empty += int((lengths == 0).sum())
            cells = cells.filter(lengths > 0)
        if cells.is_empty():
            return
        hashes = cells.hash(self._seed)
        # one more than is opened, so that what is longer is seen to be
        self.values.add(cells.str.head(LONGEST + 1) if longest > LONGEST else cells, hashes)
        if longest > LONGEST_CELL:
            self.cut += int((cells.str.len_chars() > LONGEST_CELL).sum())
            cells = cells.str.head(LONGEST_CELL)
        plain = cells.str.len_bytes() == cells.str.len_chars()
        for some in (plain, ~plain):
            if some.all():
                self._gather(cells, hashes)
            elif some.any():
                self._gather(cells.filter(some), hashes.filter(some))

    def _gather(self, cells: pl.Series, hashes: pl.Series) -> None:
        text = ascii_of(cells)
        for stratum in self._strata:
            possible = stratum.possible(text)
            if possible.all():
                self.candidates[stratum.name].add(cells, hashes)
            elif possible.any():
                self.candidates[stratum.name].add(cells.filter(possible), hashes.filter(possible))


def ascii_of(cells: pl.Series) -> pl.Series:
    """The projection of cells without NULLs."""
    if int(cells.str.len_bytes().sum()) == int(cells.str.len_chars().sum()):
        return cells
    arrow = cells.to_arrow(compat_level=pl.CompatLevel.oldest())
    return pl.Series(pl.from_arrow(projected(arrow.cast(pa.large_string()))))
