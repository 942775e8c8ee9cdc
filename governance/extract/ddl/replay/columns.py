"""What happens to columns, to their types and comments."""

from __future__ import annotations

import re

from governance.extract.ddl.operations import (
    AddColumn,
    AlterColumn,
    ColumnDef,
    Comment,
    CompositeType,
    DropColumn,
    DropType,
    RenameColumn,
    RenameType,
)
from governance.extract.ddl.replay import constraints
from governance.extract.ddl.replay.state import Column, State, Table
from governance.sql.place import Span
from governance.sql.reader import Name


def made(state: State, table: Table, definition: ColumnDef) -> Column:
    """A column as it is declared."""
    return Column(
        table,
        definition.name,
        definition.type,
        definition.nullable,
        definition.has_default,
        definition.comment,
        state.at(definition.span),
    )


def add(state: State, operation: AddColumn) -> None:
    """A column more, in the table and in what inherits from it."""
    table = state.find(operation.table)
    if table is None:
        if operation.if_exists and not operation.keep:
            return
        table = assumed(state, operation.table, operation.span)
    for member in state.family(table):
        if operation.column.name in member.columns:
            if member is table and not operation.keep and not table.unknown:
                state.problem(
                    f"a column is added that is there already: {table.name}."
                    f"{operation.column.name}",
                    f"twice {table.schema}.{table.name}.{operation.column.name}",
                    operation.span,
                    str(state.ref(table).column(operation.column.name)),
                )
            if operation.keep:
                continue
        _insert(member, made(state, member, operation.column), operation.after)
        for constraint in operation.constraints:
            constraints.put(state, member, constraint)


def _insert(table: Table, column: Column, after: str | None) -> None:
    table.columns[column.name] = column
    if after is None:
        return
    others = [c for c in table.columns.values() if c is not column]
    index = next((i + 1 for i, c in enumerate(others) if c.name == after), 0)
    table.columns = {c.name: c for c in (*others[:index], column, *others[index:])}


def assumed(state: State, name: Name, span: Span) -> Table:
    """A table that must be there because it is changed, with unknown columns."""
    if not name[-1].startswith("@"):  # a variable of the script's own
        state.not_known(name, span, "this changes")
    schema, bare = state.place(name)
    return state.put(Table(schema, bare, "table", state.at(span), made_open=True, unknown=True))


def _column(state: State, table: Table, name: str, span: Span, *, if_exists: bool) -> Column | None:
    """The column of that name; one that must be there in an open table is assumed."""
    column = table.columns.get(name)
    if column is None and table.made_open and not if_exists:
        column = table.columns[name] = Column(table, name, location=state.at(span))
    elif column is None and not if_exists:
        ref = state.ref(table).column(name)
        state.problem(
            f"this changes a column that is not there: {ref.name}",
            f"no column {ref.name}",
            span,
            ref.name,
        )
    return column


def drop(state: State, operation: DropColumn) -> None:
    """A column less, with the constraints and indexes that need it."""
    table = state.known(
        operation.table, operation.span, "this changes", if_exists=operation.if_exists
    )
    if table is None:
        return
    lenient = operation.if_exists or table.made_open
    column = _column(state, table, operation.column, operation.span, if_exists=lenient)
    if column is None:
        return
    for member in state.family(table):
        found = member.columns.get(operation.column)
        if found is not None:
            remove(state, found)
            if operation.cascade:
                drop_dependents(state, {found})


def remove(state: State, column: Column) -> None:
    """Take a column out of its table."""
    table = column.table
    del table.columns[column.name]
    column.dropped = True
    for name in [n for n, c in table.constraints.items() if column in c.columns]:
        del table.constraints[name]
    for name in [n for n, i in table.indexes.items() if column in (*i.columns, *i.uses)]:
        del table.indexes[name]
    for other in state.tables.values():
        for name, constraint in list(other.constraints.items()):
            if constraint.referred is table and column in constraint.referred_columns:
                del other.constraints[name]


def drop_dependents(state: State, gone: set[Column]) -> None:
    """Drop the views that read any of these columns, and the views over those."""
    for view in list(state.tables.values()):
        if view.kind not in ("view", "materialized view") or view.dropped:
            continue
        if any(up in gone for column in view.columns.values() for up, _, _ in column.inflows):
            columns = set(view.columns.values())
            state.drop(view)
            drop_dependents(state, columns)


def rename(state: State, operation: RenameColumn) -> None:
    """A column gets another name, here and in what inherits from the table."""
    table = state.find(operation.table)
    if table is None:
        if operation.if_exists:
            return
        table = assumed(state, operation.table, operation.span)
    lenient = operation.if_exists
    column = _column(state, table, operation.column, operation.span, if_exists=lenient)
    if column is None or operation.to in table.columns:
        return
    for member in state.family(table):
        found = member.columns.get(operation.column)
        if found is not None:
            member.rename(found, operation.to)
            found.location = state.at(operation.span)


def alter(state: State, operation: AlterColumn) -> None:
    """What is said anew about a column; a new type is a new declaration."""
    table = state.find(operation.table)
    if table is None:
        if operation.if_exists:
            return
        table = assumed(state, operation.table, operation.span)
    column = _column(state, table, operation.column, operation.span, if_exists=operation.if_exists)
    if column is None:
        return
    for member in state.family(table):
        found = member.columns.get(operation.column)
        if found is None:
            continue
        if operation.type is not None:
            found.type = operation.type
            found.location = state.at(operation.span)
        if operation.nullable is not None:
            found.nullable = operation.nullable
        if operation.has_default is not None:
            found.has_default = operation.has_default
        if operation.definition:
            found.comment = operation.comment


def comment(state: State, operation: Comment) -> None:
    """A comment on a table or column."""
    table = state.known(operation.table, operation.span, "this describes")
    if table is None:
        return
    if operation.column is None:
        table.comment = operation.text
        return
    column = _column(state, table, operation.column, operation.span, if_exists=False)
    if column is not None:
        column.comment = operation.text


def composite_type(state: State, operation: CompositeType) -> None:
    """A type with columns."""
    state.types[operation.name[-1]] = [(c.name, c.type) for c in operation.columns]


def _of_type(type_: str, name: str) -> bool:
    bare = re.sub(r"(\[\d*\])+$", "", type_)
    bare = bare.removesuffix('"').rpartition(".")[2].removeprefix('"')
    return bare == name


def rename_type(state: State, operation: RenameType) -> None:
    """The columns of a type follow its new name."""
    old, new = operation.name[-1], operation.to
    for table in state.tables.values():
        for column in table.columns.values():
            if _of_type(column.type, old):
                column.type = column.type.replace(old, new)
    if old in state.types:
        state.types[new] = state.types.pop(old)


def drop_type(state: State, operation: DropType) -> None:
    """With CASCADE, the columns of a type go with it."""
    for name in operation.names:
        state.types.pop(name[-1], None)
        if not operation.cascade:
            continue
        for table in list(state.tables.values()):
            for column in list(table.columns.values()):
                if _of_type(column.type, name[-1]):
                    remove(state, column)
