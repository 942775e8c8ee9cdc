"""The catalog from the store: as it is now, or as it was at any time or scan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, and_, func, select, tuple_

from governance.catalog import bulk, measured
from governance.catalog import schema as s
from governance.catalog.aspects import KINDS, catalog_of, decode
from governance.catalog.opening import Store
from governance.catalog.text import meant, stored
from governance.errors import CatalogError
from governance.model.catalog import Catalog, Statistics
from governance.model.names import TableRef
from governance.model.risk import Reidentification


class TableDigests(Struct, frozen=True):
    """What tells one state of a table from another; None where there is nothing to say."""

    structure: str | None
    access: str | None
    lineage: str | None
    verdict: str | None


def load(
    store: Store,
    sources: Collection[str] | None = None,
    *,
    tables: Collection[TableRef] | None = None,
    at: int | datetime | None = None,
) -> Catalog:
    """The stored catalog, its origin "stored"; of these sources or tables alone, if given.

    `at` is a scan's number (the catalog as that scan left it) or a time; None is now. Estimates
    (`statistics`) and what rows said (`reidentification`) have no history and come only with what
    is stored now. With `tables`, names that
    nobody has heard of are left out, and so are roles and exposures. Tables come in the order of
    their names.

    Raises:
        CatalogError: the store cannot be read, or `at` names a scan that it does not know.
    """
    with store.reading() as connection:
        if at is None:
            digests, whole = _now(connection, sources, tables)
        else:
            digests, whole = _then(connection, sources, tables, _bound(connection, at))
        if tables is not None:
            whole = {}
        names = {
            name for aspects in (*digests.values(), *whole.values()) for name in aspects.values()
        }
        documents = _documents(connection, digests, whole, names)
        statistics = {} if at is not None else _statistics(connection, sources, tables)
        told = {} if at is not None else _reidentification(connection, sources, tables)
    return catalog_of(
        ((ref, documents[ref]) for ref in sorted(digests)),
        (documents[name] for name in sorted(whole)),
        statistics,
        told,
    )


def digests(store: Store, source: str) -> dict[TableRef, TableDigests]:
    """The digests of a source's tables as stored now.

    Raises:
        CatalogError: the store cannot be read.
    """
    with store.reading() as connection:
        found, _ = _now(connection, [source], None)
    return {
        ref: TableDigests(*(aspects.get(aspect) for aspect in s.ASPECTS))
        for ref, aspects in found.items()
    }


def tables(store: Store) -> tuple[TableRef, ...]:
    """The names of all tables that are stored, in their order.

    Raises:
        CatalogError: the store cannot be read.
    """
    t = s.tables.c
    query = (
        select(s.sources.c.source_name, t.schema_name, t.table_name)
        .join_from(s.tables, s.sources)
        .where(t.structure_digest.is_not(None))
    )
    with store.reading() as connection:
        return tuple(sorted(TableRef(*map(meant, row)) for row in connection.execute(query)))


def state(store: Store) -> str:
    """Tells one state of the store from another: anything that changes in it changes this.

    Raises:
        CatalogError: the store cannot be read.
    """
    return f"{store.place} {newest(store)}"


def newest(store: Store) -> int:
    """The number of the last row of history, 0 where there is none.

    Raises:
        CatalogError: the store cannot be read.
    """
    with store.reading() as connection:
        return connection.scalar(select(func.max(s.history.c.id))) or 0


_Digests = dict[TableRef, dict[str, str]]
_OfSources = dict[str, dict[str, str]]


def _now(
    connection: Connection,
    sources: Collection[str] | None,
    tables: Collection[TableRef] | None,
) -> tuple[_Digests, _OfSources]:
    t = s.tables.c
    query = select(
        s.sources.c.source_name,
        t.schema_name,
        t.table_name,
        *(t[f"{aspect}_digest"] for aspect in s.ASPECTS),
    ).join_from(s.tables, s.sources)
    found: _Digests = {}
    for row in _chosen(connection, query, sources, tables):
        ref = TableRef(meant(row[0]), meant(row[1]), meant(row[2]))
        found[ref] = _present(s.ASPECTS, row[3:])
    c = s.sources.c
    rows = connection.execute(select(c.source_name, *(c[f"{a}_digest"] for a in s.OF_SOURCE)))
    whole = {meant(row[0]): _present(s.OF_SOURCE, row[1:]) for row in rows}
    return found, {name: each for name, each in whole.items() if sources is None or name in sources}


def _present(aspects: Iterable[str], names: Iterable[str | None]) -> dict[str, str]:
    return {a: name for a, name in zip(aspects, names, strict=True) if name is not None}


def _chosen(
    connection: Connection,
    query: Any,
    sources: Collection[str] | None,
    tables: Collection[TableRef] | None,
) -> Iterator[Any]:
    t, name = s.tables.c, s.sources.c.source_name
    if sources is not None:
        query = query.where(name.in_([stored(source) for source in sources]))
    if tables is None:
        yield from connection.execute(query)
        return
    listed = [(stored(ref.source), stored(ref.schema), stored(ref.table)) for ref in tables]
    for start in range(0, len(listed), 300):
        part = tuple_(name, t.schema_name, t.table_name).in_(listed[start : start + 300])
        yield from connection.execute(query.where(part))


def _bound(connection: Connection, at: int | datetime) -> int:
    """The number of the last row of history that counts."""
    h = s.history.c
    if isinstance(at, datetime):
        return connection.scalar(select(func.max(h.id)).where(h.at <= at)) or 0
    state = connection.scalar(select(s.scans.c.state).where(s.scans.c.id == at))
    if state is None:
        raise CatalogError(f"the catalog knows no scan {at}; lictor catalog history lists them")
    ended = select(s.scans.c.ended).where(s.scans.c.id == at).scalar_subquery()
    own = select(func.max(h.id)).where(h.scan_id == at)
    before = select(func.max(h.id)).where(h.at <= ended)
    return connection.scalar(own) or connection.scalar(before) or 0


def _then(
    connection: Connection,
    sources: Collection[str] | None,
    tables: Collection[TableRef] | None,
    bound: int,
) -> tuple[_Digests, _OfSources]:
    """The same from history: the last row up to `bound` of each aspect of each table."""
    h = s.history.c
    last = (
        select(func.max(h.id).label("id"))
        .where(h.id <= bound)
        .group_by(h.source_name, h.schema_name, h.table_name, h.aspect)
        .subquery()
    )
    query = (
        select(h.source_name, h.schema_name, h.table_name, h.aspect, h.after)
        .join_from(s.history, last, last.c.id == h.id)
        .where(and_(h.after.is_not(None), h.aspect.in_([*s.ASPECTS, *s.OF_SOURCE])))
    )
    if sources is not None:
        query = query.where(h.source_name.in_([stored(source) for source in sources]))
    wanted = None if tables is None else frozenset(tables)
    found: _Digests = {}
    whole: _OfSources = {}
    for source, schema, table, aspect, after in connection.execute(query):
        if table is None:
            whole.setdefault(meant(source), {})[aspect] = after
            continue
        ref = TableRef(meant(source), meant(schema), meant(table))
        if wanted is None or ref in wanted:
            found.setdefault(ref, {})[aspect] = after
    order = {aspect: number for number, aspect in enumerate(s.ASPECTS)}
    ordered = {
        ref: dict(sorted(a.items(), key=lambda each: order[each[0]])) for ref, a in found.items()
    }
    return ordered, whole


def _documents(
    connection: Connection, digests: _Digests, whole: _OfSources, names: Collection[str]
) -> Mapping[TableRef | str, dict[str, Struct]]:
    bodies = bodies_of(connection, names)
    try:
        return {
            key: {aspect: decode(bodies[name], KINDS[aspect]) for aspect, name in aspects.items()}
            for part in (digests, whole)
            for key, aspects in part.items()
        }
    except (KeyError, msgspec.DecodeError):
        raise CatalogError(
            "the catalog's store is damaged: a document of it is missing or cannot be read; "
            "bring back a backup (docs/catalog.md)"
        ) from None


def bodies_of(connection: Connection, names: Collection[str]) -> Mapping[str, str]:
    """The texts of documents."""
    query = "SELECT digest, body FROM contents WHERE digest"
    return {row[0]: row[1] for row in bulk.select_in(connection, query, names)}


def _statistics(
    connection: Connection,
    sources: Collection[str] | None,
    tables: Collection[TableRef] | None,
) -> dict[TableRef, Statistics]:
    t, c = s.tables.c, s.statistics.c
    query = (
        select(
            s.sources.c.source_name,
            t.schema_name,
            t.table_name,
            c.row_estimate,
            c.size_bytes,
            c.analysed,
        )
        .join_from(s.statistics, s.tables, t.id == c.table_id)
        .join(s.sources, s.sources.c.id == t.source_id)
    )
    return {
        TableRef(meant(row[0]), meant(row[1]), meant(row[2])): Statistics(*row[3:])
        for row in _chosen(connection, query, sources, tables)
    }


def _reidentification(
    connection: Connection,
    sources: Collection[str] | None,
    tables: Collection[TableRef] | None,
) -> dict[TableRef, Reidentification]:
    t, c = s.tables.c, s.reidentification.c
    query = (
        select(s.sources.c.source_name, t.schema_name, t.table_name, c.record)
        .join_from(s.reidentification, s.tables, t.id == c.table_id)
        .join(s.sources, s.sources.c.id == t.source_id)
    )
    return measured.read(
        (TableRef(*map(meant, row[:3])), row[3])
        for row in _chosen(connection, query, sources, tables)
    )
