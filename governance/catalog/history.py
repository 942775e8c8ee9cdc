"""What changed, by whom, from which scan; and the scans themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Row, select

from governance.catalog import schema as s
from governance.catalog.loading import bodies_of
from governance.catalog.opening import Store
from governance.catalog.text import meant, stored
from governance.drift.records import drift_of
from governance.model.drift import Drift
from governance.model.names import TableRef, split


class Scan(Struct, frozen=True):
    """One scan of a source. `state` is running, published, failed, or lost: its process died.

    `tables` and `columns` are those of the source then, `new`, `changed` and `dropped` the tables
    that differ from before, `problems` what could not be understood. `failure` says why it failed.
    """

    id: int
    source: str
    state: str
    by: str
    program: str
    started: datetime
    ended: datetime | None
    failure: str | None
    tables: int
    columns: int
    new: int
    changed: int
    dropped: int
    problems: int


class Entry(Struct, frozen=True):
    """One aspect of one table that changed; `table` is None for what is of a source as a whole.

    `before` and `after` are documents (JSON, see `governance.catalog.aspects`); None says that
    there was, or is, nothing. `scan` is None for what no scan changed.
    """

    id: int
    at: datetime
    by: str
    scan: int | None
    source: str
    table: TableRef | None
    aspect: str
    before: str | None
    after: str | None


def history(store: Store, table: TableRef) -> tuple[Entry, ...]:
    """All that was ever different about a table, the oldest first.

    Raises:
        CatalogError: the store cannot be read.
    """
    h = s.history.c
    with store.reading() as connection:
        rows = connection.execute(
            select(s.history)
            .where(
                h.source_name == stored(table.source),
                h.schema_name == stored(table.schema),
                h.table_name == stored(table.table),
            )
            .order_by(h.id)
        ).all()
        names = {name for row in rows for name in (row.before, row.after) if name is not None}
        bodies = bodies_of(connection, names)
    return tuple(
        Entry(
            row.id,
            row.at,
            meant(row.changed_by),
            row.scan_id,
            meant(row.source_name),
            table,
            row.aspect,
            bodies.get(row.before),
            bodies.get(row.after),
        )
        for row in rows
    )


def named(store: Store, name: str) -> tuple[tuple[TableRef, str | None], ...]:
    """The tables, dropped ones too, that a written name may mean, and the column if it names one.

    Raises:
        CatalogError: the store cannot be read.
        ValueError: `name` is not a name.
    """
    source, parts = split(name)
    h = s.history.c
    query = (
        select(h.source_name, h.schema_name, h.table_name)
        .distinct()
        .where(h.table_name.in_([stored(part) for part in parts[-2:]]))
        .order_by(h.source_name, h.schema_name, h.table_name)
    )
    with store.reading() as connection:
        refs = [TableRef(*map(meant, row)) for row in connection.execute(query)]
    found: list[tuple[TableRef, str | None]] = []
    for ref in refs:
        if source not in ("", ref.source):
            continue
        path = (*(ref.schema.split(".") if ref.schema else ()), ref.table)
        if parts == path[-len(parts) :]:
            found.append((ref, None))
        elif len(parts) > 1 and parts[:-1] == path[-(len(parts) - 1) :]:
            found.append((ref, parts[-1]))
    return tuple(found)


def scans(store: Store, source: str | None = None, *, last: int = 100) -> tuple[Scan, ...]:
    """The scans, of one source or of all, the newest first.

    Raises:
        CatalogError: the store cannot be read.
    """
    query = select(s.scans).order_by(s.scans.c.id.desc()).limit(last)
    if source is not None:
        query = query.where(s.scans.c.source_name == stored(source))
    with store.reading() as connection:
        return tuple(_scan(row) for row in connection.execute(query))


def was_scanned(store: Store, source: str) -> bool:
    """Whether a scan of the source was ever published.

    Raises:
        CatalogError: the store cannot be read.
    """
    c = s.scans.c
    query = select(c.id).where(c.source_name == stored(source), c.state == "published").limit(1)
    with store.reading() as connection:
        return connection.scalar(query) is not None


def _scan(row: Row[tuple[object, ...]]) -> Scan:
    return Scan(
        row.id,
        meant(row.source_name),
        row.state,
        meant(row.started_by),
        row.program,
        row.started,
        row.ended,
        None if row.failure is None else meant(row.failure),
        row.tables,
        row.columns,
        row.new,
        row.changed,
        row.dropped,
        row.problems,
    )


def drift(store: Store, scan: int) -> Sequence[Drift]:
    """What a scan found to be different, in the order it was told.

    Raises:
        CatalogError: the store cannot be read.
    """
    c = s.drift.c
    query = select(c.record).where(c.scan_id == scan).order_by(c.position)
    with store.reading() as connection:
        return tuple(drift_of(json.loads(told)) for told in connection.scalars(query))
