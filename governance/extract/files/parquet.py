"""Parquet: columns and the number of rows from the end of a file; no page of data is read.

Source: https://parquet.apache.org/docs/file-format/. The end also holds the least and the greatest
value of each column: those are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from governance.extract.files.heads import NotRead, opened
from governance.model.catalog import Column

if TYPE_CHECKING:
    import pyarrow as pa

MAX_DEPTH = 16
MAX_COLUMNS = 10_000


class Footer(Struct, frozen=True):
    """The columns of a file, nested ones as `a.b`, and how many rows it has."""

    columns: tuple[Column, ...]
    rows: int


def read(file: Path) -> Footer:
    """What the end of a file says.

    Raises:
        NotRead: it is no Parquet file, damaged, encrypted, or may not be read.
        ImportError: pyarrow is not installed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with opened(file) as stream:
        try:
            with pq.ParquetFile(stream) as parquet:
                columns = tuple(_columns(parquet.schema_arrow))
                rows = parquet.metadata.num_rows
        except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
            said = str(error).lower()
            why = (
                "is encrypted"
                if "encrypt" in said or "decrypt" in said
                else "is no Parquet file, damaged, or cut off"
            )
            raise NotRead(why) from None
    if len(columns) > MAX_COLUMNS:
        raise NotRead(f"has more than {MAX_COLUMNS:,} columns")
    return Footer(columns, rows)


def _columns(schema: pa.Schema) -> Iterator[Column]:
    for field in schema:
        yield from _flat(field, "", nullable=False, listed=False, depth=0)


def _flat(
    field: pa.Field, above: str, *, nullable: bool, listed: bool, depth: int
) -> Iterator[Column]:
    """A field as columns: what is nested in it, of a list what is in the list."""
    import pyarrow as pa

    kind, name = field.type, f"{above}{field.name}"
    nullable = nullable or field.nullable
    while pa.types.is_list(kind) or pa.types.is_large_list(kind):
        kind, listed, nullable = kind.value_type, True, True
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_struct(kind) and kind.num_fields and depth < MAX_DEPTH:
        for number in range(kind.num_fields):
            yield from _flat(
                kind.field(number), f"{name}.", nullable=nullable, listed=listed, depth=depth + 1
            )
        return
    said = (field.metadata or {}).get(b"comment")
    yield Column(
        name,
        (f"{kind}[]" if listed else str(kind)).lower(),
        nullable,
        comment=said.decode(errors="replace") if said else None,
    )
