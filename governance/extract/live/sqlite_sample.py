"""Rows of a SQLite file: spread over the row ids, with the last ones, and sparse columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from governance.extract.gathered import Gathered, Row, Unreadable
from governance.extract.live import sqlite
from governance.extract.sampling import WIDTH, Limits, Sample
from governance.extract.sparse import Filled, gather
from governance.model.catalog import Table
from governance.model.location import Location

_STEPS = 100_000
"""Steps of SQLite's virtual machine between two looks at the clock."""


@contextmanager
def reader(file: Path, location: Location | None) -> Iterator[SqliteReader]:
    """The file, opened for reading.

    Raises:
        ExtractError: there is no such file, or it is no database.
    """
    with closing(sqlite.connect(file, location=location)) as connection:
        yield SqliteReader(connection)


class SqliteReader:
    """Takes rows from the tables and views of one file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, table: Table, limits: Limits) -> Sample:
        """A sample of one table; what cannot be read of it is a gap."""
        return gather(
            table,
            limits,
            lambda gathered: self._take(table, limits, gathered),
            self._filled(table),
        )

    def _take(self, table: Table, limits: Limits, gathered: Gathered) -> bool:
        name, limit = _quoted(table.ref.table), limits.rows
        values = _values([column.name for column in table.columns])
        some = f"SELECT {values} FROM main.{name} AS t LIMIT {limit + 1:d}"  # noqa: S608 - quoted
        rows = gathered.held(self._rows(some, gathered.left))
        if len(rows) <= limit:
            gathered.take(rows, "all")
            return True
        span = self._span(table, name, gathered)
        if span is None:
            gathered.notice("only its first rows were looked at: nothing can pick others")
            gathered.take(rows[:limit], "first")
            return False
        rowid, low, high = span
        tail = limit // 5
        last = self._tail(name, values, rowid, tail, gathered) - 1 if tail else high
        spread = _spread(name, values, rowid)
        wanted = max(limit - tail, 1)
        step = max((last - low + 1) / wanted, 1.0)
        start = low + (limits.seed - 1) % int(step)
        parameters = {"limit": wanted, "low": start, "last": last, "step": step}
        gathered.take(self._rows(spread, gathered.left, parameters), "spread")
        return False

    def _tail(self, name: str, values: str, rowid: str, count: int, gathered: Gathered) -> int:
        """Take the last rows; gives the first row id among them."""
        last = f"SELECT t.{rowid}, {values} FROM main.{name} AS t ORDER BY t.{rowid} DESC LIMIT {count:d}"  # noqa: S608, E501
        rows = list(self._rows(last, gathered.left))
        gathered.take((row[1:] for row in rows), "tail")
        return int(rows[-1][0] or 0)

    def _span(self, table: Table, name: str, gathered: Gathered) -> tuple[str, int, int] | None:
        """The name of the row id, and its least and greatest; None for what has none."""
        taken = {column.name.lower() for column in table.columns}
        rowid = next((word for word in ("rowid", "_rowid_", "oid") if word not in taken), None)
        if table.kind != "table" or rowid is None:
            return None
        query = f"SELECT min(t.{rowid}), max(t.{rowid}) FROM main.{name} AS t"  # noqa: S608
        try:
            ((low, high),) = self._rows(query, gathered.left)
        except Unreadable:
            return None  # WITHOUT ROWID
        if isinstance(low, int) and isinstance(high, int):
            return rowid, low, high
        return None

    def _filled(self, table: Table) -> Filled:
        def filled(numbers: Sequence[int], count: int, seconds: float) -> Iterator[Row]:
            names = [table.columns[number].name for number in numbers]
            condition = " OR ".join(f"t.{_quoted(name)} IS NOT NULL" for name in names)
            query = (
                f"SELECT {_values(names)} FROM main.{_quoted(table.ref.table)} AS t "  # noqa: S608
                f"WHERE {condition} LIMIT {count:d}"
            )
            return self._rows(query, seconds)

        return filled

    def _rows(
        self, query: str, seconds: float, parameters: dict[str, float] | None = None
    ) -> Iterator[Any]:
        ends = monotonic() + seconds
        self._connection.set_progress_handler(lambda: monotonic() > ends, _STEPS)
        try:
            yield from self._connection.execute(query, parameters or {})
        except sqlite.FAILURES as error:
            raise Unreadable(f"it {sqlite.reason(error)}", _mark(error)) from None
        finally:
            self._connection.set_progress_handler(None, 0)


def _spread(name: str, values: str, rowid: str) -> str:
    """Rows at even steps over the row ids, below the tail.

    Each step's first row is found in the table's own tree. Where row ids have wide gaps, several
    steps meet the same row; the table's first rows make up for that.
    """
    return (
        f"WITH RECURSIVE step(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM step "  # noqa: S608
        f"WHERE i + 1 < :limit AND :low + (i + 1) * :step <= :last), "
        f"spread(id) AS (SELECT DISTINCT (SELECT min(s.{rowid}) FROM main.{name} AS s "
        f"WHERE s.{rowid} >= CAST(:low + i * :step AS INTEGER) AND s.{rowid} <= :last) FROM step), "
        f"first(id) AS (SELECT s.{rowid} FROM main.{name} AS s WHERE s.{rowid} <= :last "
        f"ORDER BY 1 LIMIT :limit), "
        f"chosen(id) AS (SELECT id FROM spread WHERE id IS NOT NULL UNION ALL "
        f"SELECT id FROM first WHERE id NOT IN (SELECT id FROM spread WHERE id IS NOT NULL) "
        f"LIMIT :limit) "
        f"SELECT {values} FROM chosen JOIN main.{name} AS t ON t.{rowid} = chosen.id "
        f"ORDER BY chosen.id"
    )


def _values(columns: Sequence[str]) -> str:
    """Each column as text; whatever its type says, a value may be bytes."""
    return ", ".join(
        f"CASE typeof(t.{_quoted(name)}) WHEN 'blob' "
        f"THEN lower(hex(substr(t.{_quoted(name)}, 1, {WIDTH // 2 + 1:d}))) "
        f"ELSE substr(CAST(t.{_quoted(name)} AS TEXT), 1, {WIDTH + 1:d}) END"
        for name in columns
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _mark(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))
