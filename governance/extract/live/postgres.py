"""A session on a PostgreSQL server that can only read, waits for nobody, and never quotes a secret.

Sources: https://www.postgresql.org/docs/current/runtime-config-client.html (timeouts, read-only),
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg import IsolationLevel

from governance.errors import ExtractError
from governance.extract.live.pg_connection import CONNECT_SECONDS
from governance.model.location import Location

OLDEST = 130000
STATEMENT_TIMEOUT = "60s"
LOCK_TIMEOUT = "5s"

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
        raise wrong(refusal(str(error))) from None
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


def refusal(message: str) -> str:
    """What libpq said on connecting, in words of ours."""
    lowered = message.lower()
    return next(
        (sentence for part, sentence in _REFUSALS if part in lowered),
        "no connection; check its url with psql",
    )
