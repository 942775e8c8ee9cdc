"""The run over all operations: each finds the function that applies it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from governance.extract.ddl import keys, rights
from governance.extract.ddl import operations as op
from governance.extract.ddl.operations import Operation
from governance.extract.ddl.replay import access, columns, constraints, queries, routines, tables
from governance.extract.ddl.replay.state import State


def replay(state: State, file: str, operations: Iterable[Operation]) -> None:
    """Apply the operations of one file; the search path is the dialect's own at its beginning."""
    state.file = file
    state.path = ()
    state.seen = {}
    for operation in operations:
        apply(state, operation)


def apply(state: State, operation: Operation) -> None:
    """Apply one operation."""
    if not isinstance(operation, op.Fill):
        state.shape += 1
    _APPLY[type(operation)](state, operation)


def settle(state: State) -> None:
    """At the end: what stood in the wrong order is read again, and what routines write followed."""
    queries.settle(state)
    if state.routines or state.triggers:
        routines.settle(state, apply)
        queries.settle(state)
    queries.report_open(state)


def _not_read(state: State, operation: op.NotRead) -> None:
    count = state.seen[operation.hash] = state.seen.get(operation.hash, 0) + 1
    mark = operation.hash if count == 1 else f"{operation.hash}#{count}"
    state.problem(operation.why, mark, operation.span)


def _rename_index(state: State, operation: keys.RenameIndex) -> None:
    constraints.rename_index(state, operation)


def _call(state: State, operation: op.Run) -> None:
    routines.call(state, operation, apply)


_APPLY: dict[type, Callable[[State, Any], None]] = {
    op.CreateTable: tables.create,
    op.CreateFromQuery: queries.create,
    op.Fill: queries.fill,
    op.Clone: tables.clone,
    op.Drop: tables.drop,
    op.RenameTable: tables.rename,
    op.SetSchema: tables.set_schema,
    op.SwapTables: tables.swap,
    op.Inherit: tables.inherit,
    op.SearchPath: tables.search_path,
    op.CreateSchema: tables.create_schema,
    op.DropSchema: tables.drop_schema,
    op.RenameSchema: tables.rename_schema,
    op.AddColumn: columns.add,
    op.DropColumn: columns.drop,
    op.RenameColumn: columns.rename,
    op.AlterColumn: columns.alter,
    op.Comment: columns.comment,
    op.CompositeType: columns.composite_type,
    op.RenameType: columns.rename_type,
    op.DropType: columns.drop_type,
    op.AlterComposite: columns.alter_composite,
    op.OfType: columns.of_type,
    op.Sequence: tables.sequence,
    keys.AddConstraint: constraints.add,
    keys.DropConstraint: constraints.drop,
    keys.RenameConstraint: constraints.rename,
    keys.CreateIndex: constraints.create_index,
    keys.DropIndex: constraints.drop_index,
    keys.RenameIndex: _rename_index,
    rights.Give: access.give,
    rights.Take: access.take,
    rights.RowSecurity: access.row_security,
    rights.AddPolicy: access.add_policy,
    rights.DropPolicy: access.drop_policy,
    rights.RenamePolicy: access.rename_policy,
    rights.Mask: access.mask,
    op.Routine: routines.define,
    op.DropRoutine: routines.drop,
    op.RenameRoutine: routines.rename,
    op.Trigger: routines.trigger,
    op.DropTrigger: routines.drop_trigger,
    op.RenameTrigger: routines.rename_trigger,
    op.Run: _call,
    op.Spelled: tables.spelled,
    op.NotRead: _not_read,
}
