"""Rows of Parquet files: from row groups all over a file, and the last rows of the last one.

Source: https://arrow.apache.org/docs/python/parquet.html (reading some columns of some row groups).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from governance.extract.as_text import as_text
from governance.extract.files.cells import cell
from governance.extract.files.heads import NotRead, opened
from governance.extract.gathered import Row
from governance.extract.sampling import Place

if TYPE_CHECKING:
    import pyarrow.parquet as pq

GROUPS = 16
"""Row groups of a file that rows are taken from."""
LAST_BYTES = 256 * 1024 * 1024
"""Bytes of a row group, unpacked, that is read to its end."""
_BATCH = 1024


def rows(file: Path, columns: Sequence[str], limit: int) -> Iterator[tuple[Place, Sequence[Row]]]:
    """Rows by where they stand; all of them where there are no more than `limit`.

    Raises:
        NotRead: it is no Parquet file, damaged, encrypted, or may not be read.
        ImportError: pyarrow is not installed.
    """
    with opened(file) as stream, _parquet(stream) as parquet:
        try:
            yield from _rows(parquet, columns, limit)
        except NotRead:
            raise
        except _failures() as error:
            raise NotRead(_why(error)) from None


def filled(file: Path, columns: Sequence[str], limit: int) -> Iterator[tuple[str, str]]:
    """Values of columns that have few, as (column, value); a column that is nested has none.

    Row groups whose statistics say that all is NULL are not read.

    Raises:
        NotRead: it cannot be read.
    """
    with opened(file) as stream, _parquet(stream) as parquet:
        metadata = parquet.metadata
        numbers = {parquet.schema.column(n).path: n for n in range(metadata.num_columns)}
        try:
            for name in columns:
                if name not in numbers:
                    continue
                left = limit
                for group in range(metadata.num_row_groups):
                    statistics = metadata.row_group(group).column(numbers[name]).statistics
                    if (
                        statistics is not None
                        and statistics.has_null_count
                        and statistics.null_count == metadata.row_group(group).num_rows
                    ):
                        continue
                    found = parquet.read_row_group(group, columns=[name]).column(0).drop_null()
                    for value in found.slice(0, left).to_pylist():
                        text = as_text(value)
                        if text is not None:
                            yield name, text
                            left -= 1
                    if left <= 0:
                        break
        except _failures() as error:
            raise NotRead(_why(error)) from None


def _rows(
    parquet: pq.ParquetFile, columns: Sequence[str], limit: int
) -> Iterator[tuple[Place, Sequence[Row]]]:
    metadata = parquet.metadata
    count = metadata.num_row_groups
    if metadata.num_rows <= limit:
        yield "all", [row for n in range(count) for row in _of_group(parquet, n, columns)]
        return
    last = metadata.row_group(count - 1)
    tail = limit // 5 if last.total_byte_size <= LAST_BYTES else 0
    if tail:
        final: deque[Row] = deque(_of_group(parquet, count - 1, columns), maxlen=tail)
        yield "tail", tuple(final)
    some = min(count, GROUPS)
    chosen = sorted({round(n * (count - 1) / max(some - 1, 1)) for n in range(some)})
    left = limit - tail
    for number, group in enumerate(chosen):
        quota = left // (len(chosen) - number)
        there = metadata.row_group(group).num_rows - (tail if group == count - 1 else 0)
        quota = max(min(quota, there), 0)
        if quota:
            found = _of_group(parquet, group, columns, quota)
            yield "spread", [row for _, row in zip(range(quota), found, strict=False)]
            left -= quota


def _of_group(
    parquet: pq.ParquetFile, group: int, columns: Sequence[str], limit: int = _BATCH
) -> Iterator[Row]:
    names = parquet.schema_arrow.names
    tops = [n for n in names if any(c == n or c.startswith(f"{n}.") for c in columns)]
    batches = parquet.iter_batches(batch_size=min(limit, _BATCH), row_groups=[group], columns=tops)
    for batch in batches:
        for record in batch.to_pylist():
            yield [cell(record, name) for name in columns]


def _parquet(stream: object) -> pq.ParquetFile:
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(stream, pre_buffer=False)
    except _failures() as error:
        raise NotRead(_why(error)) from None


def _failures() -> tuple[type[Exception], ...]:
    import pyarrow as pa

    return (pa.ArrowException, OSError, ValueError, UnicodeDecodeError)


def _why(error: Exception) -> str:
    said = str(error).lower()
    if "encrypt" in said or "decrypt" in said:
        return "is encrypted"
    return "is no Parquet file, damaged, or cut off"
