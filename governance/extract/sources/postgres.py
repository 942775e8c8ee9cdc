"""`kind: postgres`: the tables and views of a PostgreSQL database, 13 to 18, without their data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

import psycopg

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import pg_catalog
from governance.extract.live.postgres import session
from governance.extract.live.views import view_edges
from governance.model.catalog import Column, ForeignKey, Grant, Index, Table, TableKind
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge, Effect
from governance.model.names import TableRef
from governance.model.protection import Protection
from governance.settings import Source
from governance.sql.dialect import dialect
from governance.tree import Tree

LIVE = True

_KINDS: dict[str, TableKind] = {
    "r": "table",
    "p": "table",
    "f": "foreign table",
    "v": "view",
    "m": "materialized view",
}


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the system catalogs of one database, all in one read-only transaction.

    Schemas are those that match a glob of `source.schemas`, or all but PostgreSQL's own. A glob
    that matches no schema, and a database without tables, are problems: nothing was looked at. A
    partition is a table of its own (it can be read past its parent), fed by its parent's columns.
    `tree` and `cache` are not used: the server says itself what it holds.

    Raises:
        ExtractError: the server cannot be reached or read; never with a part of the url.
        ConfigError: there is no url, or its variable is not set.
    """
    with session(source.resolved_url(), source.name, location=source.location) as connection:
        schemas = dict(_ask(connection, pg_catalog.SCHEMAS))
        wanted = source.schemas or ("*",)
        chosen = [
            oid
            for oid, name in schemas.items()
            if any(fnmatchcase(name, pattern) for pattern in wanted)
        ]
        rows = {
            query: _ask(connection, query, chosen)
            for query in (
                pg_catalog.TABLES,
                pg_catalog.COLUMNS,
                pg_catalog.CONSTRAINTS,
                pg_catalog.INDEXES,
                pg_catalog.GRANTS,
                pg_catalog.POLICIES,
                pg_catalog.PARTITIONS,
                pg_catalog.VIEWS,
            )
        }
    unmatched = [
        pattern
        for pattern in source.schemas
        if not any(fnmatchcase(name, pattern) for name in schemas.values())
    ]
    tables = _tables(source, rows)
    shown, not_followed = view_edges(
        dialect("postgres").knowing(source.functions),
        tables.values(),
        [(tables[oid].ref, statement) for oid, statement in rows[pg_catalog.VIEWS]],
        source.location,
    )
    return Extraction(
        tables=tuple(tables.values()),
        edges=(*_partition_edges(tables, rows[pg_catalog.PARTITIONS]), *shown),
        grants=tuple(
            Grant(
                subject=tables[oid].ref,
                grantee=grantee,
                privilege=privilege,
                columns=tuple(columns),
                grantable=grantable,
            )
            for oid, grantee, privilege, grantable, columns in rows[pg_catalog.GRANTS]
        ),
        protections=tuple(
            Protection(tables[oid].ref, "row filter", name, "present")
            for oid, name in rows[pg_catalog.POLICIES]
        ),
        problems=(*_problems(source, unmatched, empty=not tables), *not_followed),
        coverage=Coverage(
            tables=len(tables), columns=sum(len(table.columns) for table in tables.values())
        ),
    )


def _ask(
    connection: psycopg.Connection, query: str, schemas: list[int] | None = None
) -> list[tuple[Any, ...]]:
    # Bytes, because mypy lets only literal text through, and these are constants.
    parameters = None if schemas is None else {"schemas": schemas}
    return connection.execute(query.encode(), parameters).fetchall()


def _tables(source: Source, rows: dict[str, list[tuple[Any, ...]]]) -> dict[int, Table]:
    """Tables by oid, in order of their names."""
    columns: dict[int, list[Column]] = defaultdict(list)
    for oid, name, kind, nullable, has_default, comment in rows[pg_catalog.COLUMNS]:
        columns[oid].append(Column(name, kind.lower(), nullable, has_default, comment))

    primary: dict[int, tuple[str, ...]] = {}
    unique: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    foreign: dict[int, list[ForeignKey]] = defaultdict(list)
    for oid, kind, name, own, schema, table, referred in rows[pg_catalog.CONSTRAINTS]:
        if kind == "p":
            primary[oid] = tuple(own)
        elif kind == "u":
            unique[oid].append(tuple(own))
        else:
            target = TableRef(source.name, schema, table)
            foreign[oid].append(ForeignKey(tuple(own), target, tuple(referred), name))

    indexes: dict[int, list[Index]] = defaultdict(list)
    for oid, name, is_unique, names in rows[pg_catalog.INDEXES]:
        indexes[oid].append(Index(name, tuple(names), is_unique))

    return {
        oid: Table(
            ref=TableRef(source.name, schema, name),
            kind=_KINDS[kind],
            columns=tuple(columns[oid]),
            comment=comment,
            primary_key=primary.get(oid, ()),
            unique=tuple(unique[oid]),
            foreign_keys=tuple(foreign[oid]),
            indexes=tuple(indexes[oid]),
            row_security=row_security,
        )
        for oid, schema, name, kind, row_security, comment in rows[pg_catalog.TABLES]
    }


def _partition_edges(
    tables: dict[int, Table], inherits: Iterable[tuple[Any, ...]]
) -> Iterable[Edge]:
    for parent_oid, child_oid in inherits:
        parent, child = tables[parent_oid], tables[child_oid]
        shared = {column.name for column in parent.columns}
        for column in child.columns:
            if column.name in shared:
                yield Edge(
                    parent.ref.column(column.name), child.ref.column(column.name), Effect.IDENTITY
                )


def _problems(source: Source, unmatched: list[str], *, empty: bool) -> Iterable[Problem]:
    for pattern in unmatched:
        yield Problem(
            subject=source.name,
            message=f'no schema of the database matches "{pattern}"',
            fingerprint=f"postgres:{source.name}:schemas:{pattern}",
            location=source.location,
        )
    if empty and not unmatched:
        yield Problem(
            subject=source.name,
            message="there are no tables that this user can see",
            fingerprint=f"postgres:{source.name}:empty",
            location=source.location,
        )
