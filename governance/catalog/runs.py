"""Scans: one begins, keeps what it has of each table as it goes, and ends, or dies and is found so.

A scan is a row of `scans`. On PostgreSQL whoever scans a source holds an advisory lock for as long
as its connection lives, so that the server knows when it has died. On SQLite its process is looked
for: on the same machine by its number and start, otherwise by when it last gave a sign of life.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from getpass import getuser
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from governance import __version__
from governance.catalog import bulk
from governance.catalog import schema as s
from governance.catalog.opening import Store
from governance.catalog.text import meant, stored
from governance.errors import CatalogError
from governance.model.names import TableRef

WAIT_SECONDS = 5.0
"""How long a scan waits for another one of the same source."""

SILENT = timedelta(minutes=15)
"""After how long without a sign of life a scan on another machine counts as dead."""


class Run(Struct, frozen=True, weakref=True):
    """A scan that is under way. `holder` keeps the advisory lock on PostgreSQL, else None."""

    id: int
    source: str
    by: str
    holder: Connection | None = None


class Kept(Struct, frozen=True):
    """What an unfinished scan made of a table, as JSON; `digest`: of which, and how it looked."""

    digest: str
    result: str


class Busy(CatalogError):  # noqa: N818 - reads as what it is
    """Somebody else scans the source."""


def start(store: Store, source: str, *, by: str | None = None, wait: float = WAIT_SECONDS) -> Run:
    """Begin a scan of a source. `by` is who asked for it; the system's user if left out.

    An earlier scan that died is marked as lost; what it had kept is still there.

    Raises:
        Busy: another scan of the source is under way after `wait` seconds.
        CatalogError: the store cannot be written.
    """
    by = by or _user()
    until = time.monotonic() + wait
    while True:
        holder = _hold(store, source)
        try:
            with store.writing() as connection:
                other = _other(connection, source, known_dead=holder is not None)
                if other is None and (holder is not None or store.dialect == "sqlite"):
                    return Run(_begin(connection, source, by), source, by, holder)
        except BaseException:
            _let_go(holder)
            raise
        _let_go(holder)
        if time.monotonic() >= until:
            raise Busy(_busy(source, other))
        time.sleep(0.2)


def keep(store: Store, run: Run, results: Mapping[TableRef, Kept]) -> None:
    """Keep what the scan has made of some tables, for the next one if this one is killed.

    It is also a sign of life; without results it is that alone.

    Raises:
        CatalogError: the scan is no longer under way, or the store cannot be written.
    """
    with store.writing() as connection:
        still(connection, run)
        connection.execute(
            update(s.scans).where(s.scans.c.id == run.id).values(heartbeat=datetime.now(UTC))
        )
        keys = [(stored(ref.source), stored(ref.schema), stored(ref.table)) for ref in results]
        bulk.delete_keys(connection, s.progress, ("source_name", "schema_name", "table_name"), keys)
        bulk.insert(
            connection,
            s.progress,
            [
                (*key, kept.digest, stored(kept.result))
                for key, kept in zip(keys, results.values(), strict=True)
            ],
        )


def progress(store: Store, source: str) -> dict[TableRef, Kept]:
    """What unfinished scans of a source have kept. A result counts only for the same digest.

    Raises:
        CatalogError: the store cannot be read.
    """
    with store.reading() as connection:
        rows = connection.execute(
            select(s.progress).where(s.progress.c.source_name == stored(source))
        )
        return {
            TableRef(meant(row[0]), meant(row[1]), meant(row[2])): Kept(row[3], meant(row[4]))
            for row in rows
        }


def fail(store: Store, run: Run, why: str) -> None:
    """End a scan that could not be finished; `why` is a sentence without values.

    Raises:
        CatalogError: the store cannot be written.
    """
    with store.writing() as connection:
        now = datetime.now(UTC)
        connection.execute(
            update(s.scans)
            .where(s.scans.c.id == run.id, s.scans.c.state == "running")
            .values(state="failed", ended=now, heartbeat=now, failure=stored(why))
        )
    release(run)


def release(run: Run) -> None:
    """Let go of what holds the source for this scan."""
    _let_go(run.holder)


def still(connection: Connection, run: Run) -> None:
    """See that a scan is still under way.

    Raises:
        CatalogError: it has ended, or another one took it for dead.
    """
    state = connection.scalar(select(s.scans.c.state).where(s.scans.c.id == run.id))
    if state != "running":
        raise CatalogError(
            f'scan {run.id} of source "{run.source}" is {state or "not known"} and keeps nothing '
            "any more; another scan has begun since"
        )


def _begin(connection: Connection, source: str, by: str) -> int:
    number = (connection.scalar(select(func.max(s.scans.c.id))) or 0) + 1
    now = datetime.now(UTC)
    process = os.getpid()
    connection.execute(
        insert(s.scans).values(
            id=number,
            source_name=stored(source),
            state="running",
            started_by=stored(by),
            program=__version__,
            started=now,
            heartbeat=now,
            machine=_machine(),
            process=process,
            process_started=_process_started(process) or "",
            **dict.fromkeys(("tables", "columns", "new", "changed", "dropped", "problems"), 0),
        )
    )
    return number


class _Other(Struct, frozen=True):
    id: int
    by: str
    since: datetime
    process: int


def _other(connection: Connection, source: str, *, known_dead: bool) -> _Other | None:
    """Who else scans the source; those that died are marked so."""
    c = s.scans.c
    rows = connection.execute(
        select(c.id, c.started_by, c.started, c.process, c.machine, c.process_started, c.heartbeat)
        .where(c.source_name == stored(source), c.state == "running")
        .order_by(c.id)
    ).all()
    sqlite = connection.dialect.name == "sqlite"
    for row in rows:
        alive = _alive(row.machine, row.process, row.process_started, row.heartbeat)
        if (sqlite and alive) or not (sqlite or known_dead):
            return _Other(row.id, row.started_by, row.started, row.process)
        connection.execute(
            update(s.scans)
            .where(c.id == row.id)
            .values(state="lost", ended=row.heartbeat, failure="its process is gone")
        )
    return None


def _busy(source: str, other: _Other | None) -> str:
    if other is None:
        return f'source "{source}" is being scanned by somebody else; try again when that is done'
    return (
        f'source "{source}" is being scanned: scan {other.id} by {meant(other.by)}, process '
        f"{other.process}, since {other.since:%Y-%m-%d %H:%M:%S} UTC; try again when that is done"
    )


def _alive(machine: str, process: int, started: str, heartbeat: datetime) -> bool:
    if machine != _machine():
        return datetime.now(UTC) - heartbeat < SILENT
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it is somebody else's, and there
    return _process_started(process) in (started, None)


@cache
def _machine() -> str:
    """This machine since its last start, and within it this container, as one short text."""
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with suppress(OSError):
        parts.append(str(os.stat("/proc/self/ns/pid").st_ino))  # noqa: PTH116 - follows a link
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _process_started(process: int) -> str | None:
    """When a process began, in ticks since the machine did; None where nobody tells (proc(5))."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _lock(source: str) -> int:
    """The number of a source's advisory lock."""
    return int.from_bytes(sha256(stored(source).encode()).digest()[:8], "big", signed=True)


def _hold(store: Store, source: str) -> Connection | None:
    """The connection that holds the source on PostgreSQL; None where somebody else does."""
    if store.dialect == "sqlite":
        return None
    with store.clear():
        connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(select(func.pg_try_advisory_lock(_lock(source)))):
            return connection
        connection.close()
        return None


def _let_go(holder: Connection | None) -> None:
    if holder is not None:
        with suppress(DBAPIError, PoolTimeout):
            holder.close()
