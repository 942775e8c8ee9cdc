"""The first rows of a table, through SQLAlchemy: for engines that have no sampling of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from governance.extract.as_text import as_text
from governance.extract.gathered import AT_ONCE, Gathered, Row
from governance.extract.live.engine import Engine, Session, session
from governance.extract.sampling import Limits, Sample
from governance.model.catalog import Table
from governance.settings import Source

if TYPE_CHECKING:
    from sqlalchemy import Connection


@contextmanager
def reader(engine: Engine, source: Source) -> Iterator[FirstRows]:
    """A connection that reads rows.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
    """
    with connected(engine, source) as opened:
        yield FirstRows(opened.connection)


@contextmanager
def connected(engine: Engine, source: Source) -> Iterator[Session]:
    """A session, in which an error of whoever uses it stays what it is.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
    """
    opening = session(engine, source)
    opened = opening.__enter__()
    try:
        yield opened
    finally:
        opening.__exit__(None, None, None)


class FirstRows:
    """Takes the rows that come first. How long that may take is the engine's own limit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, table: Table, limits: Limits) -> Sample:
        """A sample of one table; what cannot be read of it is a gap."""
        from governance.extract.live.failure import FAILURES, reason

        gathered = Gathered(table, limits)
        if not table.columns:
            return gathered.sample()
        whole = False
        try:
            rows = self._rows(table, limits.rows + 1)
            gathered.take((row for _, row in zip(range(limits.rows), rows, strict=False)), "first")
            whole = not gathered.over and next(rows, None) is None
        except FAILURES as error:
            gathered.gap("", reason(error), "first rows")
        finally:
            self._end()
        if not whole and gathered.rows:
            gathered.notice("only its first rows were looked at: nothing can pick others")
        return gathered.sample(whole=whole)

    def _end(self) -> None:
        """Leave the transaction: what it holds of the table, and an error that is stuck in it."""
        from governance.extract.live.failure import FAILURES

        try:
            self._connection.rollback()
        except FAILURES:
            return  # the next table will say so

    def _rows(self, table: Table, limit: int) -> Iterator[Row]:
        import sqlalchemy as sa
        from sqlalchemy.sql.elements import quoted_name

        def name(text: str) -> quoted_name:
            return quoted_name(text, quote=True)

        columns: list[sa.ColumnClause[object]] = [
            sa.column(name(column.name)) for column in table.columns
        ]
        schema = name(table.ref.schema) if table.ref.schema else None
        query = sa.select(*columns).select_from(
            sa.table(name(table.ref.table), *columns, schema=schema)
        )
        result = self._connection.execution_options(stream_results=True).execute(query.limit(limit))
        while rows := result.fetchmany(AT_ONCE):
            for row in rows:
                yield [as_text(value) for value in row]
