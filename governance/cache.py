"""Work that need not be done twice, kept under the hash of what it was done on.

Entries are text (JSON), never pickles: a cache restored in CI may have been written by a branch
nobody has reviewed, and reading it must not run anything.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from weakref import finalize


def key(*parts: str | bytes) -> str:
    """A key for work that depends on `parts` and on nothing else."""
    digest = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


class Cache(Protocol):
    """Keys to texts. Losing an entry costs time, never a result."""

    def get(self, keys: Iterable[str]) -> Mapping[str, str]:
        """The entries there are."""

    def put(self, entries: Mapping[str, str]) -> None:
        """Keep entries."""


def ignored(folder: Path) -> None:
    """Make a folder for what need not be kept, which git leaves alone.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # a link there would lead elsewhere, and a new file is never written through one
    with suppress(FileExistsError), (folder / ".gitignore").open("x") as ignore:
        ignore.write("*\n")


class NoCache:
    """Keeps nothing."""

    def get(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Nothing is there."""
        return {}

    def put(self, entries: Mapping[str, str]) -> None:
        """Nothing is kept."""


class FileCache:
    """One SQLite file. Whatever is wrong with it, the work is done without it.

    The oldest entries beyond 200,000 are dropped: some ten thousand models and migrations need as
    many. The file is opened once, and closed with the last use of this object: closing writes to
    the disk.
    """

    _KEPT = 200_000

    def __init__(self, file: Path) -> None:
        self.file = file
        self._opened: sqlite3.Connection | None = None
        self._close: Callable[[], object] = lambda: None

    def get(self, keys: Iterable[str]) -> Mapping[str, str]:
        """The entries there are; none when the file cannot be read."""
        wanted = list(keys)
        found: dict[str, str] = {}
        try:
            database = self._database()
            for start in range(0, len(wanted), 500):
                chunk = wanted[start : start + 500]
                marks = ",".join("?" * len(chunk))
                found |= dict(
                    database.execute(
                        f"SELECT key, value FROM entry WHERE key IN ({marks})",  # noqa: S608
                        chunk,
                    )
                )
        except (sqlite3.Error, OSError):
            self._give_up()
            return {}
        return found

    def put(self, entries: Mapping[str, str]) -> None:
        """Keep entries, in one transaction; a file that cannot be written is left alone."""
        if not entries:
            return
        try:
            with self._database() as database:
                database.executemany(
                    "INSERT OR REPLACE INTO entry (key, value) VALUES (?, ?)", entries.items()
                )
                database.execute(
                    "DELETE FROM entry WHERE rowid <= (SELECT max(rowid) FROM entry) - ?",
                    (self._KEPT,),
                )
        except (sqlite3.Error, OSError):
            self._give_up()

    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            ignored(self.file.parent)
            # readings are shared out to threads with deep stacks, one at a time
            database = sqlite3.connect(self.file, timeout=5, check_same_thread=False)
            self._close = finalize(self, database.close)
            _write_ahead(database)
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT)")
            self._opened = database
        return self._opened

    def _give_up(self) -> None:
        self._close()
        self._opened = None


def _write_ahead(database: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side; the first who opens a file sets it up.

    For that moment nobody else may have the file open, and SQLite does not wait for it.
    """
    for pause in (0.01, 0.05, 0.2, 0.5):
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            time.sleep(pause)
        else:
            return
    database.execute("PRAGMA journal_mode = WAL")
