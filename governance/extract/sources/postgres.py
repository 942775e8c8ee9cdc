"""`kind: postgres`: the tables and views of a PostgreSQL database, 13 to 18, without their data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC
from fnmatch import fnmatchcase

import psycopg
from msgspec import Struct

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import pg_access, pg_catalog, pg_tables
from governance.extract.live.pg_connection import reached
from governance.extract.live.pg_reading import (
    Asked,
    Row,
    ask,
    ask_if_allowed,
    ask_of_each,
    ask_types,
)
from governance.extract.live.postgres import session
from governance.extract.live.views import generated_edges, view_edges
from governance.extract.sampling import Reader
from governance.model.catalog import Statistics, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge, Effect
from governance.model.names import ColumnRef, TableRef, printable
from governance.settings import Source
from governance.sql.dialect import dialect
from governance.sql.parse import not_collecting
from governance.tree import Tree

LIVE = True

_VIEWS = ("v", "m")
_GONE = "it was dropped or changed meanwhile"


class _Read(Struct, frozen=True):
    """What a server says, as rows; None for what this user may not ask."""

    unmatched: tuple[str, ...]
    described: pg_tables.Described
    left_out: Mapping[str, int]
    not_read: Mapping[int, str]
    grants: list[Row]
    future_grants: list[Row] | None
    roles: list[Row] | None
    memberships: list[Row] | None
    policies: list[Row]
    masks: list[Row] | None
    statistics: Asked
    version: int


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the system catalogs of one database, all in one read-only transaction.

    Schemas are those that match a glob of `source.schemas`, or all but PostgreSQL's own. A glob
    that matches no schema, and a database without tables, are problems: nothing was looked at. A
    partition is a table of its own (it can be read past its parent), fed by its parent's columns.
    Tables and views that belong to an extension are left out, which is a notice. `cache` keeps what
    the queries of views come down to; `tree` is not used: the server says itself what it holds.

    Raises:
        ExtractError: the server cannot be reached or read; never with a part of the url.
        ConfigError: there is no url, a variable is not set, or the password cannot be had.
    """
    way = reached(source)
    with (
        not_collecting(),
        session(way.parameters, source.name, location=source.location) as connection,
    ):
        read = _read(connection, source)
    with not_collecting():
        return _extraction(source, read, way.notice, cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """A connection that reads rows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        ConfigError: there is no url, a variable is not set, or the password cannot be had.
    """
    from governance.extract.live.pg_sample import reader

    return reader(source)


def _read(connection: psycopg.Connection, source: Source) -> _Read:
    schemas: dict[int, str] = dict(ask(connection, pg_catalog.SCHEMAS))
    wanted = source.schemas or ("*",)
    chosen = [
        oid
        for oid, name in schemas.items()
        if any(fnmatchcase(name, pattern) for pattern in wanted)
    ]
    unmatched = tuple(
        pattern
        for pattern in source.schemas
        if not any(fnmatchcase(name, pattern) for name in schemas.values())
    )
    version = connection.info.server_version
    every = ask(connection, pg_catalog.TABLES, chosen)
    tables = [row for row in every if row[8] is None]
    oids = {row[0] for row in tables}
    columns = [row for row in ask(connection, pg_catalog.COLUMNS, chosen) if row[0] in oids]
    constraints = _about(oids, ask(connection, pg_catalog.CONSTRAINTS, chosen))
    elsewhere = sorted({row[6] for row in constraints if row[6]} - oids)
    with_default = sorted({row[0] for row in columns if row[6]})
    expressions = ask_of_each(connection, pg_catalog.DEFAULTS, with_default)
    views = ask_of_each(connection, pg_catalog.VIEWS, [r[0] for r in tables if r[3] in _VIEWS])
    definitions = {oid: text for oid, text in views.rows if text is not None}
    told = {(oid, number): text for oid, number, text in expressions.rows if text is not None}
    not_read = {
        **{row[0]: _GONE for row in columns if row[6] and (row[0], row[1]) not in told},
        **{row[0]: _GONE for row in tables if row[3] in _VIEWS and row[0] not in definitions},
        **expressions.failed,
        **views.failed,
    }
    left_out: dict[str, int] = {}
    for row in every:
        if row[8] is not None:
            left_out[row[8]] = left_out.get(row[8], 0) + 1
    memberships = pg_catalog.MEMBERSHIPS_16 if version >= 160000 else pg_catalog.MEMBERSHIPS
    return _Read(
        unmatched=unmatched,
        described=pg_tables.Described(
            tables=tables,
            columns=columns,
            types=ask_types(connection, {row[3:5] for row in columns}),
            expressions=told,
            constraints=constraints,
            referred=ask_of_each(connection, pg_catalog.REFERRED, elsewhere).rows,
            indexes=_about(oids, ask(connection, pg_catalog.INDEXES, chosen)),
            inheritance=[
                row
                for row in ask(connection, pg_catalog.INHERITANCE, chosen)
                if oids.issuperset(row[:2])
            ],
            definitions=definitions,
        ),
        left_out=left_out,
        not_read=not_read,
        grants=ask(connection, pg_catalog.GRANTS, chosen),
        future_grants=ask_if_allowed(connection, pg_catalog.FUTURE_GRANTS, chosen),
        roles=ask_if_allowed(connection, pg_catalog.ROLES),
        memberships=ask_if_allowed(connection, memberships),
        policies=ask(connection, pg_catalog.POLICIES, chosen),
        masks=ask_if_allowed(connection, pg_catalog.MASKS, chosen),
        statistics=ask_of_each(connection, pg_catalog.STATISTICS, sorted(oids)),
        version=version,
    )


def _about(oids: set[int], rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row[0] in oids]


def _extraction(source: Source, read: _Read, said: str | None, cache: Cache) -> Extraction:
    described = read.described
    tables = pg_tables.tables(source.name, described)
    refs = {oid: table.ref for oid, table in tables.items()}
    sql = dialect("postgres").knowing(source.functions)
    shown, views_not_followed = view_edges(
        sql,
        tables.values(),
        [
            (refs[oid], f"CREATE VIEW v AS {text}")
            for oid, text in sorted(described.definitions.items())
        ],
        source.location,
        cache=cache,
    )
    computed, columns_not_followed = generated_edges(
        sql, tables.values(), _generated(refs, described), source.location, cache
    )
    return Extraction(
        tables=tuple(tables.values()),
        edges=(*_inherited_edges(tables, described.inheritance), *shown, *computed),
        grants=(
            *pg_access.grants(refs, read.grants),
            *pg_access.future_grants(source.name, read.future_grants or ()),
        ),
        protections=(
            *pg_access.row_filters(refs, read.policies),
            *pg_access.masks(refs, read.masks or ()),
        ),
        roles=tuple(pg_access.roles(source.name, read.roles or (), read.memberships or ())),
        statistics=_statistics(refs, read),
        notices=(*((said,) if said else ()), *_notices(source, read)),
        problems=(
            *_problems(source, read, empty=not tables),
            *_not_read(source, refs, read.not_read),
            *views_not_followed,
            *columns_not_followed,
        ),
        coverage=Coverage(
            tables=len(tables), columns=sum(len(table.columns) for table in tables.values())
        ),
    )


def _generated(
    refs: Mapping[int, TableRef], described: pg_tables.Described
) -> Iterator[tuple[ColumnRef, str]]:
    for row in described.columns:
        text = described.expressions.get((row[0], row[1])) if row[8] else None
        if text is not None:
            yield refs[row[0]].column(row[2]), text


def _inherited_edges(tables: Mapping[int, Table], inheritance: Iterable[Row]) -> Iterator[Edge]:
    """What goes into partitions, and what is shown of tables that inherit from another.

    Rows of a partition come through its parent. Those of any other child are shown by its parent,
    too; its columns are the parent's, so that what is said of these is true of it as well.
    """
    for parent_oid, child_oid, is_partition in sorted(inheritance):
        parent, child = tables[parent_oid], tables[child_oid]
        shared = {column.name for column in parent.columns}
        for name in (column.name for column in child.columns if column.name in shared):
            above, below = parent.ref.column(name), child.ref.column(name)
            yield Edge(above, below, Effect.IDENTITY)
            if not is_partition:
                yield Edge(below, above, Effect.IDENTITY)


def _statistics(refs: Mapping[int, TableRef], read: _Read) -> dict[TableRef, Statistics]:
    """The estimates of tables that the server has any of."""
    found = {}
    for oid, rows, pages, size, analysed in read.statistics.rows:
        # before PostgreSQL 14 a table that nobody looked at has no rows instead of -1
        unknown = rows < 0 or (read.version < 140000 and rows == 0 and pages == 0)
        statistics = Statistics(
            None if unknown else round(rows), size, analysed and analysed.astimezone(UTC)
        )
        if statistics != Statistics():
            found[refs[oid]] = statistics
    return {ref: found[ref] for ref in refs.values() if ref in found}


def _notices(source: Source, read: _Read) -> Iterator[str]:
    if read.left_out:
        many = sum(read.left_out.values())
        which = "1 table or view" if many == 1 else f"{many:,} tables and views"
        names = ", ".join(map(printable, sorted(read.left_out)))
        yield f"{source.name}: {which} of extensions not read ({names})"
    if read.statistics.failed:
        many = len(read.statistics.failed)
        which = "1 table" if many == 1 else f"{many:,} tables"
        why = ", ".join(sorted(set(read.statistics.failed.values())))
        yield f"{source.name}: size and rows of {which} not known ({why})"


def _problems(source: Source, read: _Read, *, empty: bool) -> Iterator[Problem]:
    def problem(message: str, mark: str) -> Problem:
        return Problem(source.name, message, f"postgres:{source.name}:{mark}", source.location)

    for pattern in read.unmatched:
        yield problem(f'no schema of the database matches "{pattern}"', f"schemas:{pattern}")
    if empty and not read.unmatched:
        yield problem("there are no tables that this user can see", "empty")
    for what, catalog, rows in (
        ("default privileges", "pg_default_acl", read.future_grants),
        ("roles", "pg_roles", read.roles),
        ("memberships of roles", "pg_auth_members", read.memberships),
        ("masks", "pg_seclabel and pg_shseclabel", read.masks),
    ):
        if rows is None:
            yield problem(
                f"{what} are not known: this user may not read {catalog}; grant it SELECT", what
            )


def _not_read(
    source: Source, refs: Mapping[int, TableRef], not_read: Mapping[int, str]
) -> Iterator[Problem]:
    for oid, why in sorted(not_read.items()):
        subject = str(refs[oid])
        yield Problem(
            subject,
            f"the SQL of {refs[oid].name} could not be read: {why}; read it again",
            f"postgres:{subject}:sql",
            source.location,
        )
