"""Constraints and indexes."""

from __future__ import annotations

from governance.extract.ddl import keys
from governance.extract.ddl.keys import (
    ConstraintKind,
)
from governance.extract.ddl.replay.naming import constraint_name, index_name
from governance.extract.ddl.replay.state import Column, Constraint, Index, State, Table
from governance.model.names import TableRef
from governance.sql.reader import Name


def put(state: State, table: Table, declared: keys.Constraint) -> None:
    """Add a constraint to a table."""
    columns = [table.columns[c] for c in declared.columns if c in table.columns]
    index = None
    if declared.using is not None:
        index = table.indexes.pop(declared.using, None)
        columns = index.columns if index else []
    if declared.kind == "not null" or declared.kind == "primary key":
        for column in columns:
            if declared.kind == "not null" or state.dialect.name != "sqlite":
                column.nullable = False
    if declared.kind == "not null":
        if declared.name is not None:
            made = Constraint("not null", columns, state.at(declared.span))
            table.constraints[declared.name] = made
        return
    if declared.kind == "foreign key" and len(columns) < len(declared.columns):
        if not table.made_open:
            return
        columns = [*columns]
    made = Constraint(declared.kind, columns, state.at(declared.span))
    if declared.kind == "foreign key":
        referred = state.find(declared.referred)
        made.referred = referred or TableRef(state.source, *state.place(declared.referred))
        made.referred_columns = declared.referred_columns
        if referred and all(c in referred.columns for c in declared.referred_columns):
            made.referred_columns = [referred.columns[c] for c in declared.referred_columns]
    name = declared.name or declared.using
    if name is None:
        taken = _taken(state, table)
        words = declared.columns if declared.kind != "check" else [c.name for c in columns]
        name = constraint_name(table.name, words, declared.kind, taken)
    if declared.kind == "primary key":
        for old in [n for n, c in table.constraints.items() if c.kind == "primary key"]:
            del table.constraints[old]
    table.constraints[name] = made


_KEYS = ("primary key", "unique")


def take_keys(state: State, partition: Table, parent: Table) -> None:
    """Give a partition the keys of its parent, under names of its own, where it has none alike."""
    partition.partition = True
    for constraint in parent.constraints.values():
        names = [column.name for column in constraint.columns]
        if constraint.kind not in _KEYS or _alike(partition, constraint.kind, names):
            continue
        columns = [partition.columns[name] for name in names if name in partition.columns]
        if constraint.kind == "primary key":
            for column in columns:
                column.nullable = False
        name = constraint_name(partition.name, names, constraint.kind, _taken(state, partition))
        partition.constraints[name] = Constraint(constraint.kind, columns, constraint.location)


def take_indexes(state: State, table: Table, parent: Table) -> None:
    """Give a table that is no partition any more the indexes that it had as one."""
    for index in parent.indexes.values():
        names = [column.name for column in index.columns]
        columns = [table.columns[name] for name in names if name in table.columns]
        name = index_name(table.name, names, _taken(state, table))
        table.indexes[name] = Index(columns, index.location, index.unique)


def _alike(table: Table, kind: ConstraintKind, columns: list[str]) -> list[str]:
    """The names of the table's constraints of that kind over these columns."""
    return [
        name
        for name, constraint in table.constraints.items()
        if constraint.kind == kind and [c.name for c in constraint.columns] == columns
    ]


def _taken(state: State, table: Table) -> set[str]:
    """The names that a constraint or index of this table cannot have."""
    return {*table.constraints, *table.indexes}


def add(state: State, operation: keys.AddConstraint) -> None:
    """ADD CONSTRAINT, to the table and what inherits from it."""
    table = state.known(
        operation.table, operation.span, "this constrains", if_exists=operation.if_exists
    )
    if table is None:
        return
    kind = operation.constraint.kind
    for member in state.family(table):
        if member is table or kind not in (*_KEYS, "foreign key"):
            put(state, member, operation.constraint)
        elif member.partition and kind in _KEYS:
            (parent,) = member.parents
            take_keys(state, member, parent)


def drop(state: State, operation: keys.DropConstraint) -> None:
    """DROP CONSTRAINT, by name or as the only one of its kind."""
    table = state.find(operation.table)
    if table is None:
        return
    if operation.name is not None and operation.name not in table.constraints:
        for column in table.columns.values():  # a name that PostgreSQL made up
            if operation.name == f"{table.name}_{column.name}_not_null":
                column.nullable = True
    for name, constraint in list(table.constraints.items()):
        if name == operation.name or (operation.name is None and constraint.kind == operation.kind):
            del table.constraints[name]
            if constraint.kind == "not null":
                for column in constraint.columns:
                    column.nullable = True
            if constraint.kind in _KEYS:
                _drop_references(state, table, constraint)
                columns = [column.name for column in constraint.columns]
                for member in state.family(table)[1:]:
                    for own in _alike(member, constraint.kind, columns) if member.partition else ():
                        del member.constraints[own]


def _drop_references(state: State, table: Table, key: Constraint) -> None:
    """The foreign keys to a key that is gone went with it, or it could not have gone."""
    for other in state.tables.values():
        for name, constraint in list(other.constraints.items()):
            if constraint.kind != "foreign key" or constraint.referred is not table:
                continue
            primary = not constraint.referred_columns and key.kind == "primary key"
            if primary or list(constraint.referred_columns) == key.columns:
                del other.constraints[name]


def rename(state: State, operation: keys.RenameConstraint) -> None:
    """RENAME CONSTRAINT."""
    table = state.find(operation.table)
    if table is not None and operation.name in table.constraints:
        table.constraints[operation.to] = table.constraints.pop(operation.name)


def create_index(state: State, operation: keys.CreateIndex) -> None:
    """CREATE INDEX."""
    table = state.known(operation.table, operation.span, "this indexes")
    if table is None:
        return
    name = operation.name
    if name is None:
        name = index_name(table.name, operation.labels, _taken(state, table))
    if operation.keep and name in table.indexes:
        return
    columns = [_column(state, table, operation, c) for c in operation.columns]
    table.indexes[name] = Index(
        [c for c in columns if c is not None],
        state.at(operation.span),
        operation.unique and not operation.partial,
        tuple(table.columns[c] for c in operation.uses if c in table.columns),
    )


def _column(state: State, table: Table, operation: keys.CreateIndex, name: str) -> Column | None:
    column = table.columns.get(name)
    if column is None and table.made_open:
        column = table.columns[name] = Column(table, name, location=state.at(operation.span))
    return column


def _holding(state: State, name: Name, table: Name) -> Table | None:
    """The table that has the index of that name."""
    if table:
        return state.find(table)
    schemas = {state.schema_of(name)} if len(name) > 1 else None
    for found in state.tables.values():
        if name[-1] in found.indexes and (schemas is None or found.schema in schemas):
            return found
    return None


def drop_index(state: State, operation: keys.DropIndex) -> None:
    """DROP INDEX; MySQL drops a unique constraint this way too."""
    for name in operation.names:
        table = _holding(state, name, operation.table)
        if table is not None:
            table.indexes.pop(name[-1], None)
            if operation.table:
                table.constraints.pop(name[-1], None)


def rename_index(state: State, operation: keys.RenameIndex) -> bool:
    """ALTER INDEX ... RENAME, which also renames the constraint of that index.

    Whether there is such an index.
    """
    table = _holding(state, operation.name, ())
    if table is not None:
        table.indexes[operation.to] = table.indexes.pop(operation.name[-1])
        return True
    for other in state.tables.values():
        constraint = other.constraints.get(operation.name[-1])
        if constraint is not None and constraint.kind in ("primary key", "unique", "exclude"):
            other.constraints[operation.to] = other.constraints.pop(operation.name[-1])
            return True
    return False
