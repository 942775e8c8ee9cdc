"""Groups of rows that agree in some columns, counted in sets.

Each column is turned into numbers once: rows that agree have the same one. NULL is a value like any
other here, and agrees with NULL, as in SQL's GROUP BY. That is the careful side: where a NULL
may stand for anything (as sdcMicro counts), groups only get larger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl

Texts: TypeAlias = "pl.Series | Sequence[str | None] | Any"
"""A column of text: a polars series, anything with the Arrow C stream interface, or a sequence."""

_LARGEST = 1 << 62
"""What the numbers of several columns, put together in one, may come to."""


class Coded:
    """Some columns of the same rows as numbers; what the numbers stand for is forgotten.

    Raises:
        ValueError: the columns are not equally long.
    """

    def __init__(self, columns: Mapping[str, Texts]) -> None:
        self._codes: dict[str, pl.Series] = {}
        self._sizes: dict[str, int] = {}
        self._nulls: dict[str, int | None] = {}
        self.rows = 0
        for name, values in columns.items():
            self.add(name, series(values))

    def add(self, name: str, values: pl.Series) -> None:
        """One more column, or the same one anew.

        Raises:
            ValueError: it is not as long as the others.
        """
        if self._codes and len(values) != self.rows:
            raise ValueError(f"{len(values)} rows in a column of a table of {self.rows}")
        self.rows = len(values)
        codes, size = _dense(values)
        self._codes[name], self._sizes[name] = codes, size
        null = codes.filter(values.is_null()).max()
        self._nulls[name] = null if isinstance(null, int) else None

    def __contains__(self, name: str) -> bool:
        return name in self._codes

    def distinct(self, name: str) -> int:
        """How many different values a column has, NULL among them."""
        return self._sizes[name]

    def key(self, columns: Sequence[str]) -> pl.Series:
        """A number for each row; rows that agree in all the columns have the same one."""
        size, key = 1, pl.zeros(self.rows, pl.Int64, eager=True)
        for name in columns:
            if size * self._sizes[name] > _LARGEST:
                key, size = _dense(key)
            key = key * self._sizes[name] + self._codes[name]
            size *= self._sizes[name]
        # there is room for one more column, whichever it is
        return _dense(key)[0] if size * max(self._sizes.values()) > _LARGEST else key

    def groups(self, columns: Sequence[str], person: str | None = None) -> pl.Series:
        """The sizes of the groups that agree in all the columns, in the order of their `key`.

        They count rows, or the different values of `person` in each group.
        """
        if person is not None:
            return self.different(columns, person)[0]
        return self.key(columns).sort().rle().struct.field("len")

    def different(self, columns: Sequence[str], name: str) -> tuple[pl.Series, pl.Series]:
        """How many different values of one more column each group has; and whether it has any.

        In the order of `groups`. NULL counts as a value, but a group of nothing else has none.
        """
        size = self._sizes[name]
        pairs = self.key(columns) * size + self._codes[name]
        pairs = pairs.sort().rle().struct.field("value")
        distinct = (pairs // size).rle().struct.field("len")
        first = pairs.gather(distinct.cum_sum() - distinct) % size
        null = self._nulls[name]
        return distinct, ~((distinct == 1) & (first == (-1 if null is None else null)))


def series(values: Texts) -> pl.Series:
    """The column as text, whatever holds it."""
    found = values if isinstance(values, pl.Series) else pl.Series(values=values)
    return found if found.dtype == pl.String else found.cast(pl.String)


def _dense(values: pl.Series) -> tuple[pl.Series, int]:
    """Numbers from 0 without a gap, one for each different value, and how many there are."""
    if values.is_empty():
        return pl.Series(values=[], dtype=pl.Int64), 1
    rows = pl.DataFrame({"value": values}).with_row_index("row")
    first = rows.select(pl.col("row").first().over("value"))["row"]
    codes = first.rank("dense").cast(pl.Int64) - 1
    highest = codes.max()
    return codes, int(highest) + 1 if isinstance(highest, int) else 1
