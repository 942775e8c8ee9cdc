"""Columns as text: what Arrow, polars and plain tuples hold, as polars reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import polars as pl
import pyarrow as pa

Batch: TypeAlias = "pa.RecordBatch | pa.Table | pl.DataFrame | Mapping[str, Sequence[str | None]]"
"""Columns by name, of equal length."""

_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


class Unreadable(Exception):  # noqa: N818 - what a column's counts say, not an error of a run
    """A column that cannot be read as text; the message says of what type it is."""


def columns(batch: Batch) -> Iterator[tuple[str, object]]:
    """Each column's name and its cells, in whatever form they came."""
    if isinstance(batch, pl.DataFrame):
        yield from ((each.name, each) for each in batch.iter_columns())
    elif isinstance(batch, pa.RecordBatch | pa.Table):
        yield from zip(batch.schema.names, batch.columns, strict=True)
    else:
        yield from batch.items()


def as_text(cells: object) -> pl.Series:
    """The cells as text, NULL where they are.

    Numbers and times are written out. Bytes are read as UTF-8 if all of them are.

    Raises:
        Unreadable: they are of a type that is no text, such as a list; or bytes that are none.
    """
    try:
        series = _series(cells)
    except (pl.exceptions.PolarsError, pa.ArrowException, TypeError, ValueError, UnicodeError):
        raise Unreadable("its values are of a type that is not read") from None
    kind = series.dtype
    if kind == pl.String:
        return series
    if kind.is_nested() or kind in (pl.Object, pl.Unknown):
        raise Unreadable(f"its type is {str(kind).split('(')[0].lower()}, which is not read")
    try:
        return series.cast(pl.String)
    except pl.exceptions.PolarsError:
        raise Unreadable(f"its {str(kind).lower()} values are no text") from None


def _series(cells: object) -> pl.Series:
    if isinstance(cells, pl.Series):
        return cells
    if isinstance(cells, pa.Array | pa.ChunkedArray):
        return pl.Series(pl.from_arrow(cells))
    values = list(cells)  # type: ignore[call-overload]
    try:
        return pl.Series(values, dtype=pl.String, strict=True)
    except UnicodeError:
        whole = [each if each is None else each.translate(_SURROGATES) for each in values]
        return pl.Series(whole, dtype=pl.String, strict=True)
