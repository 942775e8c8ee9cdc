"""Many rows at once: COPY on PostgreSQL, executemany on SQLite.

Sources: https://www.psycopg.org/psycopg3/docs/basic/copy.html,
https://www.sqlite.org/limits.html (999 parameters in old versions).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

from governance.catalog.schema import moment_text

CHUNK = 500


def insert(
    connection: Connection,
    table: Table,
    rows: Iterable[Sequence[Any]],
    columns: Sequence[str] | None = None,
) -> None:
    """Insert rows whose values are in the order of `columns` (None: all of the table)."""
    names = list(columns or table.columns.keys())
    quoted = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "postgresql":
        first = list(islice(rows := iter(rows), 1))
        if not first:
            return
        cursor = _driver(connection).cursor()
        with cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            copy.write_row(first[0])
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    moments = [
        n for n, name in enumerate(names) if table.columns[name].type.__class__.__name__ == "Moment"
    ]
    _driver(connection).executemany(
        f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})',  # noqa: S608 - our own names
        _with_text(rows, moments) if moments else rows,
    )


def _with_text(rows: Iterable[Sequence[Any]], moments: list[int]) -> Iterator[list[Any]]:
    for row in rows:
        values = list(row)
        for number in moments:
            if isinstance(values[number], datetime):
                values[number] = moment_text(values[number])
        yield values


def update(
    connection: Connection, table: Table, key: str, columns: Sequence[str], rows: Iterable[Any]
) -> None:
    """Set `columns` in rows found by `key`; each of `rows` has their values, and the key last."""
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    settings = ", ".join(f'"{name}" = {mark}' for name in columns)
    statement = f'UPDATE "{table.name}" SET {settings} WHERE "{key}" = {mark}'  # noqa: S608
    with _cursor(connection) as cursor:
        cursor.executemany(statement, rows)


def delete(connection: Connection, table: Table, key: str, values: Collection[Any]) -> None:
    """Delete the rows in which `key` is one of `values`."""
    name = f'DELETE FROM "{table.name}" WHERE "{key}"'  # noqa: S608
    with _cursor(connection) as cursor:
        if connection.dialect.name == "postgresql":
            if values:
                cursor.execute(f"{name} = ANY(%s)", (list(values),))
        else:
            cursor.executemany(f"{name} = ?", ((value,) for value in values))


def delete_keys(
    connection: Connection, table: Table, key: Sequence[str], values: Iterable[Sequence[Any]]
) -> None:
    """Delete the rows whose `key` columns have one of these values."""
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    where = " AND ".join(f'"{name}" = {mark}' for name in key)
    with _cursor(connection) as cursor:
        cursor.executemany(f'DELETE FROM "{table.name}" WHERE {where}', values)  # noqa: S608


def select_in(
    connection: Connection, statement: str, values: Collection[Any]
) -> Iterator[Sequence[Any]]:
    """The rows of `statement`, which ends before the list that follows its IN."""
    if connection.dialect.name == "postgresql":
        if values:
            with _cursor(connection) as cursor:
                cursor.execute(f"{statement} IN (SELECT unnest(%s::text[]))", (list(values),))
                yield from cursor
        return
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        with _cursor(connection) as cursor:
            yield from cursor.execute(f"{statement} IN ({', '.join('?' * len(chunk))})", chunk)


class _cursor:  # noqa: N801 - reads as what it gives
    """A cursor of the driver that is closed at the end."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = _driver(connection).cursor()

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, *_: object) -> None:
        self._cursor.close()


def _driver(connection: Connection) -> Any:
    """The driver's own connection, in the same transaction."""
    return connection.connection.driver_connection
