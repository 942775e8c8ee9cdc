"""Tables made and filled by queries: their columns and edges come from lineage."""

from __future__ import annotations

from dataclasses import dataclass, replace

from governance.extract.ddl import operations as op
from governance.extract.ddl.replay import access, columns, tables
from governance.extract.ddl.replay.state import SYSTEM, Column, State, Table
from governance.lineage.reduced import Write
from governance.lineage.resolve import Relation, Resolution, resolve
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import TableRef


@dataclass(frozen=True, slots=True)
class _Schema:
    """The tables of a state, as lineage asks for them."""

    state: State

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name; None when it is not known."""
        table = self.state.find(parts)
        if table is None:
            return None
        return Relation(
            self.state.ref(table),
            tuple((column.name, column.type) for column in table.columns.values()),
            table.made_open,
        )


def _resolved(state: State, write: Write, target: TableRef) -> Resolution:
    return resolve(write, target, _Schema(state), state.file)


def create(state: State, operation: op.CreateFromQuery) -> None:
    """CREATE TABLE AS, CREATE VIEW, SELECT INTO."""
    temporary = operation.kind == "temporary table"
    schema, name = place = state.place(operation.name, temporary=temporary)
    existing = state.tables.get(place)
    resolution = _resolved(state, operation.write, TableRef(state.source, schema, name))
    view = operation.kind in ("view", "materialized view")
    if existing is not None and view and operation.replace and existing.kind == operation.kind:
        table = existing
        table.location = state.at(operation.span)
        before = table.columns
        table.columns = {}
    else:
        if not tables.free(
            state, place, operation.span, keep=operation.keep, replace=operation.replace
        ):
            return
        before = {}
        table = state.put(Table(schema, name, operation.kind, state.at(operation.span)))
    for index, made in enumerate(resolution.columns):
        column = before.get(made.name) or Column(table, made.name)
        column.type = tables.stored_type(made.type)
        column.location = Location(state.file, *made.span)
        column.inflows = {}
        if index < len(operation.columns):
            column.comment = operation.columns[index].comment or column.comment
        table.columns[made.name] = column
    table.made_open = resolution.open
    table.comment = operation.comment or table.comment
    _flows(state, table, resolution.edges)
    if resolution.open:
        ref = state.ref(table)
        state.problem(
            f"not all columns of {ref.name} can be told: it reads a table that no file before "
            "creates",
            f"open {ref.name}",
            operation.span,
            ref.name,
        )
    access.apply_defaults(state, table)


def fill(state: State, operation: op.Fill) -> None:
    """INSERT ... SELECT, UPDATE, MERGE, and the expression of a generated column."""
    target = state.name(operation.write.target)
    resolution = _resolved(state, operation.write, target)
    if not resolution.edges or target.schema in SYSTEM:
        return
    table = state.find(operation.write.target)
    if table is None:
        table = columns.assumed(state, operation.write.target, operation.span)
    if table.made_open:
        for made in resolution.columns:
            if made.name not in table.columns:
                location = Location(state.file, *made.span)
                table.columns[made.name] = Column(table, made.name, made.type, location=location)
    edges = resolution.edges
    if operation.generated:
        at = state.at(operation.span)
        edges = tuple(replace(edge, location=at) for edge in edges)
    _flows(state, table, edges)


def _flows(state: State, table: Table, edges: tuple[Edge, ...]) -> None:
    for edge in edges:
        if state.record is not None:
            state.record(edge)
        column = table.columns.get(edge.downstream.column)
        if column is not None:
            state.flow(edge.upstream, column, edge.effect, edge.kind, edge.location)
        elif table.made_open:
            loose = (edge.upstream, edge.downstream.column, edge.effect, edge.kind)
            table.loose[loose] = edge.location
