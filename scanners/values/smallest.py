"""The distinct values with the smallest hashes, and how many rows have each."""

from __future__ import annotations

import polars as pl

_ALL = 2**64


class Smallest:
    """Values of one column as they come by; it holds at most `most` of them, in memory only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[int, tuple[str, int]] = {}
        self._limit: int | None = None
        self.rows = 0

    def add(self, cells: pl.Series, hashes: pl.Series) -> None:
        """Cells without NULLs, and the hash of each."""
        self.rows += len(cells)
        if self._limit is not None:
            kept = hashes <= self._limit
            cells, hashes = cells.filter(kept), hashes.filter(kept)
        frame = self._grouped(cells, hashes)
        for key, cell, rows in frame.iter_rows():
            known = self._found.get(key)
            self._found[key] = (cell, rows + (known[1] if known else 0))
        if len(self._found) >= self._most:
            keys = sorted(self._found)[: self._most]
            self._found = {key: self._found[key] for key in keys}
            self._limit = keys[-1]

    def _grouped(self, cells: pl.Series, hashes: pl.Series) -> pl.DataFrame:
        if len(cells) > 8 * self._most:
            # hashes spread evenly: twice the share that is wanted nearly always has enough
            likely = hashes <= _ALL // len(cells) * 2 * self._most
            if hashes.filter(likely).n_unique() >= self._most:
                cells, hashes = cells.filter(likely), hashes.filter(likely)
        frame = pl.DataFrame({"hash": hashes, "cell": cells})
        grouped = frame.group_by("hash").agg(pl.col("cell").first(), pl.len())
        return grouped.bottom_k(self._most, by="hash")

    def __len__(self) -> int:
        return len(self._found)

    def values(self) -> list[tuple[int, str, int]]:
        """Hash, value and rows of each, the smallest hash first."""
        return [(key, *self._found[key]) for key in sorted(self._found)]

    def __repr__(self) -> str:
        return f"Smallest({len(self._found)} of at most {self._most})"
