"""Tables made and filled by queries: their columns and edges come from lineage."""

from __future__ import annotations

from msgspec import Struct, structs

from governance.extract.ddl import operations as op
from governance.extract.ddl.operations import LOCAL
from governance.extract.ddl.replay import access, columns, routines, tables
from governance.extract.ddl.replay.state import (
    SYSTEM,
    Calling,
    Column,
    Read,
    State,
    Table,
    Waiting,
    fingerprint_of,
)
from governance.lineage.effects import Transform
from governance.lineage.reduced import Write
from governance.lineage.resolve import Relation, Resolution, resolve
from governance.lineage.schema import Returned
from governance.model.lineage import Edge, EdgeKind
from governance.model.location import Location
from governance.model.names import TableRef
from governance.sql.reader import Name


class _Schema(Struct, frozen=True):
    """The tables of a state, as lineage asks for them."""

    state: State
    missed: set[Name]
    called: dict[Name, Returned | None]
    read: dict[Name, Read] | None

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name; None when it is not known."""
        table = self.state.find(parts)
        if table is None:
            self.missed.add(parts)
            return None
        if self.read is not None:
            self.read[parts] = Read(table, dict(table.columns))
        columns = tuple((column.name, column.type) for column in table.columns.values())
        return Relation(self.state.ref(table), columns, table.made_open)

    def routine(self, parts: tuple[str, ...], arguments: int) -> Returned | None:
        """What the function of that name gives."""
        from governance.extract.ddl.replay.replay import apply

        found = routines.returned(self.state, parts, arguments, apply)
        self.called[parts] = found
        if found is not None:
            self.missed.discard(parts)
        return found


def resolved(
    state: State,
    write: Write,
    target: TableRef,
    missed: set[Name] | None = None,
    called: dict[Name, Returned | None] | None = None,
    read: dict[Name, Read] | None = None,
) -> Resolution:
    """A write laid over the tables and functions there are now."""
    schema = _Schema(
        state,
        set() if missed is None else missed,
        {} if called is None else called,
        read,
    )
    resolution = resolve(write, target, schema, state.file)
    mark = f"overrun {target.name}"
    told = fingerprint_of(state.file, mark)
    if resolution.overrun and all(problem.fingerprint != told for problem in state.problems):
        state.problem(
            "this statement has more ways from column to column than can be followed: any column "
            "it reads may be in any it writes",
            mark,
            write.span,
            state.file,
        )
    return resolution


def create(state: State, operation: op.CreateFromQuery) -> None:
    """CREATE TABLE AS, CREATE VIEW, SELECT INTO."""
    temporary = operation.kind == "temporary table"
    schema, name = place = state.place(operation.name, temporary=temporary)
    existing = state.tables.get(place)
    missed: set[Name] = set()
    called: dict[Name, Returned | None] = {}
    target = TableRef(state.source, schema, name)
    read: dict[Name, Read] | None = {} if state.routines or state.later else None
    resolution = resolved(state, operation.write, target, missed, called, read)
    view = operation.kind in ("view", "materialized view")
    if existing is not None and view and operation.replace and existing.kind == operation.kind:
        table = existing
        table.location = state.at(operation.span)
        before = table.columns
    else:
        if not tables.free(
            state, place, operation.span, keep=operation.keep, replace=operation.replace
        ):
            return
        before = {}
        table = state.put(Table(schema, name, operation.kind, state.at(operation.span)))
    table.comment = operation.comment or table.comment
    _shape(state, table, operation, resolution, before)
    if missed or resolution.open:
        waiting = Waiting(state.file, state.path, state.within, operation, table, frozenset(missed))
        state.waiting.append(waiting)
    if called and view and read is not None:
        state.calling.append(Calling(state.file, state.path, operation, table, called, read))
    access.apply_defaults(state, table)


def _shape(
    state: State,
    table: Table,
    operation: op.CreateFromQuery,
    resolution: Resolution,
    before: dict[str, Column],
) -> None:
    """Give a table the columns that its query makes; those it had before stay what they are."""
    table.columns = {}
    table.loose = {}
    for index, made in enumerate(resolution.columns):
        column = before.get(made.name) or Column(table, made.name)
        column.type = tables.stored_type(made.type)
        column.location = Location(state.file, *made.span)
        column.inflows = {}
        if index < len(operation.columns):
            column.comment = operation.columns[index].comment or column.comment
        table.columns[made.name] = column
    table.made_open = resolution.open
    _flows(state, table, resolution.edges)


def settle(state: State) -> None:
    """At the end: what read a table that was only created later is read again.

    A folder with a file for each table and view is in no order that a database would take.
    """
    for _ in range(_PASSES):
        if not [w for w in state.waiting if not w.table.dropped and _again(state, w)]:
            break
    for calling in state.calling:
        if not calling.table.dropped:
            _called_again(state, calling)


def _called_again(state: State, calling: Calling) -> None:
    """A view over a function that is another one since gives what that one gives.

    It reads the columns that it read, whatever these are called now.
    """
    table = calling.table
    state.file, state.path, state.within = calling.file, calling.path, None
    schema = _AsRead(state, set(), {}, None, calling.read)
    target = state.ref(table)
    resolution = resolve(calling.operation.write, target, schema, state.file)
    if schema.called == calling.called or schema.missed:
        return
    now = {
        state.ref(read.table).column(name): column.name
        for read in calling.read.values()
        for name, column in read.columns.items()
        if name != column.name
    }
    edges = tuple(
        structs.replace(edge, upstream=edge.upstream.table_ref.column(now[edge.upstream]))
        if edge.upstream in now
        else edge
        for edge in resolution.edges
    )
    resolution = structs.replace(resolution, edges=edges)
    _shape(state, table, calling.operation, resolution, dict(table.columns))


class _AsRead(_Schema, frozen=True):
    """The tables of a state under the names they were read by before."""

    before: dict[Name, Read]

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table that was read under that name."""
        read = self.before.get(parts)
        if read is None or read.table.dropped:
            self.missed.add(parts)
            return None
        columns = tuple((name, column.type) for name, column in read.columns.items())
        return Relation(self.state.ref(read.table), columns, read.table.made_open)


def report_open(state: State) -> None:
    """What is open still, after all that was read again."""
    for waiting in state.waiting:
        if waiting.table.made_open and not waiting.table.dropped:
            state.file = waiting.file
            ref = state.ref(waiting.table)
            state.problem(
                f"not all columns of {ref.name} can be told: it reads a table that no file creates",
                f"open {ref.name}",
                waiting.operation.span,
                ref.name,
            )


_PASSES = 12
"""How long a chain of views over views may be that stands in the wrong order."""


def _again(state: State, waiting: Waiting) -> bool:
    """Read a query again with the tables there are now; whether that made a difference."""
    state.file, state.path, state.within = waiting.file, waiting.path, waiting.within
    table = waiting.table
    before = dict(table.columns)
    shape = [(column.name, column.type) for column in before.values()], table.made_open
    missed: set[Name] = set()
    resolution = resolved(state, waiting.operation.write, state.ref(table), missed)
    if not missed <= waiting.missed:  # a table it read has another name since, or is gone
        return False
    _shape(state, table, waiting.operation, resolution, before)
    return shape != ([(c.name, c.type) for c in table.columns.values()], table.made_open)


def fill(state: State, operation: op.Fill) -> None:
    """INSERT ... SELECT, UPDATE, MERGE, and the expression of a generated column."""
    target = state.name(operation.write.target)
    resolution = resolved(state, operation.write, target)
    table = state.find(operation.write.target)
    if table is None and operation.write.kind == "delete":
        _record(state, resolution.edges)  # what only loses rows is not assumed to be there
        return
    local = table is not None and table.schema == LOCAL
    if not local and (not resolution.edges or target.schema in SYSTEM):
        return
    if table is None:
        table = columns.assumed(state, operation.write.target, operation.span)
    if resolution.open and local:
        table.made_open = True
    if table.made_open or local:
        for made in resolution.columns:
            if made.name not in table.columns:
                location = Location(state.file, *made.span)
                table.columns[made.name] = Column(table, made.name, made.type, location=location)
    edges = resolution.edges
    if operation.generated:
        at = state.at(operation.span)
        edges = tuple(structs.replace(edge, location=at) for edge in edges)
    _flows(state, table, edges)


def _record(state: State, edges: tuple[Edge, ...]) -> None:
    for edge in edges:
        if state.record is not None:
            state.record(_placed(state, edge))


def _placed(state: State, edge: Edge) -> Edge:
    """The edge, from where a table that is not known would be."""
    if edge.upstream.schema:
        return edge
    schema = state.place((edge.upstream.table,))[0]
    return structs.replace(edge, upstream=structs.replace(edge.upstream, schema=schema))


def _flows(state: State, table: Table, edges: tuple[Edge, ...]) -> None:
    for found in edges:
        edge = _placed(state, found)
        if state.record is not None:
            state.record(edge)
        transform = Transform.of(edge.effect, edge.restores)
        column = table.columns.get(edge.downstream.column)
        if column is not None:
            state.flow(edge.upstream, column, transform, edge.kind, edge.location)
        elif table.made_open or edge.kind is EdgeKind.INFLUENCE:
            origin = state.origin(edge.upstream)
            loose = (origin, edge.downstream.column, transform, edge.kind)
            table.loose[loose] = edge.location
