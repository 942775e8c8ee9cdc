"""From the url of a store to connections that are set up as a durable store deserves.

Sources: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous,
https://docs.sqlalchemy.org/en/20/dialects/sqlite.html (transactions),
https://www.postgresql.org/docs/current/runtime-config-client.html.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from governance.cache import ignored
from governance.catalog import FILE
from governance.catalog.schema import SCHEMA
from governance.errors import CatalogError

BUSY_SECONDS = 30
"""How long one waits for another who writes."""

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 600
IMMEDIATE = "lictor_immediate"
"""The execution option of a transaction that will write."""

_POSTGRES = ("postgresql", "postgres")


def parse(url: str | None, root: Path) -> URL:
    """The url with the driver we use; None is the default file under `root`.

    Raises:
        CatalogError: it is no url, or of a database that is no store.
    """
    if url is None:
        return URL.create("sqlite", database=str(root / FILE))
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        raise CatalogError(
            "the url of the catalog's store is none: write postgresql://user@host/database "
            "or sqlite:///path/to/catalog.db"
        ) from None
    backend = made.drivername.split("+")[0]
    if backend in _POSTGRES:
        return _without_secrets(made.set(drivername="postgresql+psycopg"))
    if backend == "sqlite":
        if made.database in (None, "", ":memory:") or str(made.database).startswith("file:"):
            raise CatalogError("the catalog's store is a file: write sqlite:///path/to/catalog.db")
        return made.set(drivername="sqlite", database=str(root / str(made.database)), query={})
    raise CatalogError("the catalog's store is kept in SQLite or PostgreSQL and nothing else")


def _without_secrets(url: URL) -> URL:
    """Parameters are shown where a url is shown; a password is not, in its own place."""
    if "sslpassword" in url.query:
        raise CatalogError(
            "the url of the catalog's store holds an sslpassword, which would be shown; put it "
            "into a service file (PGSERVICEFILE)"
        )
    password = url.query.get("password")
    if password is None:
        return url
    first = password if isinstance(password, str) else password[0]
    return url.difference_update_query(["password"]).set(password=first)


def engine(url: URL) -> Engine:
    """An engine whose transactions are those of this module."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgres(url)


def _sqlite(url: URL) -> Engine:
    file = Path(str(url.database))
    _make(file)
    made = create_engine(
        url,
        poolclass=NullPool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(made, "connect")
    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says so
        connection.execute("PRAGMA foreign_keys = ON")
        # FULL: what was committed survives a power failure, too
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA cache_size = -65536")

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return made


def _make(file: Path) -> None:
    """The file and its folder, before SQLite makes it: nobody else may read what it holds."""
    try:
        if file.parent.name == ".lictor":
            ignored(file.parent)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CatalogError(
            f"the catalog's store cannot be made: {error.strerror or 'no such place'}; "
            "name another with catalog: in lictor.yml or GOVERNANCE_DB_URL"
        ) from None


def _postgres(url: URL) -> Engine:
    query = dict(url.query)
    query.setdefault("application_name", "lictor")
    query.setdefault("connect_timeout", str(CONNECT_SECONDS))
    made = create_engine(
        url.set(query=query), poolclass=NullPool, hide_parameters=True, client_encoding="utf8"
    )

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        # of this transaction alone: a pooler may give the session to somebody else afterwards
        connection.exec_driver_sql(
            f"SET LOCAL search_path = {SCHEMA}, pg_temp; "
            f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'; "
            f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'; "
            f"SET LOCAL idle_in_transaction_session_timeout = '{STATEMENT_SECONDS}s'"
        )

    return made


def place(url: URL) -> str:
    """Where a store is, for people: no password, no user and no parameter."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"postgresql://{url.host or 'local'}/{url.database or ''}"
