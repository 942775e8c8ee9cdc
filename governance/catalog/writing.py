"""Rows of the store, as a comparison says: written in bulk, nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, select, update

from governance.catalog import bulk
from governance.catalog import schema as s
from governance.catalog.aspects import KINDS, Documents, decode
from governance.catalog.comparing import Change, Comparison, Found, Known
from governance.catalog.rows import TABLE_COLUMNS, rows_of, table_row
from governance.catalog.text import stored
from governance.model.catalog import Table
from governance.model.names import TableRef


class State(Struct, frozen=True):
    """What is stored: the number of each source, and what is known of each table."""

    sources: dict[str, int]
    tables: Mapping[TableRef, Known]


def number_sources(connection: Connection, state: State, names: Iterable[str]) -> None:
    """Give a number to each source that has none yet."""
    last = max(state.sources.values(), default=0)
    for name in dict.fromkeys(names):
        if name not in state.sources:
            last += 1
            state.sources[name] = last
            row = {"id": last, "source_name": stored(name)}
            connection.execute(insert(s.sources).values(row))


def write_contents(connection: Connection, bodies: Mapping[str, str]) -> None:
    """Keep the documents that are not there yet."""
    query = "SELECT digest FROM contents WHERE digest"
    there = {row[0] for row in bulk.select_in(connection, query, list(bodies))}
    new = ((name, body) for name, body in bodies.items() if name not in there)
    bulk.insert(connection, s.contents, new)


def write_source(
    connection: Connection, number: int, changes: Sequence[Change], documents: Documents
) -> None:
    """The rows of a source as a whole."""
    for change in changes:
        table = s.metadata.tables[change.aspect]
        connection.execute(delete(table).where(table.c.source_id == number))
        text = documents.get(change.aspect)
        if text is not None:
            rows = rows_of(number, decode(text, KINDS[change.aspect]))
            bulk.insert(connection, table, (row for _, row in rows))
        connection.execute(
            update(s.sources)
            .where(s.sources.c.id == number)
            .values({f"{change.aspect}_digest": change.after})
        )


def write_tables(
    connection: Connection, state: State, there: Found, compared: Comparison
) -> dict[TableRef, int]:
    """Rows of tables and of all that belongs to them; the numbers of all that are left."""
    bulk.delete(connection, s.tables, "id", [state.tables[ref].id for ref in compared.dropped])
    last = connection.scalar(select(func.max(s.tables.c.id))) or 0
    gone = frozenset(compared.dropped)
    numbers = {ref: known.id for ref, known in state.tables.items() if ref not in gone}
    numbers |= {ref: number for number, ref in enumerate(compared.new, last + 1)}
    bulk.insert(
        connection,
        s.tables,
        (
            (
                numbers[ref],
                state.sources[ref.source],
                stored(ref.schema),
                stored(ref.table),
                *table_row(_structure(there, ref)),
                *there.digests[ref],
            )
            for ref in compared.new
        ),
        (
            *("id", "source_id", "schema_name", "table_name"),
            *TABLE_COLUMNS,
            *(f"{aspect}_digest" for aspect in s.ASPECTS),
        ),
    )
    by_aspect: dict[str, list[tuple[TableRef, Change]]] = defaultdict(list)
    for change in compared.changes:
        if change.ref is not None and change.ref not in gone:
            by_aspect[change.aspect].append((change.ref, change))
    for aspect, changes in by_aspect.items():
        _old(connection, state, there, aspect, changes)
        _new(connection, numbers, there, aspect, changes)
    return numbers


def _old(
    connection: Connection,
    state: State,
    there: Found,
    aspect: str,
    changes: Sequence[tuple[TableRef, Change]],
) -> None:
    """Tables that were there: the rows of what they said go, and they get the new digest."""
    old = [(ref, c, state.tables[ref].id) for ref, c in changes if ref in state.tables]
    gone = [number for _, change, number in old if change.before is not None]
    for table in s.CHILDREN[aspect]:
        bulk.delete(connection, table, "table_id", gone)
    columns: tuple[str, ...] = (f"{aspect}_digest",)
    rows: Iterable[Any] = ((change.after, number) for _, change, number in old)
    if aspect == "structure":
        columns = (*TABLE_COLUMNS, *columns)
        rows = ((*table_row(_structure(there, r)), c.after, number) for r, c, number in old)
    bulk.update(connection, s.tables, "id", columns, rows)


def _new(
    connection: Connection,
    numbers: Mapping[TableRef, int],
    there: Found,
    aspect: str,
    changes: Sequence[tuple[TableRef, Change]],
) -> None:
    by_table: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for ref, change in changes:
        if change.after is not None:
            document = decode(there.documents[ref][aspect], KINDS[aspect])
            for name, row in rows_of(numbers[ref], document):
                by_table[name].append(row)
    for name, listed in by_table.items():
        bulk.insert(connection, s.metadata.tables[name], listed)


def _structure(there: Found, ref: TableRef) -> Table | None:
    text = there.documents[ref].get("structure")
    return None if text is None else decode(text, Table)


def write_history(
    connection: Connection,
    changes: Iterable[Change],
    *,
    at: datetime,
    by: str,
    scan: int,
    source: str,
) -> None:
    """One row for each change."""
    last = connection.scalar(select(func.max(s.history.c.id))) or 0
    bulk.insert(
        connection,
        s.history,
        (
            (
                number,
                at,
                stored(by),
                scan,
                stored(source if change.ref is None else change.ref.source),
                None if change.ref is None else stored(change.ref.schema),
                None if change.ref is None else stored(change.ref.table),
                change.aspect,
                change.before,
                change.after,
            )
            for number, change in enumerate(changes, last + 1)
        ),
    )
