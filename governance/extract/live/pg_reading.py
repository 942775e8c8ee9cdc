"""Asking the system catalogs, also while somebody changes the database.

A snapshot holds still what the catalogs say, but not what PostgreSQL writes out of it:
`pg_get_viewdef` and `pg_get_expr` look at the database as it is now and take a lock on the table,
so that one table which is being rebuilt or was just dropped would fail the whole query. These are
asked in parts, and a part that fails in halves, until only what cannot be read is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg
from msgspec import Struct

from governance.extract.live.pg_catalog import TYPES
from governance.extract.live.postgres import LOCK_TIMEOUT, reason

Row = tuple[Any, ...]

AT_ONCE = 2_000
"""Tables asked for in one query: each statement has its own time limit."""

_PATIENCE, _IMPATIENCE = "1s", "100ms"
"""How long a lock is waited for: by a query over many tables, and where one of them is locked."""

# What one table can be to blame for: 42 it or a type is gone, or forbidden; 55 it is locked;
# XX it vanished while it was looked at ("cache lookup failed").
_OF_ONE_TABLE = ("42", "55", "XX")


class Asked(Struct, frozen=True):
    """Rows, and for tables of which there are none: why, in words of ours."""

    rows: list[Row]
    failed: dict[int, str]


def ask(
    connection: psycopg.Connection, query: str, schemas: Sequence[int] | None = None
) -> list[Row]:
    """All rows of one query.

    Raises:
        psycopg.Error: it fails.
    """
    # Bytes, because mypy lets only literal text through, and these are constants.
    parameters = None if schemas is None else {"schemas": schemas}
    return connection.execute(query.encode(), parameters, binary=True).fetchall()


def ask_types(connection: psycopg.Connection, types: Iterable[tuple[int, int]]) -> list[Row]:
    """The names of types, each with its oid and modifier.

    Raises:
        psycopg.Error: it fails.
    """
    asked = sorted(types)
    parameters = {"types": [one for one, _ in asked], "modifiers": [other for _, other in asked]}
    return connection.execute(TYPES.encode(), parameters, binary=True).fetchall()


def ask_if_allowed(
    connection: psycopg.Connection, query: str, schemas: Sequence[int] | None = None
) -> list[Row] | None:
    """All rows of one query, None where a hardened server does not let this user ask.

    Raises:
        psycopg.Error: it fails otherwise.
    """
    try:
        with connection.transaction():
            return ask(connection, query, schemas)
    except psycopg.errors.InsufficientPrivilege:
        return None


def ask_of_each(connection: psycopg.Connection, query: str, tables: Sequence[int]) -> Asked:
    """The rows about tables; what cannot be read of one does not keep back the others.

    Raises:
        psycopg.Error: it fails for a reason that no single table has.
    """
    asked = Asked([], {})
    for start in range(0, len(tables), AT_ONCE):
        for part in _asked(connection, query, tables[start : start + AT_ONCE], _PATIENCE):
            asked.rows.extend(part.rows)
            asked.failed.update(part.failed)
    return asked


def _asked(
    connection: psycopg.Connection, query: str, tables: Sequence[int], patience: str
) -> Iterator[Asked]:
    try:
        with connection.transaction():  # a savepoint
            _wait(connection, patience)
            rows = connection.execute(
                query.encode(), {"tables": list(tables)}, binary=True
            ).fetchall()
            _wait(connection, LOCK_TIMEOUT)
    except psycopg.Error as error:
        if not (error.sqlstate or "").startswith(_OF_ONE_TABLE):
            raise
        if len(tables) == 1:
            yield Asked(
                [], {tables[0]: "it is locked" if error.sqlstate == "55P03" else reason(error)}
            )
            return
        middle = len(tables) // 2
        yield from _asked(connection, query, tables[:middle], _IMPATIENCE)
        yield from _asked(connection, query, tables[middle:], _IMPATIENCE)
    else:
        yield Asked(rows, {})


def _wait(connection: psycopg.Connection, at_most: str) -> None:
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (at_most,))
