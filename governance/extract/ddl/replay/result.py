"""What the replay leaves behind, as the catalog's own values."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from governance.extract.ddl.replay.state import TEMPORARY, Column, State, Table
from governance.lineage.effects import Transform
from governance.model import catalog
from governance.model.catalog import Grant
from governance.model.lineage import Edge, EdgeKind
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.protection import Protection


def lasting(state: State, schemas: tuple[str, ...]) -> list[Table]:
    """The tables that are there at the end, temporary ones left out, sorted by name."""
    return [
        table
        for (schema, _), table in sorted(state.tables.items())
        if schema != TEMPORARY
        and (not schemas or any(fnmatchcase(schema, pattern) for pattern in schemas))
    ]


def frozen(state: State, table: Table) -> catalog.Table:
    """A table as it stands now."""
    primary: tuple[str, ...] = ()
    unique = []
    foreign = []
    for name, constraint in table.constraints.items():
        columns = tuple(column.name for column in constraint.columns)
        if constraint.kind == "primary key":
            primary = columns
        elif constraint.kind == "unique":
            unique.append(columns)
        elif constraint.kind == "foreign key" and constraint.referred is not None:
            referred = constraint.referred
            foreign.append(
                catalog.ForeignKey(
                    columns,
                    state.ref(referred) if isinstance(referred, Table) else referred,
                    tuple(
                        c.name if isinstance(c, Column) else c for c in constraint.referred_columns
                    ),
                    name,
                    constraint.location,
                )
            )
    return catalog.Table(
        state.ref(table),
        table.kind,
        tuple(
            catalog.Column(c.name, c.type, c.nullable, c.has_default, c.comment, c.location)
            for c in table.columns.values()
        ),
        table.comment,
        primary,
        tuple(unique),
        tuple(foreign),
        tuple(
            catalog.Index(name, tuple(c.name for c in index.columns), index.unique, index.location)
            for name, index in table.indexes.items()
        ),
        table.row_security,
        table.made_open,
        table.location,
    )


def grants(state: State, tables: list[Table]) -> tuple[Grant, ...]:
    """Who may do what, with the names the tables have now."""
    found = [
        Grant(
            state.ref(table), g.grantee, g.privilege, g.columns, g.grantable, g.future, g.location
        )
        for table in tables
        for g in table.grants.values()
    ]
    known = {table.schema for table in tables}
    # What was granted on all tables of a schema stands at each of them, when there are any.
    found += [
        grant
        for (schema, _, _), grant in state.schema_grants.items()
        if grant.future or schema not in known
    ]
    return (*found, *state.loose_grants)


def protections(state: State, tables: list[Table]) -> tuple[Protection, ...]:
    """Row filters and maskings that are in place."""
    found: list[Protection] = []
    for table in tables:
        ref = state.ref(table)
        found += [
            Protection(ref, "row filter", policy, "present", location)
            for policy, location in table.policies.items()
        ]
        for column in table.columns.values():
            if column.mask is not None:
                method, at = column.mask
                subject = ref.column(column.name)
                found.append(Protection(subject, "masking", method, "present", at))
    for (loose, policy), location in state.loose_policies.items():
        found.append(Protection(loose, "row filter", policy, "present", location))
    for column_ref, (method, at) in state.loose_masks.items():
        found.append(Protection(column_ref, "masking", method, "present", at))
    return tuple(found)


def edges(state: State, tables: list[Table]) -> tuple[Edge, ...]:
    """What goes where. A path through a column that is gone becomes one edge over it."""
    found: dict[tuple[ColumnRef, ColumnRef, Transform, EdgeKind], Location | None] = {}
    for table in tables:
        ref = state.ref(table)
        for (upstream_ref, name, transform, kind), location in table.loose.items():
            found.setdefault((upstream_ref, ref.column(name), transform, kind), location)
        for column in table.columns.values():
            downstream = ref.column(column.name)
            for (upstream, transform, kind), location in column.inflows.items():
                for origin, total, way in _origins(state, upstream, transform, kind, frozenset()):
                    found.setdefault((origin, downstream, total, way), location)
    return tuple(
        Edge(up, down, transform.effect, kind, location, restores=transform.restores)
        for (up, down, transform, kind), location in found.items()
    )


def _origins(
    state: State,
    upstream: Column | ColumnRef,
    transform: Transform,
    kind: EdgeKind,
    seen: frozenset[Column],
) -> Iterator[tuple[ColumnRef, Transform, EdgeKind]]:
    """The column itself if it is there at the end, else what went into it.

    A column that nothing went into is named as it was last: that it held an email is still so.
    """
    if isinstance(upstream, ColumnRef):
        yield upstream, transform, kind
        return
    gone = upstream.dropped or upstream.table.dropped or upstream.table.schema == TEMPORARY
    inflows = [i for i in upstream.inflows if i[0] not in seen and i[0] is not upstream]
    if not gone or not inflows:
        table = upstream.table
        ref = TableRef(state.source, table.schema, table.name)
        yield ref.column(upstream.name), transform, kind
        return
    for before, first, way in inflows:
        both = kind if way is EdgeKind.VALUE else way
        yield from _origins(state, before, first.then(transform), both, seen | {upstream})
