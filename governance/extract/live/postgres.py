"""A session on a PostgreSQL server that can only read, waits for nobody, and never quotes a secret.

Sources: https://www.postgresql.org/docs/current/runtime-config-client.html (timeouts, read-only),
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg import IsolationLevel, sql

from governance.errors import ExtractError
from governance.extract.live.pg_connection import CONNECT_SECONDS
from governance.model.catalog import Table
from governance.model.location import Location

OLDEST = 130000
STATEMENT_TIMEOUT = "60s"
LOCK_TIMEOUT = "5s"
SAMPLED_PAGES = 30
"""The fewest pages of a large table to take a sample from, about; fewer might be none."""

# pg_catalog alone: no function or operator of the database itself can stand in for a built-in one,
# and types outside pg_catalog come out with their schema, as pg_dump writes them.
_SESSION = {
    "search_path": "pg_catalog",
    "statement_timeout": STATEMENT_TIMEOUT,
    "lock_timeout": LOCK_TIMEOUT,
    "idle_in_transaction_session_timeout": STATEMENT_TIMEOUT,
    "row_security": "on",
    # queries over the system catalogs are short: compiling them takes longer than they do
    "jit": "off",
    "TimeZone": "UTC",
}

_REFUSALS = (
    ("password authentication failed", "the server refuses the user or the password"),
    ("no password supplied", "the server wants a password"),
    ("pg_hba.conf", "the server does not let this user in from here"),
    ("connection refused", "nobody answers there; is the server running?"),
    ("definition of service", "the service that it names is not in the service file"),
    ("service file", "the service file cannot be used"),
    ("no such file or directory", "nobody answers there; is the server running?"),
    ("resolve host", "its host name is not known"),
    ("translate host name", "its host name is not known"),
    ("timeout", f"the server did not answer within {CONNECT_SECONDS} s"),
    ("too many", "the server has no connection left"),
    (
        "does not support ssl",
        "the server does not speak TLS; write sslmode=disable into the url to do without",
    ),
    (
        "certificate",
        "the server's certificate cannot be verified; does the url need an sslrootcert=?",
    ),
    ("sslmode", "there is no such sslmode"),
    ("permission denied", "this user may not connect to the database"),
    ("does not exist", "there is no such database or user"),
    ("starting up", "the server is just starting; try again"),
    ("shutting down", "the server is shutting down"),
)


@contextmanager
def session(
    parameters: Mapping[str, str], source: str, *, location: Location | None = None
) -> Iterator[psycopg.Connection]:
    """A connection in one read-only, repeatable-read transaction, rolled back at the end.

    `parameters` are libpq's (see `pg_connection`). `source` names the source in errors. A message
    of the server or of libpq may quote the connection string, a statement or a value, so none is
    passed on.

    Raises:
        ExtractError: the server cannot be reached, is too old, or fails while it is read.
    """

    def wrong(why: str) -> ExtractError:
        return ExtractError(f'source "{source}" cannot be read: {why}', location=location)

    try:
        connection = psycopg.connect(**{**parameters, "application_name": "lictor"})  # type: ignore[arg-type]
    except (psycopg.Error, UnicodeError, ValueError) as error:
        raise wrong(_refusal(str(error))) from None
    try:
        with connection:
            if connection.info.server_version < OLDEST:
                raise wrong("the server is older than PostgreSQL 13")
            connection.read_only = True
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            # For whatever is run on this connection after the transaction, too.
            connection.execute("SELECT set_config('default_transaction_read_only', 'on', false)")
            for setting, value in _SESSION.items():
                connection.execute("SELECT set_config(%s, %s, true)", (setting, value))
            yield connection
            connection.rollback()
    except psycopg.Error as error:
        raise wrong(reason(error)) from None


def reason(error: psycopg.Error) -> str:
    """Why a statement failed, by its SQLSTATE; the server's own message may quote values."""
    match error.sqlstate:
        case "57014":
            return f"a query took longer than {STATEMENT_TIMEOUT}"
        case "55P03":
            return f"a lock was not free within {LOCK_TIMEOUT}"
        case "42501":
            return "permission denied"
        case "57P01" | "57P02" | "57P03":
            return "the server shut down, or somebody ended the connection"
        case None:
            return "the connection was lost"
        case state:
            return f"the server reports SQLSTATE {state}"


def rows(
    connection: psycopg.Connection, table: Table, columns: tuple[str, ...], limit: int, width: int
) -> Iterator[tuple[str | None, ...]]:
    """At most `limit` rows as text cut to `width` characters, the same ones while nothing changes.

    A large table is read in pages that a fixed seed picks (TABLESAMPLE SYSTEM … REPEATABLE);
    a small one, a view, a partitioned and a foreign table from the start.
    """
    name = sql.Identifier(table.ref.schema, table.ref.table)
    values = sql.SQL(", ").join(
        sql.SQL("pg_catalog.left(t.{}::text, {})").format(sql.Identifier(column), width)
        for column in columns
    )
    part = _part(connection, table, limit)
    query = sql.SQL("SELECT {} FROM {} AS t").format(values, name)
    if part is not None:
        # Rows of one page were written together: take them from all pages alike.
        query += sql.SQL(
            " TABLESAMPLE SYSTEM ({}) REPEATABLE (1) ORDER BY hashtext(t.ctid::text), t.ctid"
        ).format(part)
    query += sql.SQL(" LIMIT {}").format(limit)
    with connection.cursor(name="lictor_sample") as cursor:
        cursor.itersize = 200
        cursor.execute(query)
        yield from cursor


def _part(connection: psycopg.Connection, table: Table, limit: int) -> float | None:
    """Which percentage of a table's pages to read; None for a table without many pages."""
    if table.kind not in ("table", "materialized view"):
        return None
    row = connection.execute(
        "SELECT c.reltuples, c.relpages FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s",
        (table.ref.schema, table.ref.table),
    ).fetchone()
    tuples, pages = row or (0.0, 0)
    if tuples <= 0 or pages < 4 * SAMPLED_PAGES:
        return None
    percentage = 100.0 * max(2 * limit / tuples, SAMPLED_PAGES / pages)
    return percentage if percentage < 100 else None


def _refusal(message: str) -> str:
    """What libpq said on connecting, in words of ours."""
    lowered = message.lower()
    return next(
        (sentence for part, sentence in _REFUSALS if part in lowered),
        "no connection; check its url with psql",
    )
