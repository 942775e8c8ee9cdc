"""Make the store equal to what a scan found of one source, in one transaction.

Everything is compared by digest; only what is new, changed or gone is written, in bulk, and for
each of it one row of history. Publishing the same again writes nothing but the end of the scan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, select, update

from governance.catalog import bulk
from governance.catalog import schema as s
from governance.catalog.aspects import (
    KINDS,
    Documents,
    decode,
    digest,
    documents_of,
    documents_of_source,
)
from governance.catalog.opening import Store
from governance.catalog.rows import TABLE_COLUMNS, rows_of, table_row
from governance.catalog.runs import Run, release, still
from governance.catalog.text import meant, stored, stored_or_none
from governance.errors import CatalogError
from governance.model.catalog import Catalog, Statistics, Table
from governance.model.names import TableRef

MAX_NAME = 2_500
"""Bytes of schema and table together; an entry of PostgreSQL's index holds no more."""

Digests: TypeAlias = tuple[str | None, ...]
"""The digest of each of `ASPECTS`, None where there is nothing to say."""


class Drift(Struct, frozen=True):
    """Something a scan found to be different; `kind` and the words are the caller's.

    `subject` is a name as printed, `before` and `after` tell what was and what is, without values.
    """

    kind: str
    subject: str
    before: str | None = None
    after: str | None = None


class Published(Struct, frozen=True):
    """What a scan changed in the store.

    `changed` has the aspects in which a table differs from before (structure, access, lineage,
    verdict), tables of other sources whose verdict followed included. `moved` are tables of which
    only places in files differ.
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


class _Change(Struct, frozen=True):
    """One aspect of one table, or of the source where `ref` is None."""

    ref: TableRef | None
    aspect: str
    before: str | None
    after: str | None


class _Known(Struct, frozen=True):
    id: int
    digests: Digests


def publish(
    store: Store,
    run: Run,
    catalog: Catalog,
    *,
    drift: Sequence[Drift] = (),
    problems: int = 0,
) -> Published:
    """Make the store equal to `catalog` in all that is of the run's source, and end the run.

    Tables of that source that the catalog has not got are dropped. Of tables of other sources that
    it has, only the verdict is brought up to date: what people declared and what data is classified
    as can follow from a change here. Names of no source at all (queries speak of them) are kept as
    long as somebody mentions them. `problems` counts what could not be understood.

    Raises:
        CatalogError: nothing was changed: the run has ended, or the store cannot be written.
    """
    documents = documents_of(catalog)
    of_source = documents_of_source(catalog, run.source)
    _check_names(documents)
    with store.writing() as connection:
        still(connection, run)
        writer = _Writer(connection, run, documents)
        published = writer.write(of_source)
        _statistics(connection, writer.numbers, catalog, run.source)
        _finish(connection, run, catalog, published, problems)
        bulk.insert(
            connection,
            s.drift,
            (
                (
                    run.id,
                    number,
                    each.kind,
                    stored(each.subject),
                    stored_or_none(each.before),
                    stored_or_none(each.after),
                )
                for number, each in enumerate(drift)
            ),
        )
    release(run)
    return published


class _Writer:
    """One publication, from what is stored to what was found."""

    def __init__(
        self, connection: Connection, run: Run, documents: Mapping[TableRef, Documents]
    ) -> None:
        self._connection = connection
        self._run = run
        self._now = datetime.now(UTC)
        self._documents = documents
        self._bodies: dict[str, str] = {}
        self.numbers: dict[TableRef, int] = {}

    def write(self, of_source: Documents) -> Published:
        """Write all that differs."""
        sources = dict(self._pairs(select(s.sources.c.source_name, s.sources.c.id)))
        known = self._known()
        found = {ref: self._digests(ref) for ref in self._documents if self._whole(ref)}
        mentioned = self._mentioned() if any(not ref.source for ref in known) else frozenset()
        new = [ref for ref in found if ref not in known]
        dropped = [
            ref
            for ref in known
            if self._whole(ref) and ref not in found and (ref.source or ref not in mentioned)
        ]
        changes = [
            *self._new(new, found),
            *self._gone(dropped, known),
            *self._changed(known, found),
        ]
        source_changes = self._source(sources, of_source)
        self._number_sources(sources, new)
        if changes or source_changes:
            self._contents()
            self._source_rows(sources, source_changes, of_source)
            moved = self._moved(changes, {*new, *dropped})
            self._tables(sources, known, new, dropped, changes)
            self._history([*source_changes, *changes])
        else:
            moved = set()
        self.numbers |= {ref: known[ref].id for ref in known if ref not in set(dropped)}
        changed: dict[TableRef, tuple[str, ...]] = {}
        only_moved: dict[TableRef, None] = {}
        for change in changes:
            if change.ref is None or (change.ref in found and change.ref not in known):
                continue
            if change.ref in known and change.ref not in dropped:
                if change in moved:
                    only_moved[change.ref] = None
                else:
                    changed[change.ref] = (*changed.get(change.ref, ()), change.aspect)
        made = {ref for ref in new if "structure" in self._documents[ref]}
        return Published(
            self._run.id,
            tuple(sorted(made)),
            dict(sorted(changed.items())),
            tuple(sorted(ref for ref in dropped if known[ref].digests[0] is not None)),
            tuple(sorted(ref for ref in only_moved if ref not in changed)),
            tuple(change.aspect for change in source_changes),
        )

    def _whole(self, ref: TableRef) -> bool:
        """Whether this publication says all there is to say of a table."""
        return ref.source in (self._run.source, "")

    def _pairs(self, query: Any) -> Iterator[tuple[str, int]]:
        for name, number in self._connection.execute(query):
            yield meant(name), number

    def _known(self) -> dict[TableRef, _Known]:
        """The stored tables: those of the source, and those that the catalog has of others."""
        names = {self._run.source, "", *(ref.source for ref in self._documents)}
        t = s.tables.c
        rows = self._connection.execute(
            select(
                s.sources.c.source_name,
                t.schema_name,
                t.table_name,
                t.id,
                *(t[f"{aspect}_digest"] for aspect in s.ASPECTS),
            )
            .join_from(s.tables, s.sources)
            .where(s.sources.c.source_name.in_([stored(name) for name in names]))
        )
        return {
            TableRef(meant(row[0]), meant(row[1]), meant(row[2])): _Known(row[3], tuple(row[4:]))
            for row in rows
        }

    def _mentioned(self) -> frozenset[TableRef]:
        """Names of no source that stored edges come from."""
        e = s.edges.c
        rows = self._connection.execute(
            select(e.upstream_schema, e.upstream_table)
            .distinct()
            .join_from(s.edges, s.tables, s.tables.c.id == e.table_id)
            .join(s.sources, s.sources.c.id == s.tables.c.source_id)
            .where(e.upstream_source == "", s.sources.c.source_name != stored(self._run.source))
        )
        return frozenset(TableRef("", meant(schema), meant(table)) for schema, table in rows)

    def _digests(self, ref: TableRef) -> Digests:
        documents = self._documents[ref]
        return tuple(self._digest(documents.get(aspect)) for aspect in s.ASPECTS)

    def _digest(self, text: str | None) -> str | None:
        if text is None:
            return None
        name = digest(text)
        self._bodies[name] = text
        return name

    def _new(self, new: Iterable[TableRef], found: Mapping[TableRef, Digests]) -> Iterator[_Change]:
        for ref in new:
            for aspect, after in zip(s.ASPECTS, found[ref], strict=True):
                if after is not None:
                    yield _Change(ref, aspect, None, after)

    def _gone(
        self, dropped: Iterable[TableRef], known: Mapping[TableRef, _Known]
    ) -> Iterator[_Change]:
        for ref in dropped:
            for aspect, before in zip(s.ASPECTS, known[ref].digests, strict=True):
                if before is not None:
                    yield _Change(ref, aspect, before, None)

    def _changed(
        self, known: Mapping[TableRef, _Known], found: Mapping[TableRef, Digests]
    ) -> Iterator[_Change]:
        for ref, was in known.items():
            if ref in found:
                for aspect, before, after in zip(s.ASPECTS, was.digests, found[ref], strict=True):
                    if before != after:
                        yield _Change(ref, aspect, before, after)
            elif not self._whole(ref) and ref in self._documents:
                after = self._digest(self._documents[ref].get("verdict"))
                if was.digests[-1] != after:
                    yield _Change(ref, "verdict", was.digests[-1], after)

    def _source(self, sources: Mapping[str, int], documents: Documents) -> list[_Change]:
        c = s.sources.c
        stored_digests: Sequence[str | None] = (None,) * len(s.OF_SOURCE)
        if self._run.source in sources:
            row = self._connection.execute(
                select(*(c[f"{aspect}_digest"] for aspect in s.OF_SOURCE)).where(
                    c.id == sources[self._run.source]
                )
            ).one()
            stored_digests = tuple(row)
        return [
            _Change(None, aspect, before, after)
            for aspect, before in zip(s.OF_SOURCE, stored_digests, strict=True)
            if before != (after := self._digest(documents.get(aspect)))
        ]

    def _number_sources(self, sources: dict[str, int], new: Iterable[TableRef]) -> None:
        """Give a number to each source that has none yet."""
        last = max(sources.values(), default=0)
        for name in dict.fromkeys((self._run.source, *(ref.source for ref in new))):
            if name not in sources:
                last += 1
                sources[name] = last
                self._connection.execute(
                    insert(s.sources).values(id=last, source_name=stored(name))
                )

    def _contents(self) -> None:
        """Keep the documents that are not there yet."""
        query = "SELECT digest FROM contents WHERE digest"
        there = {row[0] for row in bulk.select_in(self._connection, query, list(self._bodies))}
        bulk.insert(
            self._connection,
            s.contents,
            ((name, body) for name, body in self._bodies.items() if name not in there),
        )

    def _source_rows(
        self, sources: Mapping[str, int], changes: Sequence[_Change], documents: Documents
    ) -> None:
        number = sources[self._run.source]
        for change in changes:
            table = s.metadata.tables[change.aspect]
            self._connection.execute(delete(table).where(table.c.source_id == number))
            text = documents.get(change.aspect)
            if text is not None:
                rows = rows_of(number, decode(text, KINDS[change.aspect]))
                bulk.insert(self._connection, table, (row for _, row in rows))
            self._connection.execute(
                update(s.sources)
                .where(s.sources.c.id == number)
                .values({f"{change.aspect}_digest": change.after})
            )

    def _tables(
        self,
        sources: Mapping[str, int],
        known: Mapping[TableRef, _Known],
        new: Sequence[TableRef],
        dropped: Sequence[TableRef],
        changes: Sequence[_Change],
    ) -> None:
        """Rows of tables and of what belongs to them."""
        connection = self._connection
        bulk.delete(connection, s.tables, "id", [known[ref].id for ref in dropped])
        last = connection.scalar(select(func.max(s.tables.c.id))) or 0
        for number, ref in enumerate(new, last + 1):
            self.numbers[ref] = number
        bulk.insert(
            connection,
            s.tables,
            (self._table(sources[ref.source], ref) for ref in new),
            (
                *("id", "source_id", "schema_name", "table_name"),
                *TABLE_COLUMNS,
                *(f"{aspect}_digest" for aspect in s.ASPECTS),
            ),
        )
        gone = frozenset(dropped)
        by_aspect: dict[str, list[_Change]] = defaultdict(list)
        for change in changes:
            if change.ref is not None and change.ref not in gone:
                by_aspect[change.aspect].append(change)
        for aspect, listed in by_aspect.items():
            self._aspect(aspect, listed, known)

    def _table(self, source: int, ref: TableRef) -> Sequence[Any]:
        return (
            self.numbers[ref],
            source,
            stored(ref.schema),
            stored(ref.table),
            *table_row(self._structure(ref)),
            *self._digests(ref),
        )

    def _structure(self, ref: TableRef) -> Table | None:
        text = self._documents[ref].get("structure")
        return None if text is None else decode(text, Table)

    def _aspect(
        self, aspect: str, changes: Sequence[_Change], known: Mapping[TableRef, _Known]
    ) -> None:
        """One aspect of all tables in which it is new or changed."""
        old = [
            (change, known[change.ref].id)
            for change in changes
            if change.ref is not None and change.ref in known
        ]
        for table in s.CHILDREN[aspect]:
            bulk.delete(
                self._connection,
                table,
                "table_id",
                [number for change, number in old if change.before is not None],
            )
        if aspect == "structure":
            columns: tuple[str, ...] = (*TABLE_COLUMNS, "structure_digest")
            rows = (
                (*table_row(self._structure(change.ref)), change.after, number)
                for change, number in old
                if change.ref is not None
            )
            bulk.update(self._connection, s.tables, "id", columns, rows)
        else:
            digests = ((change.after, number) for change, number in old)
            bulk.update(self._connection, s.tables, "id", [f"{aspect}_digest"], digests)
        by_table: dict[str, list[Sequence[Any]]] = defaultdict(list)
        for change in changes:
            ref = change.ref
            if ref is None or change.after is None:
                continue
            number = known[ref].id if ref in known else self.numbers[ref]
            document = decode(self._documents[ref][aspect], KINDS[aspect])
            for name, row in rows_of(number, document):
                by_table[name].append(row)
        for name, listed in by_table.items():
            bulk.insert(self._connection, s.metadata.tables[name], listed)

    def _moved(self, changes: Sequence[_Change], whole: set[TableRef]) -> set[_Change]:
        """The changes that are only about where something stands in a file."""
        listed = [
            change
            for change in changes
            if change.ref not in whole and change.before is not None and change.after is not None
        ]
        query = "SELECT digest, body FROM contents WHERE digest"
        names = list({change.before for change in listed if change.before is not None})
        before = {row[0]: row[1] for row in bulk.select_in(self._connection, query, names)}
        return {
            change
            for change in listed
            if without_places(change.aspect, before[change.before or ""])
            == without_places(change.aspect, self._bodies[change.after or ""])
        }

    def _history(self, changes: Sequence[_Change]) -> None:
        last = self._connection.scalar(select(func.max(s.history.c.id))) or 0
        by, source = stored(self._run.by), stored(self._run.source)
        bulk.insert(
            self._connection,
            s.history,
            (
                (
                    number,
                    self._now,
                    by,
                    self._run.id,
                    source if change.ref is None else stored(change.ref.source),
                    None if change.ref is None else stored(change.ref.schema),
                    None if change.ref is None else stored(change.ref.table),
                    change.aspect,
                    change.before,
                    change.after,
                )
                for number, change in enumerate(changes, last + 1)
            ),
        )


_PLACES = frozenset({"location", "place"})


def without_places(aspect: str, text: str) -> object:
    """What a document says, wherever it stands in a file."""
    return _placeless(msgspec.to_builtins(decode(text, KINDS[aspect])))


def _placeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _placeless(each) for key, each in value.items() if key not in _PLACES}
    if isinstance(value, list | tuple):
        return [_placeless(each) for each in value]
    return value


def _check_names(documents: Iterable[TableRef]) -> None:
    for ref in documents:
        if len(ref.schema) + len(ref.table) > MAX_NAME // 4:
            size = len(stored(ref.schema).encode()) + len(stored(ref.table).encode())
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
    own = {number for ref, number in numbers.items() if ref.source == source}
    c = s.statistics.c
    rows = connection.execute(
        select(c.table_id, c.row_estimate, c.size_bytes, c.analysed)
        .join_from(s.statistics, s.tables, s.tables.c.id == c.table_id)
        .join(s.sources, s.sources.c.id == s.tables.c.source_id)
        .where(s.sources.c.source_name == stored(source))
    )
    there = {row[0]: Statistics(*row[1:]) for row in rows}
    different = {n: each for n, each in wanted.items() if there.get(n) != each}
    bulk.delete(
        connection,
        s.statistics,
        "table_id",
        [n for n in there if n in different or (n in own and n not in wanted)],
    )
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
    connection.execute(delete(s.progress).where(s.progress.c.source_name == stored(run.source)))
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
