"""Rows of PostgreSQL's tables: by a connection that holds no lock longer than one statement.

Each statement is a transaction of its own, so that nobody who changes a table waits for a scan,
and no old snapshot keeps the server from tidying up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import psycopg
from psycopg.sql import Composed

from governance.errors import ExtractError
from governance.extract.gathered import Gathered, Unreadable
from governance.extract.live.pg_connection import reached
from governance.extract.live.pg_sample_facts import TableFacts, facts
from governance.extract.live.pg_sample_trouble import row_failure
from governance.extract.live.pg_taking import Taking
from governance.extract.live.postgres import OLDEST, refusal
from governance.extract.sampling import Limits, Sample
from governance.model.catalog import Table
from governance.settings import Source

_SETTINGS = {
    "default_transaction_read_only": "on",
    "search_path": "pg_catalog",  # nothing of the database stands in for a built-in function
    "lock_timeout": "300ms",
    "idle_in_transaction_session_timeout": "60s",
    "row_security": "on",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    # the same rows again: no scan begins where another one is, none is shared among workers
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}


@contextmanager
def reader(source: Source) -> Iterator[PostgresReader]:
    """A connection that reads rows.

    Raises:
        ExtractError: the server cannot be reached, is too old, or does not tell its tables.
        ConfigError: there is no url, a variable or the password cannot be had.
    """

    def wrong(why: str) -> ExtractError:
        return ExtractError(
            f'source "{source.name}" cannot be read: {why}', location=source.location
        )

    parameters = {**reached(source).parameters, "application_name": "lictor"}
    try:
        connection = psycopg.connect(**parameters, autocommit=True)  # type: ignore[arg-type]
    except (psycopg.Error, UnicodeError, ValueError) as error:
        raise wrong(refusal(str(error))) from None
    with closing(connection):
        if connection.info.server_version < OLDEST:
            raise wrong("the server is older than PostgreSQL 13")
        try:
            for setting, value in _SETTINGS.items():
                connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
            connection.execute("SELECT set_config('statement_timeout', '60s', false)")
            known = facts(connection)
        except psycopg.Error as error:
            raise wrong(row_failure(error).why) from None
        yield PostgresReader(connection, known)


class PostgresReader:
    """Takes rows from the tables that were there when it was made."""

    def __init__(self, connection: psycopg.Connection, known: Mapping[int, TableFacts]) -> None:
        self._connection = connection
        self._known = known
        self._named = {(table.schema, table.name): table for table in known.values()}
        self._timeout = 0
        self.ranges = connection.info.server_version >= 140000
        """Whether the server finds a range of addresses without reading the table."""

    def read(self, table: Table, limits: Limits) -> Sample:
        """A sample of one table; what cannot be read of it is a gap.

        Raises:
            ExtractError: the connection was lost.
        """
        gathered = Gathered(table, limits)
        found = self._named.get((table.ref.schema, table.ref.table))
        if found is None:
            gathered.gap("", "it was dropped or changed meanwhile", "gone")
            return gathered.sample()
        taking = Taking(self, found, table, gathered, limits)
        try:
            whole = taking.run()
        except Unreadable as error:
            gathered.gap("", error.why, error.mark)
            whole = False
        return gathered.sample(whole=whole)

    def part(self, oid: int) -> TableFacts:
        """The facts of a table by its oid."""
        return self._known[oid]

    def rows(self, query: Composed, seconds: float) -> Iterator[tuple[str | None, ...]]:
        """The rows of a statement while they come in; not reading on cancels it.

        Raises:
            Unreadable: it fails.
            ExtractError: the connection was lost.
        """
        try:
            self._limit(seconds)
            with self._connection.cursor() as cursor:
                if psycopg.capabilities.has_stream_chunked():
                    yield from cursor.stream(query, size=100)
                else:
                    yield from cursor.stream(query)
        except psycopg.Error as error:
            if self._connection.closed:
                raise ExtractError("the connection was lost") from None
            raise row_failure(error) from None

    def sizes(self, table: TableFacts, seconds: float) -> tuple[int, int]:
        """The pages of a table, and the bytes of its long values, as they are now.

        Raises:
            Unreadable: it is locked, or gone.
        """
        query = (
            "SELECT pg_relation_size(%s) / current_setting('block_size')::int, "
            "CASE WHEN %s = 0 THEN 0 ELSE pg_relation_size(%s) END"
        )
        try:
            self._limit(seconds)
            row = self._connection.execute(query, (table.oid, table.toast, table.toast)).fetchone()
        except psycopg.Error as error:
            if self._connection.closed:
                raise ExtractError("the connection was lost") from None
            raise row_failure(error) from None
        pages, toast = row or (None, None)
        return int(pages or 0), int(toast or 0)

    def _limit(self, seconds: float) -> None:
        """Set how long a statement may take, where it differs much from what is set."""
        wanted = max(int(seconds * 1000), 50)
        if not 0.8 * self._timeout <= wanted <= 1.2 * self._timeout:
            self._connection.execute(
                "SELECT set_config('statement_timeout', %s, false)", (str(wanted),)
            )
            self._timeout = wanted
