"""A SQLite file, opened so that reading it changes nothing.

Sources: https://www.sqlite.org/uri.html, https://www.sqlite.org/wal.html (section 5, read-only
databases), https://www.sqlite.org/security.html (untrusted database files).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from governance.errors import ExtractError
from governance.model.location import Location
from governance.model.names import printable

BUSY_SECONDS = 5.0

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What a statement may raise: a message that quotes a damaged file need not be UTF-8."""

_WAL_VERSION = 2  # bytes 18 and 19 of the file's header, https://www.sqlite.org/fileformat.html

_SENTENCES = {
    "SQLITE_NOTADB": "is not a SQLite database, or is an encrypted one",
    "SQLITE_CORRUPT": "is a damaged SQLite database; try PRAGMA integrity_check on it",
    "SQLITE_BUSY": "is locked by a program that writes to it; try again when that is done",
    "SQLITE_CANTOPEN": "cannot be opened; is it readable, and its folder too?",
    "SQLITE_READONLY": "was left by a crash and must be opened for writing once, to recover it",
    "SQLITE_INTERRUPT": "takes too long to read",
    "SQLITE_PERM": "may not be read",
    "SQLITE_IOERR": "cannot be read from the disk",
    "SQLITE_NOMEM": "needs more memory than there is",
    "SQLITE_FULL": "needs more disk than there is",
}


def connect(file: Path, *, location: Location | None = None) -> sqlite3.Connection:
    """Open a database file for reading only; nothing is created beside it.

    A database in WAL mode without a write-ahead log is opened as immutable: SQLite would otherwise
    create the log and its index next to it, or fail in a folder that is not writable.

    Raises:
        ExtractError: there is no such file, or it is no database.
    """
    if not file.is_file():
        raise ExtractError(f"there is no file {printable(str(file))}", location=location)
    connection: sqlite3.Connection | None = None
    try:
        query = "mode=ro&immutable=1" if _rests_in_wal_mode(file) else "mode=ro"
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?{query}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except FAILURES as error:
        if connection is not None:
            connection.close()
        raise failure(file, error, location) from None
    except OSError as error:
        raise ExtractError(
            f"{printable(str(file))} cannot be read: {error.strerror}", location=location
        ) from None
    return connection


def failure(file: Path, error: Exception, location: Location | None = None) -> ExtractError:
    """What SQLite says, in words that hold nothing of the file's content."""
    return ExtractError(f"{printable(str(file))} {reason(error)}", location=location)


def reason(error: Exception) -> str:
    """Why a statement failed, by SQLite's result code; its own message may quote the file."""
    code: str = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
    for name, sentence in _SENTENCES.items():
        if code.startswith(name):
            return sentence
    return f"cannot be read ({code})"


def _rests_in_wal_mode(file: Path) -> bool:
    with file.open("rb") as opened:
        header = opened.read(20)
    if len(header) < 20 or header[18] != _WAL_VERSION:
        return False
    log = file.with_name(file.name + "-wal")
    return not log.exists() or log.stat().st_size == 0
