"""What the rows of tables said of how people can be told apart, in the store.

As with estimates of rows and bytes there is no history: each look at the rows gives other numbers,
and nobody wants to hear every night that they are different.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from governance.catalog import bulk
from governance.catalog import schema as s
from governance.catalog.aspects import decode, encode
from governance.catalog.rows import names_list
from governance.catalog.text import stored
from governance.errors import CatalogError
from governance.model.names import TableRef
from governance.model.risk import Reidentification


def write(
    connection: Connection,
    numbers: Mapping[TableRef, int],
    found: Mapping[TableRef, Reidentification],
    source: str,
) -> None:
    """Make the store have what was found of the source's tables, and nothing else of them."""
    wanted = {
        numbers[ref]: _row(each)
        for ref, each in found.items()
        if ref.source == source and ref in numbers
    }
    c = s.reidentification.c
    rows = connection.execute(
        select(c.table_id, c.record)
        .join_from(s.reidentification, s.tables, s.tables.c.id == c.table_id)
        .join(s.sources, s.sources.c.id == s.tables.c.source_id)
        .where(s.sources.c.source_name == stored(source))
    )
    there: dict[int, str] = {row[0]: row[1] for row in rows}
    different = {n: row for n, row in wanted.items() if there.get(n) != row[-1]}
    old = [n for n in there if n in different or n not in wanted]
    bulk.delete(connection, s.reidentification, "table_id", old)
    bulk.insert(connection, s.reidentification, ((n, *row) for n, row in different.items()))


def read(records: Iterable[tuple[TableRef, str]]) -> dict[TableRef, Reidentification]:
    """The inverse.

    Raises:
        CatalogError: a record cannot be read.
    """
    try:
        return {ref: decode(record, Reidentification) for ref, record in records}
    except msgspec.DecodeError:
        raise CatalogError(
            "the catalog's store is damaged: what it knows of a table's rows cannot be read; "
            "bring back a backup (docs/catalog.md)"
        ) from None


def _row(found: Reidentification) -> tuple[Any, ...]:
    worst = found.riskiest
    columns = names_list(worst.columns)
    return columns, worst.k, worst.share, found.rows, found.sampled, encode(found)
