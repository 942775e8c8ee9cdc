"""Rows of a DuckDB file: its own sampling with a seed, the last rows, and sparse columns.

Source: https://duckdb.org/docs/stable/sql/samples (methods, REPEATABLE).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from governance.extract.as_text import as_text
from governance.extract.gathered import AT_ONCE, Gathered, Row, Unreadable
from governance.extract.live.duckdb import opened, reason
from governance.extract.sampling import WIDTH, Limits, Sample
from governance.extract.sparse import Filled, gather
from governance.model.catalog import Column, Table
from governance.settings import Source

if TYPE_CHECKING:
    import duckdb

BY_BLOCKS_FROM = 5_000_000
"""Rows from which whole blocks of rows are picked, and not single rows."""


@contextmanager
def reader(source: Source, file: Path) -> Iterator[DuckReader]:
    """The file, opened for reading.

    Raises:
        ExtractError: there is no such file, or it cannot be read.
        MissingExtra: DuckDB is not installed.
    """
    # one thread: with several, a seed does not give the same rows again
    opening = opened(source, file, threads=1)
    connection = opening.__enter__()
    try:
        yield DuckReader(connection)
    finally:
        opening.__exit__(None, None, None)


class DuckReader:
    """Takes rows from the tables and views of one file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
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
        values, limit = _values(table.columns), limits.rows
        name = f"{quote_always(table.ref.schema)}.{quote_always(table.ref.table)}"
        some = f"SELECT {values} FROM {name} AS t LIMIT {limit + 1:d}"  # noqa: S608 - quoted
        rows = gathered.held(self._rows(some, gathered.left))
        if len(rows) <= limit:
            gathered.take(rows, "all")
            return True
        if table.kind != "table" or any(c.name.lower() == "rowid" for c in table.columns):
            gathered.notice("only its first rows were looked at: nothing can pick others")
            gathered.take(rows[:limit], "first")
            return False
        ((count, last),) = self._rows(
            f"SELECT count(*), max(t.rowid) FROM {name} AS t",  # noqa: S608
            gathered.left,
        )
        gathered.of = int(count or 0)
        tail = limit // 5
        first = int(last or 0) - tail + 1
        newest = f"SELECT {values} FROM {name} AS t WHERE t.rowid >= {first:d} ORDER BY t.rowid"  # noqa: S608
        taken = gathered.take(self._rows(newest, gathered.left), "tail") if tail else 0
        wanted = limit - taken
        if gathered.of >= BY_BLOCKS_FROM:
            # a block is 2,048 rows
            percent = min(100.0 * max(10 * wanted, 30 * 2048) / gathered.of, 100.0)
            inner = f"FROM {name} AS t TABLESAMPLE {percent:.6f} PERCENT (system, {limits.seed:d})"
            spread = (
                f"SELECT {values} {inner} WHERE t.rowid < {first:d} "
                f"ORDER BY hash(t.rowid), t.rowid LIMIT {wanted:d}"
            )
        else:
            spread = (
                f"SELECT {values} FROM {name} AS t WHERE t.rowid < {first:d} "  # noqa: S608
                f"ORDER BY hash(t.rowid + {limits.seed:d}), t.rowid LIMIT {wanted:d}"
            )
        gathered.take(self._rows(spread, gathered.left), "spread")
        return False

    def _filled(self, table: Table) -> Filled:
        name = f"{quote_always(table.ref.schema)}.{quote_always(table.ref.table)}"

        def filled(numbers: Sequence[int], count: int, seconds: float) -> Iterator[Row]:
            columns = [table.columns[number] for number in numbers]
            condition = " OR ".join(f"t.{quote_always(c.name)} IS NOT NULL" for c in columns)
            query = f"SELECT {_values(columns)} FROM {name} AS t WHERE {condition} LIMIT {count:d}"  # noqa: S608
            return self._rows(query, seconds)

        return filled

    def _rows(self, query: str, seconds: float) -> Iterator[Row]:
        import duckdb

        timer = Timer(max(seconds, 0.05), self._connection.interrupt)
        timer.start()
        try:
            result = self._connection.execute(query)
            while rows := result.fetchmany(AT_ONCE):
                for row in rows:
                    yield [as_text(value) for value in row]
        except (duckdb.Error, UnicodeDecodeError, RuntimeError) as error:
            raise Unreadable(_why(error), type(error).__name__) from None
        finally:
            timer.cancel()


def _why(error: Exception) -> str:
    if type(error).__name__ == "InterruptException":
        return "it takes too long to read"
    return f"it {reason(error)}"


def _values(columns: Sequence[Column]) -> str:
    """Each column; text and bytes no longer than is kept of them."""
    return ", ".join(map(_value, columns))


def _value(column: Column) -> str:
    name, kind = f"t.{quote_always(column.name)}", column.type
    if kind == "varchar":
        return f"{name}[:{WIDTH + 1:d}]"
    if kind == "blob":
        return f"lower(hex({name}))[:{WIDTH + 1:d}]"
    if kind.endswith(("]", ")")) and not kind.startswith("decimal"):
        return name
    return f"CAST({name} AS VARCHAR)"


def quote_always(name: str) -> str:
    """A name in double quotes."""
    return '"' + name.replace('"', '""') + '"'
