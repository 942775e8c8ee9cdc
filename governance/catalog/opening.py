"""Open the store: find it, see that its tables are those of this program, hand out transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from governance.catalog import connecting
from governance.catalog.connecting import BUSY_SECONDS, IMMEDIATE
from governance.errors import CatalogError

VERSION = "0001"
"""The schema that this program reads and writes: the newest in `migrations/versions`."""

WRITERS = 0x6C696374
"""The advisory lock that all who write hold on PostgreSQL, one after the other ("lict")."""


class Store:
    """An open store. `engine` connects for each transaction; nothing stays open in between."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = connecting.engine(url)

    def __repr__(self) -> str:
        return f"Store({self.place!r})"

    @property
    def place(self) -> str:
        """Where it is, without user and password."""
        return connecting.place(self.url)

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """What keeps it."""
        return "sqlite" if self.url.get_backend_name() == "sqlite" else "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of everything and changes nothing.

        Raises:
            CatalogError: the store cannot be read.
        """
        options = (
            {}
            if self.dialect == "sqlite"
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        with self.clear(), self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that changes something; whoever writes at the same time waits.

        Raises:
            CatalogError: the store cannot be written; nothing of the transaction was.
        """
        with self.clear(), self.engine.connect() as connection:
            connection.execution_options(**{IMMEDIATE: True})
            with connection.begin():
                if self.dialect == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITERS})
                yield connection

    def close(self) -> None:
        """Let go of whatever is open."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def clear(self) -> Iterator[None]:
        """Errors of the database in words of ours: its own quote statements, values and urls."""
        try:
            yield
        except DBAPIError as error:
            raise CatalogError(f"the catalog's store ({self.place}): {_why(error)}") from None
        except SQLAlchemyError as error:
            kind = type(error).__name__
            raise CatalogError(f"the catalog's store ({self.place}) failed ({kind})") from None


def open_store(url: str | None, root: Path, *, upgraded: bool = True) -> Store:
    """The store at `url`; None is SQLite's file `.lictor/catalog.db` under `root`.

    A file of SQLite is made where there is none, and brought to this program's schema; on
    PostgreSQL that is asked for with `lictor catalog upgrade`. `upgraded=False` opens it as it is.

    Raises:
        CatalogError: it cannot be opened, or its schema is not the one this program knows.
    """
    store = Store(connecting.parse(url, root))
    if not upgraded:
        return store
    found = version(store)
    if found == VERSION:
        return store
    if found is not None and found > VERSION:
        raise newer(store, found)
    if store.dialect == "sqlite":
        from governance.catalog.upgrading import upgrade

        upgrade(store)
        return store
    what = "holds no catalog yet" if found is None else f"is at version {found} of its schema"
    raise CatalogError(
        f"the catalog's store ({store.place}) {what}, and this lictor needs {VERSION}\n"
        "run: lictor catalog upgrade (or --sql to see what it would do)"
    )


def newer(store: Store, found: str) -> CatalogError:
    """What to say of a store that a newer program has made."""
    return CatalogError(
        f"the catalog's store ({store.place}) is at version {found} of its schema, and this "
        f"lictor knows only {VERSION}\nupdate lictor: pip install --upgrade lictor"
    )


def version(store: Store) -> str | None:
    """The version of the store's schema; None where there is none yet.

    Raises:
        CatalogError: the store cannot be read, or is something else than a catalog.
    """
    with store.reading() as connection:
        if store.dialect == "sqlite":
            names = set(connection.scalars(text("SELECT name FROM sqlite_master")))
            if not names:
                return None
            if not {"alembic_version", "contents"} <= names:
                raise CatalogError(
                    f"{store.place} is a database of something else; name another file"
                )
        else:
            encoding = connection.scalar(text("SHOW server_encoding"))
            if encoding != "UTF8":
                raise CatalogError(
                    f"the database of the catalog's store ({store.place}) is encoded in "
                    f"{encoding}; it must be UTF8"
                )
            known = "SELECT to_regclass('governance.alembic_version') IS NOT NULL"
            if not connection.scalar(text(known)):
                return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


_SQLITE = (
    ("locked", f"another process has been writing for {BUSY_SECONDS} s; try again"),
    ("full", "the disk is full"),
    ("readonly", "it cannot be written: the file or its folder is read-only"),
    ("not a database", "the file is no SQLite database"),
    ("malformed", "the file is damaged; bring back a backup (docs/catalog.md)"),
    ("unable to open", "the file cannot be opened"),
    ("disk i/o", "the disk failed"),
    ("append-only", "history is only ever added to"),
    ("foreign key", "its tables do not fit together"),
)

_CONNECTING = (
    ("password", "the server refuses the user or the password"),
    ("no pg_hba.conf entry", "the server does not let this user in from here"),
    ("refused", "nobody answers there; is the server running?"),
    ("no such file", "nobody answers there; is the server running?"),
    ("resolve host", "its host name is not known"),
    ("translate host name", "its host name is not known"),
    ("timeout", f"the server did not answer within {connecting.CONNECT_SECONDS} s"),
    ("certificate", "the server's certificate cannot be verified"),
    ("ssl", "the server and this program do not agree on TLS"),
    ("does not exist", "there is no such database or user"),
    ("too many", "the server has no connection left"),
    ("invalid", "its url has something that PostgreSQL does not know"),
)


def _why(error: DBAPIError) -> str:
    cause = error.orig
    said = str(cause).lower()
    if isinstance(cause, sqlite3.Error):
        return _first(_SQLITE, said, "SQLite failed")
    state = getattr(cause, "sqlstate", None)
    if state is None:
        lost = "the connection was lost; nothing was changed by what was under way"
        return lost if error.connection_invalidated else _first(_CONNECTING, said, lost)
    return _STATES.get(state) or f"the server reports SQLSTATE {state}"


_STATES = {
    "28P01": "the server refuses the user or the password",
    "3D000": "there is no such database",
    "42501": "permission denied; lictor catalog roles prints what each role needs",
    "53100": "the server's disk is full",
    "55P03": f"another process has been writing for {BUSY_SECONDS} s; try again",
    "57014": f"a statement took longer than {connecting.STATEMENT_SECONDS} s",
    "57P01": "the server ended the connection",
    "25006": "the server is read-only; is it a standby?",
}


def _first(sentences: tuple[tuple[str, str], ...], said: str, otherwise: str) -> str:
    return next((sentence for part, sentence in sentences if part in said), otherwise)
