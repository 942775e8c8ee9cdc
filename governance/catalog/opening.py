"""Open the store: find it, see that its tables are those of this program, hand out transactions."""

from __future__ import annotations

import sqlite3
import sys
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
from governance.tree import Repository

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
            lost = error.connection_invalidated
            raise CatalogError(f"{self._told}: {_why(error.orig, lost=lost)}") from None
        except SQLAlchemyError as error:
            raise CatalogError(f"{self._told} failed ({type(error).__name__})") from None
        except Exception as error:
            if not _of_driver(error):
                raise
            raise CatalogError(f"{self._told}: {_why(error, lost=False)}") from None

    @property
    def _told(self) -> str:
        return f"the catalog's store ({self.place})"


def open_store(url: str | None, root: Path, *, upgraded: bool = True) -> Store:
    """The store at `url`; None is SQLite's file `.lictor/catalog.db` under `root`.

    A file of SQLite is made where there is none, and brought to this program's schema; on
    PostgreSQL that is asked for with `lictor catalog upgrade`. `upgraded=False` opens it as it is.

    Raises:
        CatalogError: it cannot be opened, or its schema is not the one this program knows.
    """
    parsed = connecting.parse(url, root)
    _written_by_us(parsed, root)
    store = Store(parsed)
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


def _written_by_us(url: URL, root: Path) -> None:
    """A file that comes with the repository says what whoever wrote the change wants believed."""
    if url.get_backend_name() != "sqlite":
        return
    try:
        inside = Path(str(url.database)).absolute().relative_to(root.absolute())
    except ValueError:
        return
    if not (root / inside.parts[0]).exists() and not (root / inside.parts[0]).is_symlink():
        return
    ways = {"/".join(inside.parts[:n]).lower() for n in range(1, len(inside.parts) + 1)}
    if ways & {entry.lower() for entry in Repository(root).tracked(inside.parts[0])}:
        raise CatalogError(
            f"the catalog's store ({inside}) is in git, so that a change could say what it holds\n"
            f"take it out: git rm --cached {inside}"
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


_OTHER_TABLES = (
    "its tables are not those that this lictor makes; did one that was never released make it? "
    "fill a new store, or bring back a backup (docs/catalog.md)"
)

_SQLITE = (
    ("no such table", _OTHER_TABLES),
    ("no such column", _OTHER_TABLES),
    ("locked", f"another process has been writing for {BUSY_SECONDS} s; try again"),
    ("full", "the disk is full"),
    ("readonly", "it cannot be written: the file or its folder is read-only"),
    ("not a database", "the file is no SQLite database"),
    ("malformed", "the file is damaged; bring back a backup (docs/catalog.md)"),
    ("unable to open", "the file cannot be opened"),
    ("disk i/o", "the disk failed"),
    ("append-only", "history is only ever added to"),
    ("foreign key", "its tables would not fit together"),
    ("unique", "something would be there twice"),
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


def _of_driver(error: Exception) -> bool:
    """Whether it comes from a driver itself, as of bulk writing."""
    psycopg = sys.modules.get("psycopg")
    return isinstance(error, sqlite3.Error) or (
        psycopg is not None and isinstance(error, psycopg.Error)
    )


def _why(cause: BaseException | None, *, lost: bool) -> str:
    said = str(cause).lower()
    if isinstance(cause, sqlite3.Error):
        return _first(_SQLITE, said, "SQLite failed")
    state = getattr(cause, "sqlstate", None)
    if state is None:
        words = "the connection was lost; nothing was changed by what was under way"
        return words if lost else _first(_CONNECTING, said, words)
    return _STATES.get(state) or f"the server reports SQLSTATE {state}"


_STATES = {
    "28P01": "the server refuses the user or the password",
    "0A000": "history is only ever added to",
    "23503": "its tables would not fit together",
    "23505": "something would be there twice",
    "3D000": "there is no such database",
    "42501": "permission denied; lictor catalog roles prints what each role needs",
    "42703": _OTHER_TABLES,
    "42P01": _OTHER_TABLES,
    "53100": "the server's disk is full",
    "55P03": f"another process has been writing for {BUSY_SECONDS} s; try again",
    "57014": f"a statement took longer than {connecting.STATEMENT_SECONDS} s",
    "57P01": "the server ended the connection",
    "25006": "the server is read-only; is it a standby?",
}


def _first(sentences: tuple[tuple[str, str], ...], said: str, otherwise: str) -> str:
    return next((sentence for part, sentence in sentences if part in said), otherwise)
