"""A sealed SQLite: in memory, behind its authorizer, within limits of time and memory.

Policy SQL may come from a stranger's pull request. `governance.policy.language` already refuses
whatever is not in it; this is the second wall, and holds on its own: once sealed, a connection
reads the tables and views it was given, calls listed functions, and nothing else
(https://www.sqlite.org/c3ref/set_authorizer.html, https://www.sqlite.org/security.html).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

from msgspec import Struct

from governance.policy import functions

MEMORY = 1024 * 1024 * 1024
"""Bytes SQLite may use in this process. The limit can be lowered by SQL but never raised again, so
it is one fixed number, far above what the rest of the program's SQLite files need."""

_STEPS = 1000  # of the engine between two looks at the clock
_CTE = re.compile(r"[qr]\d+")
_BUILTINS = frozenset(
    {
        "abs", "avg", "coalesce", "count", "instr", "json_array_length", "length", "like", "ltrim",
        "max", "min", "nullif", "replace", "rtrim", "sum", "trim",
    }
)  # fmt: skip
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: functions.MAX_LENGTH,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 262_144,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_COLUMN: 400,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 500,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


class Refused(Exception):  # noqa: N818 - reads as what it is
    """A statement was refused or ended; the message says why in our words, never in its own."""


class Limits(Struct, frozen=True):
    """What one statement may use. `rows` counts what it gives back."""

    seconds: float = 20.0
    rows: int = 1_000_000


class Sealed:
    """A connection that is filled, then sealed, then asked."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._deadline: float | None = None
        self._names: frozenset[str] = frozenset()
        # Python's own statement cache would keep hostile statements alive after their error.
        self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
        for pragma in (
            f"hard_heap_limit = {MEMORY}",
            "journal_mode = OFF",
            "synchronous = OFF",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            "case_sensitive_like = ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._functions = functions.install(self._connection) | _BUILTINS

    def script(self, sql: str) -> None:
        """Create tables and views, before the seal; every statement ends in `;`."""
        self._connection.executescript(sql)

    def fill(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run one INSERT for all rows, before the seal."""
        self._connection.execute("BEGIN")
        self._connection.executemany(sql, rows)
        self._connection.execute("COMMIT")

    def empty(self, table: str) -> None:
        """Undo a `fill` that failed half-way, before the seal."""
        self._connection.execute("ROLLBACK")
        self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours

    def seal(self) -> None:
        """From here on, only reading.

        Raises:
            Refused: this SQLite cannot be sealed.
        """
        rows = self._connection.execute("SELECT name FROM sqlite_schema WHERE type <> 'index'")
        self._names = frozenset(name for (name,) in rows)
        if self._connection.execute("SELECT 'a' LIKE 'A'").fetchone() != (0,):
            raise Refused("this SQLite does not tell upper from lower case in LIKE")
        self._connection.execute("PRAGMA query_only = ON")
        for limit, value in _LIMITS.items():
            self._connection.setlimit(limit, value)
        self._connection.set_progress_handler(self._late, _STEPS)
        self._connection.set_authorizer(self._authorize)

    def ask(
        self, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of one SELECT.

        Raises:
            Refused: it is not allowed, or it took more than the limits.
        """
        self._deadline = monotonic() + self._limits.seconds
        try:
            with _in_our_words(self):
                cursor = self._connection.execute(sql, dict(parameters or {}))
                for number, row in enumerate(cursor, start=1):
                    if number > self._limits.rows:
                        raise Refused(f"it gives more than {self._limits.rows:,} rows")
                    yield row
        finally:
            self._deadline = None

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    @property
    def late(self) -> bool:
        """Whether the statement that runs has used up its time."""
        return self._deadline is not None and monotonic() > self._deadline

    def _late(self) -> int:
        return int(self.late)

    def _authorize(
        self, action: int, first: str | None, second: str | None, _: str | None, __: str | None
    ) -> int:
        # Names of names multiply while a statement is prepared, where no progress is reported.
        if self._deadline is None or self.late:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            # SQLite asks for a CTE only when none of its columns is read; ours are called q1, q2.
            known = first in self._names or (second == "" and _CTE.fullmatch(first or ""))
            return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in self._functions:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY


@contextmanager
def _in_our_words(sealed: Sealed) -> Iterator[None]:
    """Errors as `Refused`: SQLite's own messages quote the statement."""
    try:
        yield
    except MemoryError:
        raise Refused("it needs more memory than it may have") from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if sealed.late or name == "SQLITE_INTERRUPT":
            why = f"it took longer than {sealed._limits.seconds:g} seconds"
        else:
            why = _REASONS.get(name, "the engine could not run it")
        raise Refused(why) from None
    except (RecursionError, UnicodeError, OverflowError, ValueError):
        raise Refused("the engine could not run it") from None


_REASONS = {
    "SQLITE_AUTH": "it does what a policy may not do",
    "SQLITE_TOOBIG": "a text in it grows beyond what is allowed",
    "SQLITE_NOMEM": "it needs more memory than it may have",
    "SQLITE_READONLY": "it does what a policy may not do",
}
