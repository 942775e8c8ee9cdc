"""Whether everything in a store fits together.

What must hold of every store at every moment, whatever was killed while it wrote: documents are
what their digest says; history leads without a gap to what is stored now; the rows are those of
the documents; nothing refers to what is not there; no source is scanned twice at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, select, text

from governance.catalog import schema as s
from governance.catalog.aspects import KINDS, decode, digest
from governance.catalog.loading import bodies_of
from governance.catalog.opening import Store
from governance.catalog.rows import TABLE_COLUMNS, rows_of, table_row
from governance.catalog.text import meant
from governance.model.catalog import Table
from governance.model.names import TableRef

BATCH = 500


def check(store: Store) -> tuple[str, ...]:
    """What does not fit, in sentences; empty for a store that is as it should be.

    Raises:
        CatalogError: the store cannot be read.
    """
    with store.reading() as connection:
        return tuple(
            fault
            for part in (_database, _contents, _history, _rows, _scans)
            for fault in part(connection)
        )


def _database(connection: Connection) -> Iterator[str]:
    """PostgreSQL sees to its foreign keys and pages itself."""
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"a row of {row[0]} refers to one of {row[2]} that is not there"
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield "SQLite finds the file damaged (PRAGMA integrity_check)"
            return


def _contents(connection: Connection) -> Iterator[str]:
    for name, body in connection.execute(select(s.contents.c.digest, s.contents.c.body)):
        if digest(body) != name:
            yield f"document {name[:12]} is not what its digest says"


def _history(connection: Connection) -> Iterator[str]:
    """Each change begins where the last one ended, and the last ones are what is stored."""
    h = s.history.c
    state: dict[tuple[Any, ...], str | None] = {}
    rows = connection.execute(
        select(
            h.id, h.source_name, h.schema_name, h.table_name, h.aspect, h.before, h.after
        ).order_by(h.id)
    )
    for number, *parts, before, after in rows:
        key = tuple(parts)
        if state.get(key) != before:
            yield f"history entry {number} does not begin where the one before it ended"
        if before == after:
            yield f"history entry {number} changes nothing"
        state[key] = after
    told = {key: after for key, after in state.items() if after is not None}
    now = dict(_now(connection))
    for key in told.keys() | now.keys():
        if key[-1] != "waivers" and told.get(key) != now.get(key):
            name = ".".join(str(part) for part in key[:-1] if part)
            yield f"history and the store differ in the {key[-1]} of {meant(name)}"


def _now(connection: Connection) -> Iterator[tuple[tuple[Any, ...], str]]:
    t, c = s.tables.c, s.sources.c
    rows = connection.execute(
        select(
            c.source_name,
            t.schema_name,
            t.table_name,
            *(t[f"{aspect}_digest"] for aspect in s.ASPECTS),
        ).join_from(s.tables, s.sources)
    )
    for source, schema, table, *names in rows:
        for aspect, name in zip(s.ASPECTS, names, strict=True):
            if name is not None:
                yield (source, schema, table, aspect), name
    rows = connection.execute(select(c.source_name, *(c[f"{a}_digest"] for a in s.OF_SOURCE)))
    for source, *names in rows:
        for aspect, name in zip(s.OF_SOURCE, names, strict=True):
            if name is not None:
                yield (source, None, None, aspect), name


def _rows(connection: Connection) -> Iterator[str]:
    """The rows of each table are those of its documents, no more and no fewer."""
    t = s.tables.c
    query = (
        select(
            t.id,
            s.sources.c.source_name,
            t.schema_name,
            t.table_name,
            *(t[f"{aspect}_digest"] for aspect in s.ASPECTS),
            *(t[name] for name in TABLE_COLUMNS),
        )
        .join_from(s.tables, s.sources)
        .order_by(t.id)
    )
    listed = connection.execute(query).all()
    for start in range(0, len(listed), BATCH):
        batch = listed[start : start + BATCH]
        bodies = bodies_of(connection, {name for row in batch for name in row[4:8] if name})
        there = _there(connection, batch[0][0], batch[-1][0])
        for number, source, schema, table, *rest in batch:
            ref = TableRef(meant(source), meant(schema), meant(table))
            wanted: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
            structure: Table | None = None
            for aspect, name in zip(s.ASPECTS, rest[:4], strict=True):
                document = _document(bodies, aspect, name)
                if name is not None and document is None:
                    yield f"{ref} has no readable document of its {aspect}"
                elif document is not None:
                    structure = document if isinstance(document, Table) else structure
                    for place, row in rows_of(number, document):
                        wanted[place].append(row)
            if tuple(rest[4:]) != table_row(structure):
                yield f"the row of {ref} is not what its structure says"
            for place in {*wanted, *there.get(number, {})}:
                if sorted(wanted[place]) != sorted(there.get(number, {}).get(place, ())):
                    yield f"the {place} of {ref} are not those of its documents"


def _document(bodies: Mapping[str, str], aspect: str, name: str | None) -> Struct | None:
    if name is None or name not in bodies:
        return None
    try:
        return decode(bodies[name], KINDS[aspect])
    except msgspec.DecodeError:
        return None


def _there(
    connection: Connection, first: int, last: int
) -> Mapping[int, Mapping[str, list[tuple[Any, ...]]]]:
    """The rows of tables by table of the catalog and table of the store."""
    found: dict[int, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for tables in s.CHILDREN.values():
        for table in tables:
            number = table.c.table_id
            query = select(table).where(number.between(first, last))
            for row in connection.execute(query.order_by(number, table.c.position)):
                found[row[0]][table.name].append(tuple(row))
    return found


def _scans(connection: Connection) -> Iterator[str]:
    c = s.scans.c
    running = (
        select(c.source_name)
        .where(c.state == "running")
        .group_by(c.source_name)
        .having(func.count() > 1)
    )
    for name in connection.scalars(running):
        yield f"two scans of {meant(name)} are under way at once"
