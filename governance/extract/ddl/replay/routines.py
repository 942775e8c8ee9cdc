"""Routines: known when they are created, run when they are called, and all of them at the end.

What a body does is taken into account in three ways. Called in a migration, it happens there.
Not called, it will happen some time: at the end, what it writes is followed over the tables there
are, and nothing it may drop or alter is. Used in an expression, it gives what its body returns,
for each use by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from msgspec.structs import replace

from governance.extract.ddl import operations as op
from governance.extract.ddl.operations import LOCAL, RETURNED, Operation, Routine
from governance.extract.ddl.replay import result
from governance.extract.ddl.replay.result import Flow
from governance.extract.ddl.replay.state import (
    TEMPORARY,
    Column,
    Defined,
    State,
    Table,
    Unfollowed,
)
from governance.lineage.effects import Transform
from governance.lineage.reduced import Select, Write
from governance.lineage.schema import Returned
from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef
from governance.sql.reader import Name

Apply: TypeAlias = Callable[[State, Operation], None]

_GIVEN = "%given"
"""The table of LOCAL with what a routine is given: where its parameters come from."""
_DEEPEST = 8
"""How deep routines that call each other are followed."""
_MOST_RUNS = 20_000
"""How many bodies are run in all: routines that call each other twice each would take for ever."""

_WRITES = (op.Fill, op.CreateFromQuery, op.CreateTable, op.Clone, op.Run, op.NotRead, op.Spelled)
"""What counts of a body that nobody has called yet."""


def define(state: State, routine: Routine) -> None:
    """CREATE FUNCTION or PROCEDURE: it replaces one of that name with as many parameters."""
    key = _place(state, routine.name)
    known = state.routines.setdefault(key, {})
    known[len(routine.parameters)] = Defined(routine, state.file, state.path)


def drop(state: State, operation: op.DropRoutine) -> None:
    """DROP FUNCTION or PROCEDURE, all of that name."""
    for name in operation.names:
        found = _key(state, name)
        if found is not None:
            del state.routines[found]


def rename(state: State, operation: op.RenameRoutine) -> None:
    """ALTER FUNCTION ... RENAME TO, SET SCHEMA."""
    found = _key(state, operation.name)
    if found is not None:
        to = operation.to
        place = (to[0].lower(), found[1]) if to[-1] == "" else (found[0], to[-1].lower())
        state.routines[place] = state.routines.pop(found)


def trigger(state: State, operation: op.Trigger) -> None:
    """CREATE TRIGGER."""
    table = state.find(operation.table)
    if table is not None:
        state.triggers[operation.name, table] = operation, state.file, state.path


def drop_trigger(state: State, operation: op.DropTrigger) -> None:
    """DROP TRIGGER."""
    table = state.find(operation.table) if operation.table else None
    for name, owner in list(state.triggers):
        if name == operation.name and table in (None, owner):
            del state.triggers[name, owner]


def rename_trigger(state: State, operation: op.RenameTrigger) -> None:
    """ALTER TRIGGER or RULE ... RENAME TO."""
    table = state.find(operation.table)
    if table is not None and (operation.name, table) in state.triggers:
        state.triggers[operation.to, table] = state.triggers.pop((operation.name, table))


def _place(state: State, name: Name) -> tuple[str, str]:
    return state.place(name)[0].lower(), name[-1].lower()


def _key(state: State, name: Name) -> tuple[str, str] | None:
    """Where the routine of that name is known."""
    bare = name[-1].lower()
    if len(name) > 1:
        key = state.schema_of(name).lower(), bare
        return key if key in state.routines else None
    for schema in state.search():
        if (schema.lower(), bare) in state.routines:
            return schema.lower(), bare
    return None


def candidates(state: State, name: Name, arguments: int) -> list[Defined]:
    """The routines that a call may mean; one that is only defined later when there is none."""
    if not state.routines and not state.later:
        return []
    key = _key(state, name)
    known = state.routines.get(key, {}) if key else {}
    if not known and state.later:
        known = state.later.get(name[-1].lower(), {})
    if arguments in known:
        return [known[arguments]]
    longer = [known[count] for count in sorted(known) if count > arguments]
    return longer or list(known.values())


def call(state: State, operation: op.Run, apply: Apply) -> None:
    """CALL, EXEC, PERFORM, SELECT f(): the body happens now; of one not known, nothing is."""
    if operation.block is not None:
        here = Defined(operation.block, state.file, state.path)
        with _activated(state, here, {}):
            for part in operation.block.body:
                apply(state, part)
        return
    given = operation.arguments
    if state.uncalled and given is None and not _has_temporary(state):
        return  # what it does by itself is followed by itself
    count = len(given.query.body.items) if given and isinstance(given.query.body, Select) else 0
    for found in candidates(state, operation.name, count):
        if state.depth >= _DEEPEST or not found.routine.known or state.runs >= _MOST_RUNS:
            continue
        flows = _flows(state, given, found.routine) if given is not None else {}
        with _activated(state, found, flows):
            for part in found.routine.body:
                if state.uncalled or isinstance(part, op.NotRead):
                    _follow(state, part, apply)
                else:
                    apply(state, part)


def _has_temporary(state: State) -> bool:
    """Whether there are temporary tables, which a routine that is called may read."""
    return any(schema == TEMPORARY for schema, _ in state.tables)


def settle(state: State, apply: Apply) -> None:
    """At the end: what all routines write that are there, and all triggers."""
    before = state.file, state.path, state.within
    state.within = None
    state.uncalled = True
    for known in list(state.routines.values()):
        for defined in known.values():
            if not defined.routine.trigger:
                _run(state, defined, {}, apply)
    for (_, table), (operation, file, path) in list(state.triggers.items()):
        if table.dropped:
            continue
        state.file, state.path = file, path
        found = [Defined(operation.body, file, path)] if operation.body else []
        if not found:
            found = candidates(state, operation.routine, 0)
        rows: dict[Name, Table] = {(LOCAL, row): table for row in ("new", "old", "NEW", "OLD")}
        rows |= {(name,): table for name in operation.rows}
        for defined in found:
            _run(state, defined, rows, apply)
    state.uncalled = False
    state.file, state.path, state.within = before


def _run(state: State, defined: Defined, rows: dict[Name, Table], apply: Apply) -> None:
    with _activated(state, defined, {}, rows):
        for part in defined.routine.body:
            _follow(state, part, apply)


def _follow(state: State, part: Operation, apply: Apply) -> None:
    """One operation of a body that is only defined."""
    match part:
        case op.NotRead():
            state.unfollowed[Unfollowed(state.file, part.span, part.why)] = None
        case op.CreateTable() | op.Clone():
            if state.find(part.name) is None:
                apply(state, replace(part, keep=True))
        case op.CreateFromQuery():
            if state.find(part.name) is None:
                apply(state, replace(part, keep=True))
            else:
                write = replace(part.write, kind="insert")
                if part.columns:
                    write = replace(write, columns=tuple(c.name for c in part.columns))
                else:
                    write = replace(part.write, kind="table")
                apply(state, op.Fill(part.name, part.span, write))
        case op.Fill() | op.Run() | op.Spelled():
            apply(state, part)
        case _:
            pass


@contextmanager
def _activated(
    state: State,
    defined: Defined,
    given: dict[str, list[tuple[Column | ColumnRef, Transform, EdgeKind]]],
    rows: dict[Name, Table] | None = None,
) -> Iterator[dict[Name, Table]]:
    """The variables of a routine while it runs.

    Afterwards they are gone: what was in them flows from where it came.
    """
    routine = defined.routine
    outer, place = state.locals, (state.file, state.path, state.within)
    state.runs += 1
    state.depth += 1
    known = set(state.tables)
    own = {name: _local(state, name) for name in (LOCAL, RETURNED, *routine.records)}
    source = _local(state, _GIVEN)
    for index, name in enumerate(routine.parameters):
        origin = source.columns[name or f"%{index}"] = Column(source, name or f"%{index}")
        for flow in given.get(origin.name, ()):
            origin.inflows[flow] = None
        for written in (name, f"\N{LATIN LETTER DENTAL CLICK}{index + 1}"):
            if written:
                column = own[LOCAL].columns[written] = Column(own[LOCAL], written)
                column.inflows[origin, Transform(), EdgeKind.VALUE] = None
    for name in routine.scalars:
        own[LOCAL].columns.setdefault(name, Column(own[LOCAL], name))
    state.locals = {(LOCAL, name): table for name, table in own.items()} | (rows or {})
    state.locals[LOCAL, _GIVEN] = source
    state.file, state.path = defined.file, defined.path
    recorded = _recorder(state)
    try:
        yield state.locals
    finally:
        recorded()
        for table in (*own.values(), source):
            state.drop(table)
        if state.uncalled or (routine.name and state.dialect.name != "postgres"):
            for key in [k for k in state.tables if k not in known and k[0] == TEMPORARY]:
                state.drop(state.tables[key])
        state.locals = outer
        state.file, state.path, state.within = place
        state.depth -= 1


def _local(state: State, name: str) -> Table:
    """A table of variables, under a name that no other activation has."""
    table = Table(LOCAL, f"{name}#{state.runs}", "temporary table")
    state.tables[table.schema, table.name] = table
    return table


def _recorder(state: State) -> Callable[[], None]:
    """Have `record` told of edges over variables as of edges from where these come."""
    record = state.record
    if record is None or state.depth > 1:
        return lambda: None
    through: dict[Edge, None] = {}
    state.record = lambda edge: through.setdefault(edge)

    def told() -> None:
        state.record = record
        for edge in through:
            if edge.downstream.schema == LOCAL:
                continue
            if edge.upstream.schema != LOCAL:
                record(edge)
                continue
            table = state.tables.get((edge.upstream.schema, edge.upstream.table))
            column = table.columns.get(edge.upstream.column) if table else None
            if column is None:
                continue
            for flow in result.origins(state, column, through=True):
                origin = flow[0]
                if origin.schema != LOCAL:
                    record(result.beyond(edge, flow))

    return told


def _flows(
    state: State, given: Write, routine: Routine
) -> dict[str, list[tuple[Column | ColumnRef, Transform, EdgeKind]]]:
    """What a routine is given, by the names of its parameters."""
    from governance.extract.ddl.replay.queries import resolved

    resolution = resolved(state, given, TableRef(state.source, LOCAL, "%call"))
    positions = {column.name: index for index, column in enumerate(resolution.columns)}
    found: dict[str, list[tuple[Column | ColumnRef, Transform, EdgeKind]]] = {}
    for edge in resolution.edges:
        name = edge.downstream.column
        if name not in routine.parameters:
            index = positions.get(name, -1)
            if not 0 <= index < len(routine.parameters):
                continue
            name = routine.parameters[index] or f"%{index}"
        table = state.tables.get((edge.upstream.schema, edge.upstream.table))
        column = table.columns.get(edge.upstream.column) if table else None
        transform = Transform.of(edge.effect, edge.restores)
        found.setdefault(name, []).append((column or edge.upstream, transform, edge.kind))
    return found


def returned(state: State, name: Name, arguments: int, apply: Apply) -> Returned | None:
    """What a function gives, for whatever it is given; None for one that is not known."""
    found = candidates(state, name, arguments)
    if not found or state.depth >= _DEEPEST or state.runs >= _MOST_RUNS:
        return None
    if len(found) > 1 or not found[0].routine.known or not _gives(found[0].routine.body):
        return None
    defined = found[0]
    if defined.gives is not None and defined.gives[0] == state.shape:
        return defined.gives[1]
    record, state.record = state.record, None
    try:
        value = _given_back(state, defined, apply)
    finally:
        state.record = record
    defined.gives = state.shape, value
    return value


def _gives(body: Iterable[Operation]) -> bool:
    """Whether all of the body was read, and something is returned in it."""
    gives = False
    for part in body:
        if isinstance(part, op.NotRead):
            return False
        gives = gives or (isinstance(part, op.Fill) and part.name == (LOCAL, RETURNED))
    return gives


def _given_back(state: State, defined: Defined, apply: Apply) -> Returned:
    """Run a body for nothing but what it returns."""
    routine = defined.routine
    uncalled, state.uncalled = state.uncalled, True
    try:
        with _activated(state, defined, {}) as local:
            for part in routine.body:
                if isinstance(part, op.Fill) and part.name[0] != LOCAL:
                    target = state.find(part.name)
                    if target is None or target.schema != TEMPORARY:
                        continue
                made = isinstance(part, op.CreateFromQuery | op.CreateTable)
                temporary = getattr(part, "kind", "") == "temporary table"
                if isinstance(part, op.Fill) or (made and temporary):
                    apply(state, part)
            source = local[LOCAL, _GIVEN]
            given = TableRef(state.source, source.schema, source.name)
            return _columns_of(state, local[LOCAL, RETURNED], given, routine)
    finally:
        state.uncalled = uncalled


def _columns_of(state: State, table: Table, given: TableRef, routine: Routine) -> Returned:
    influences: dict[ColumnRef, None] = {}

    # What is given is called the same each time, so that two results can be compared.
    always = TableRef(state.source, LOCAL, _GIVEN)

    def values(flows: Iterable[Flow]) -> Iterator[tuple[ColumnRef, Transform]]:
        for found, transform, kind in flows:
            ref = found
            if ref.schema == LOCAL:
                if ref.table_ref != given:
                    continue  # a variable that only constants went into
                ref = always.column(ref.column)
            if kind is EdgeKind.VALUE:
                yield ref, transform
            else:
                influences[ref] = None

    columns = [
        (column.name, tuple(values(result.origins(state, column, through=True))))
        for column in table.columns.values()
    ]
    rest: list[tuple[ColumnRef, Transform]] = []
    for ref, _, transform, kind in table.loose:
        rest += values(_before(state, ref, transform, kind))
    if len(columns) == 1 and not routine.returns and columns[0][0].startswith("_col"):
        columns = [("", columns[0][1])]
    names = tuple(name or f"%{index}" for index, name in enumerate(routine.parameters))
    return Returned(tuple(columns), always, names, tuple(influences), table.made_open, tuple(rest))


def _before(
    state: State, column: Column | ColumnRef, transform: Transform, kind: EdgeKind
) -> Iterator[Flow]:
    """Where something comes from that goes on from a column, which may be a variable."""
    if isinstance(column, ColumnRef):
        yield column, transform, kind
        return
    for origin, before, way in result.origins(state, column, through=True):
        both = kind if way is EdgeKind.VALUE else way
        yield origin, before.then(transform), both
