"""What the replay leaves behind, as the catalog's own values."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TypeAlias

from governance.extract.ddl.operations import LOCAL
from governance.extract.ddl.replay.state import TEMPORARY, Column, State, Table
from governance.lineage.effects import DERIVED, IDENTITY, Transform
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


VIEWS = frozenset({"view", "materialized view"})

Flow: TypeAlias = tuple[ColumnRef, Transform, EdgeKind]


def edges(state: State, tables: list[Table]) -> tuple[Edge, ...]:
    """What goes where. A path through a column that is gone becomes one edge over it."""
    found: dict[tuple[ColumnRef, ColumnRef, Transform, EdgeKind], Location | None] = {}
    known: dict[Column, tuple[Flow, ...]] = {}
    for table in tables:
        ref = state.ref(table)
        for downstream, upstream, transform, kind, location in _inflows(table, ref):
            if isinstance(upstream, ColumnRef):
                found.setdefault((upstream, downstream, transform, kind), location)
                continue
            gone = _ref(state, upstream)
            if table.kind in VIEWS and _is_missed(upstream, gone):
                # the way through it is told as one over it, and the view still names it
                found.setdefault((gone, ref.column("*"), DERIVED, EdgeKind.INFLUENCE), location)
            if upstream not in known:
                known[upstream] = origins(state, upstream)
            for origin, before, way in known[upstream]:
                if origin.schema == LOCAL:  # a variable that only constants went into
                    continue
                total = before.then(transform)
                found.setdefault((origin, downstream, total, _after(way, kind)), location)
    return tuple(
        Edge(up, down, transform.effect, kind, location, restores=transform.restores)
        for (up, down, transform, kind), location in found.items()
    )


def _is_missed(column: Column, ref: ColumnRef) -> bool:
    """Whether a column is gone that was no variable, and that others went into."""
    return _gone(column, False) and bool(column.inflows) and ref.schema != LOCAL


_Inflow: TypeAlias = tuple[ColumnRef, Column | ColumnRef, Transform, EdgeKind, Location | None]


def _inflows(table: Table, ref: TableRef) -> Iterator[_Inflow]:
    """What goes into a table, by its columns."""
    for (upstream, name, transform, kind), location in table.loose.items():
        yield ref.column(name), upstream, transform, kind, location
    for column in table.columns.values():
        downstream = ref.column(column.name)
        for (upstream, transform, kind), location in column.inflows.items():
            yield downstream, upstream, transform, kind, location


def beyond(edge: Edge, flow: Flow) -> Edge:
    """The edge from where its upstream column comes, along one of the ways."""
    origin, before, way = flow
    total = before.then(Transform.of(edge.effect, edge.restores))
    return Edge(
        origin,
        edge.downstream,
        total.effect,
        _after(way, edge.kind),
        edge.location,
        restores=total.restores,
    )


def origins(state: State, column: Column, *, through: bool = False) -> tuple[Flow, ...]:
    """The column itself if it is there at the end, else what went into it.

    With `through`, the variables of a routine that runs are gone already.

    A column that nothing went into is named as it was last: that it held an email is still so.
    There may be more paths than could be walked, but of each column only a handful of ways lead
    here: each of those is followed once.
    """
    found: dict[Flow, None] = {}
    waiting = [(column, IDENTITY, EdgeKind.VALUE)]
    ways = set(waiting)
    for at, transform, kind in waiting:
        inflows = (
            [inflow for inflow in at.inflows if inflow[0] is not at] if _gone(at, through) else []
        )
        if not inflows:
            found[_ref(state, at), transform, kind] = None
        for before, first, way in inflows:
            total, both = first.then(transform), _after(way, kind)
            if isinstance(before, ColumnRef):
                found[before, total, both] = None
            elif (before, total, both) not in ways:
                ways.add((before, total, both))
                waiting.append((before, total, both))
    # Columns that are gone and were only filled from each other: one stands for all.
    return tuple(found) or ((_ref(state, column), IDENTITY, EdgeKind.VALUE),)


def _gone(column: Column, through: bool) -> bool:
    table = column.table
    if column.dropped or table.dropped or table.schema == TEMPORARY:
        return True
    return through and table.schema == LOCAL


def _ref(state: State, column: Column) -> ColumnRef:
    return ColumnRef(state.source, column.table.schema, column.table.name, column.name)


def _after(inner: EdgeKind, outer: EdgeKind) -> EdgeKind:
    """What two edges in a row are: a value only when both are."""
    return outer if inner is EdgeKind.VALUE else inner
