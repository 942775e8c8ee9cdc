"""What happens to columns, to their types and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from governance.extract.ddl.operations import (
    AddColumn,
    AlterColumn,
    AlterComposite,
    ColumnDef,
    Comment,
    CompositeType,
    DropColumn,
    DropType,
    OfType,
    RenameColumn,
    RenameType,
)
from governance.extract.ddl.replay import constraints
from governance.extract.ddl.replay.state import Column, State, Table
from governance.model.names import quote
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
        filled=definition.filled,
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
        column = made(state, member, operation.column)
        column.local = member is table
        _insert(member, column, operation.after)
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
    if not state.uncalled and not name[-1].startswith("@"):  # a variable of the script's own
        state.not_known(name, span, "this changes")
    schema, bare = state.place(name)
    return state.put(Table(schema, bare, "table", state.at(span), made_open=True, unknown=True))


def _column(state: State, table: Table, name: str, span: Span, *, if_exists: bool) -> Column | None:
    """The column of that name; one that must be there in an open table is assumed."""
    column = table.columns.get(name)
    if column is None and table.made_open and not if_exists:
        column = table.columns[name] = Column(table, name, location=state.at(span))
    elif column is None and not if_exists and table.given is None:
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
    gone = set(_drop_from(state, column, only=operation.only))
    if operation.cascade:
        drop_dependents(state, gone)


def _drop_from(state: State, column: Column, *, only: bool) -> Iterator[Column]:
    """Take a column out of its table, and of those that have it from there alone."""
    name, table = column.name, column.table
    remove(state, column)
    yield column
    for child in state.children(table) if state.inheriting else ():
        own = child.columns.get(name)
        if own is None or any(name in parent.columns for parent in child.parents):
            continue
        if only:
            own.local = True
        elif not own.local:
            yield from _drop_from(state, own, only=False)


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
        used = {up for column in view.columns.values() for up, _, _ in column.inflows}
        used |= {up for up, _, _, _ in view.loose}
        if not gone.isdisjoint(used):
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
    for member in [table] if operation.only else state.family(table):
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
            found.filled = operation.filled
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


def alter_composite(state: State, operation: AlterComposite) -> None:
    """A type with columns changes, and the tables that are of it."""
    change = operation.change
    name = change.table[-1]
    listed = state.types.get(name)
    if listed is None:
        return
    holder = Table("", name, "table")
    for column, type_ in listed:
        holder.columns[column] = Column(holder, column, type_)
    for table in [holder, *(t for t in state.tables.values() if t.of == name)]:
        match change:
            case AddColumn(column=declared) if declared.name not in table.columns:
                table.columns[declared.name] = made(state, table, declared)
            case DropColumn(column=gone) if gone in table.columns:
                remove(state, table.columns[gone])
            case RenameColumn(column=old, to=new) if old in table.columns:
                table.rename(table.columns[old], new)
            case AlterColumn(column=old, type=str(kind)) if old in table.columns:
                table.columns[old].type = kind
            case _:
                pass
    state.types[name] = [(c.name, c.type) for c in holder.columns.values()]


def of_type(state: State, operation: OfType) -> None:
    """ALTER TABLE ... OF, NOT OF."""
    table = state.known(operation.table, operation.span, "this changes")
    if table is not None:
        table.of = operation.type[-1] if operation.type else None


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
                column.type = _renamed(column.type, old, new, operation.schema)
        if table.of == old:
            table.of = new
    if old in state.types:
        state.types[new] = state.types.pop(old)


def _renamed(type_: str, old: str, new: str, schema: str | None) -> str:
    """A type as it is written now, with another name, or schema."""
    if schema is None:
        return type_.replace(old, new)
    bare, array = re.fullmatch(r"(.*?)((?:\[\d*\])*)", type_).groups()  # type: ignore[union-attr]
    return f"{quote(schema)}.{bare.rpartition('.')[2]}{array}"


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
