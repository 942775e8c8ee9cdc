"""Make the store equal to what a scan found of one source, in one transaction.

Everything is compared by digest; only what is new, changed or gone is written, in bulk, and for
each of it one row of history. Publishing the same again writes nothing but the end of the scan.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, select, update

from governance.catalog import bulk, measured, writing
from governance.catalog import schema as s
from governance.catalog.aspects import Documents, digest, documents_of, documents_of_source
from governance.catalog.comparing import Change, Comparison, Found, Known, compare, found
from governance.catalog.differences import without_places
from governance.catalog.opening import Store
from governance.catalog.runs import Run, release, still
from governance.catalog.text import meant, stored, stored_or_none
from governance.drift.records import record
from governance.errors import CatalogError
from governance.model.catalog import Catalog, Statistics
from governance.model.drift import Drift
from governance.model.names import TableRef

MAX_NAME = 2_500
"""Bytes of schema and table together; an entry of PostgreSQL's index holds no more."""


class Published(Struct, frozen=True):
    """What a scan changed in the store.

    `changed` has the aspects in which a table differs from before (structure, access, lineage,
    verdict), tables of other sources whose verdict followed included. `moved` are tables of which
    only places in files differ. `source_changed` are the aspects of the source itself (roles,
    exposures).
    """

    scan: int
    new: tuple[TableRef, ...] = ()
    changed: Mapping[TableRef, tuple[str, ...]] = {}
    dropped: tuple[TableRef, ...] = ()
    moved: tuple[TableRef, ...] = ()
    source_changed: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether the store now says anything else than before."""
        return bool(self.new or self.changed or self.dropped or self.moved or self.source_changed)


def publish(
    store: Store,
    run: Run,
    catalog: Catalog,
    *,
    seen: int | None = None,
    drift: Sequence[Drift] = (),
    problems: int = 0,
) -> Published:
    """Make the store equal to `catalog` in all that is of the run's source, and end the run.

    Tables of that source that the catalog has not got are dropped. Of tables of other sources that
    it has, only the verdict is brought up to date: what people declared and what data is classified
    as can follow from a change here. Those that have changed since the row `seen` of history are
    left alone: another scan was there, and the catalog does not know what it found. Names of no
    source at all (queries speak of them) are kept as long as somebody mentions them. `problems`
    counts what could not be understood.

    Raises:
        CatalogError: nothing was changed: the run has ended, or the store cannot be written.
    """
    of_source = documents_of_source(catalog, run.source)
    # what a catalog has of other sources' tables may be nothing, which is a verdict, too
    there = found({table.ref: {} for table in catalog.tables} | documents_of(catalog))
    _check_names(ref for ref in there.documents if ref.source in (run.source, ""))
    with store.writing() as connection:
        still(connection, run)
        state = _state(connection, {run.source, "", *(ref.source for ref in there.documents)})
        later = () if seen is None else _changed_since(connection, seen, run.source)
        known = {ref: each for ref, each in state.tables.items() if ref not in later}
        compared = compare(run.source, there, known, _mentioned(connection, run.source))
        of_source_changed = _compare_source(connection, run.source, of_source, there)
        moved = _moved(connection, compared, there)
        numbers = {ref: known.id for ref, known in state.tables.items()}
        if compared.changes or of_source_changed:
            names = (run.source, *(ref.source for ref in compared.new))
            writing.number_sources(connection, state, names)
            writing.write_contents(connection, _needed(there, compared, of_source_changed))
            number = state.sources[run.source]
            writing.write_source(connection, number, of_source_changed, of_source)
            numbers = writing.write_tables(connection, state, there, compared)
            writing.write_history(
                connection,
                (*of_source_changed, *compared.changes),
                at=datetime.now(UTC),
                by=run.by,
                scan=run.id,
                source=run.source,
            )
        _statistics(connection, numbers, catalog, run.source)
        measured.write(connection, numbers, catalog.reidentification, run.source)
        published = _published(run.id, compared, of_source_changed, moved, state.tables)
        _finish(connection, run, catalog, published, problems)
        _keep_drift(connection, run.id, drift)
    release(run)
    return published


def _published(
    scan: int,
    compared: Comparison,
    of_source: Sequence[Change],
    moved: Collection[Change],
    known: Mapping[TableRef, Known],
) -> Published:
    whole = {*compared.new, *compared.dropped}
    changed: dict[TableRef, tuple[str, ...]] = {}
    elsewhere: set[TableRef] = set()
    for change in compared.changes:
        if change.ref is None or change.ref in whole:
            continue
        if change in moved:
            elsewhere.add(change.ref)
        else:
            changed[change.ref] = (*changed.get(change.ref, ()), change.aspect)
    made = {change.ref for change in compared.changes if change.aspect == "structure"}
    return Published(
        scan,
        new=tuple(sorted(ref for ref in compared.new if ref in made)),
        changed=dict(sorted(changed.items())),
        dropped=tuple(sorted(ref for ref in compared.dropped if known[ref].digests[0])),
        moved=tuple(sorted(elsewhere - changed.keys())),
        source_changed=tuple(change.aspect for change in of_source),
    )


def _state(connection: Connection, names: Collection[str]) -> writing.State:
    """The sources, and the stored tables of those that are named."""
    c, t = s.sources.c, s.tables.c
    sources = {meant(name): n for name, n in connection.execute(select(c.source_name, c.id))}
    rows = connection.execute(
        select(
            c.source_name,
            t.schema_name,
            t.table_name,
            t.id,
            *(t[f"{aspect}_digest"] for aspect in s.ASPECTS),
        )
        .join_from(s.tables, s.sources)
        .where(c.source_name.in_([stored(name) for name in names]))
    )
    tables = {
        TableRef(meant(row[0]), meant(row[1]), meant(row[2])): Known(row[3], tuple(row[4:]))
        for row in rows
    }
    return writing.State(sources, tables)


def _changed_since(connection: Connection, seen: int, source: str) -> frozenset[TableRef]:
    """Tables of other sources with a row of history after `seen`."""
    h = s.history.c
    rows = connection.execute(
        select(h.source_name, h.schema_name, h.table_name)
        .distinct()
        .where(
            h.id > seen,
            h.table_name.is_not(None),
            h.source_name.not_in([stored(source), ""]),
        )
    )
    return frozenset(TableRef(*map(meant, row)) for row in rows)


def _mentioned(connection: Connection, source: str) -> frozenset[TableRef]:
    """Names of no source that edges into tables of other sources come from."""
    e = s.edges.c
    rows = connection.execute(
        select(e.upstream_schema, e.upstream_table)
        .distinct()
        .join_from(s.edges, s.tables, s.tables.c.id == e.table_id)
        .join(s.sources, s.sources.c.id == s.tables.c.source_id)
        .where(e.upstream_source == "", s.sources.c.source_name != stored(source))
    )
    return frozenset(TableRef("", meant(schema), meant(table)) for schema, table in rows)


def _compare_source(
    connection: Connection, source: str, documents: Documents, there: Found
) -> list[Change]:
    c = s.sources.c
    query = select(*(c[f"{aspect}_digest"] for aspect in s.OF_SOURCE))
    row = connection.execute(query.where(c.source_name == stored(source))).one_or_none()
    changes = []
    for aspect, before in zip(s.OF_SOURCE, row or (None,) * len(s.OF_SOURCE), strict=True):
        text = documents.get(aspect)
        after = None if text is None else digest(text)
        if text is not None and after is not None:
            there.bodies[after] = text
        if before != after:
            changes.append(Change(None, aspect, before, after))
    return changes


def _needed(there: Found, compared: Comparison, of_source: Iterable[Change]) -> dict[str, str]:
    """The texts that history will refer to."""
    return {
        change.after: there.bodies[change.after]
        for change in (*compared.changes, *of_source)
        if change.after is not None
    }


def _moved(connection: Connection, compared: Comparison, there: Found) -> frozenset[Change]:
    """The changes that are only about where something stands in a file."""
    whole = {*compared.new, *compared.dropped}
    pairs = [
        (change, change.before, change.after)
        for change in compared.changes
        if change.ref not in whole and change.before is not None and change.after is not None
    ]
    query = "SELECT digest, body FROM contents WHERE digest"
    names = list({before for _, before, _ in pairs})
    bodies = {row[0]: row[1] for row in bulk.select_in(connection, query, names)}
    return frozenset(
        change
        for change, before, after in pairs
        if without_places(change.aspect, bodies[before])
        == without_places(change.aspect, there.bodies[after])
    )


def _check_names(refs: Iterable[TableRef]) -> None:
    for ref in refs:
        if len(ref.schema) + len(ref.table) > MAX_NAME // 5:  # bytes are asked of few names
            size = len((stored(ref.schema) + stored(ref.table)).encode())
            if size > MAX_NAME:
                raise CatalogError(
                    f'source "{ref.source}" has a table whose name is {size} bytes long '
                    f"({ref.table[:40]}…); the store keeps names of {MAX_NAME}"
                )


def _statistics(
    connection: Connection, numbers: Mapping[TableRef, int], catalog: Catalog, source: str
) -> None:
    """Estimates of the source's tables, without history: they change all the time."""
    wanted = {
        numbers[ref]: each
        for ref, each in catalog.statistics.items()
        if ref.source == source and ref in numbers
    }
    c = s.statistics.c
    rows = connection.execute(
        select(c.table_id, c.row_estimate, c.size_bytes, c.analysed)
        .join_from(s.statistics, s.tables, s.tables.c.id == c.table_id)
        .join(s.sources, s.sources.c.id == s.tables.c.source_id)
        .where(s.sources.c.source_name == stored(source))
    )
    there = {row[0]: Statistics(*row[1:]) for row in rows}
    different = {n: each for n, each in wanted.items() if there.get(n) != each}
    old = [n for n in there if n in different or n not in wanted]
    bulk.delete(connection, s.statistics, "table_id", old)
    bulk.insert(
        connection,
        s.statistics,
        ((n, each.rows, each.bytes, each.analysed) for n, each in different.items()),
    )


def _finish(
    connection: Connection, run: Run, catalog: Catalog, published: Published, problems: int
) -> None:
    now = datetime.now(UTC)
    own = [table for table in catalog.tables if table.ref.source == run.source]
    c = s.progress.c
    connection.execute(delete(s.progress).where(c.source_name == stored(run.source)))
    connection.execute(
        update(s.scans)
        .where(s.scans.c.id == run.id)
        .values(
            state="published",
            ended=now,
            heartbeat=now,
            tables=len(own),
            columns=sum(len(table.columns) for table in own),
            new=len(published.new),
            changed=len(published.changed),
            dropped=len(published.dropped),
            problems=problems,
        )
    )


def _keep_drift(connection: Connection, scan: int, drift: Iterable[Drift]) -> None:
    bulk.insert(
        connection,
        s.drift,
        (
            (
                scan,
                number,
                each.kind,
                stored(str(each.subject)),
                stored_or_none(each.before),
                stored_or_none(each.after),
                json.dumps(record(each)),
            )
            for number, each in enumerate(drift)
        ),
    )
