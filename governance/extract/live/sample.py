"""Samples of what columns hold, for whoever looks at values. Nothing here stores or prints one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from governance.errors import ExtractError
from governance.extract.live import sqlite
from governance.model.catalog import Table
from governance.model.names import ColumnRef

if TYPE_CHECKING:
    import psycopg

WIDTH = 4096
"""Characters kept of a value."""

MAX_CHARACTERS = 64 * 1024 * 1024
"""Characters kept of a table."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of one column as text, NULL as None, in the order of the rows they came from.

    `values` is left out of the representation: a sample in a log line shows how much, not what.
    """

    column: ColumnRef
    values: tuple[str | None, ...] = field(repr=False)

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.values)


def samples(
    connection: sqlite3.Connection | psycopg.Connection, table: Table, limit: int = 1000
) -> tuple[Sample, ...]:
    """One sample for each column of a table, all from the same at most `limit` rows.

    The rows are chosen without chance: the same table gives the same sample. Reading ends early
    when `MAX_CHARACTERS` are reached. The connection is one of `sqlite.connect` or
    `postgres.session`.

    Raises:
        ExtractError: the table cannot be read; says why without a value of it.
    """
    columns = tuple(column.name for column in table.columns)
    if not columns:
        return ()
    taken: list[list[str | None]] = [[] for _ in columns]
    characters = 0
    for row in _rows(connection, table, columns, limit):
        for values, value in zip(taken, row, strict=True):
            values.append(value)
            characters += len(value) if value is not None else 0
        if characters > MAX_CHARACTERS:
            break
    return tuple(
        Sample(table.ref.column(name), tuple(values))
        for name, values in zip(columns, taken, strict=True)
    )


def _rows(
    connection: sqlite3.Connection | psycopg.Connection,
    table: Table,
    columns: tuple[str, ...],
    limit: int,
) -> Iterator[tuple[str | None, ...]]:
    if isinstance(connection, sqlite3.Connection):
        try:
            yield from sqlite.rows(connection, table, columns, limit, WIDTH)
        except sqlite.FAILURES as error:
            raise ExtractError(f"{table.ref} {sqlite.reason(error)}") from None
        return

    import psycopg  # only where a server is read

    from governance.extract.live import postgres

    try:
        # A savepoint: a table that cannot be read leaves the session usable for the next.
        with connection.transaction():
            yield from postgres.rows(connection, table, columns, limit, WIDTH)
    except psycopg.Error as error:
        raise ExtractError(f"{table.ref} cannot be read: {postgres.reason(error)}") from None
