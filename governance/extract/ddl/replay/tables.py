"""Tables and schemas: made, dropped, renamed, inherited."""

from __future__ import annotations

from governance.extract.ddl import keys
from governance.extract.ddl import operations as op
from governance.extract.ddl.replay import access, columns, constraints
from governance.extract.ddl.replay.state import TEMPORARY, Column, Constraint, Index, State, Table
from governance.lineage.effects import IDENTITY
from governance.model.lineage import EdgeKind
from governance.sql.place import Span
from governance.sql.reader import Name


def create(state: State, operation: op.CreateTable) -> None:
    """CREATE TABLE."""
    temporary = operation.kind == "temporary table"
    place = state.place(operation.name, temporary=temporary)
    earlier = None if operation.replace else state.tables.get(place)
    if not free(state, place, operation.span, keep=operation.keep, replace=operation.replace):
        return
    table = Table(*place, operation.kind, state.at(operation.span), comment=operation.comment)
    table.made_open = operation.open
    for parent_name in operation.parents:
        _inherit_from(state, table, parent_name, operation.span)
    parent = None
    partition_of = operation.partition_of or None
    if operation.partition_of:
        parent = _inherit_from(state, table, operation.partition_of, operation.span)
    if operation.of_type:
        _of_type(state, table, operation.of_type)
    state.put(table)
    likes = list(zip(operation.order, operation.likes, strict=True))
    for index, definition in enumerate(operation.columns):
        while likes and likes[0][0] <= index:
            _like(state, table, likes.pop(0)[1], operation.span)
        declared = columns.made(state, table, definition)
        inherited = table.columns.get(declared.name)
        if inherited is not None:
            declared.nullable = declared.nullable and inherited.nullable
            declared.has_default = declared.has_default or inherited.has_default
            declared.local = partition_of is None
        table.columns[declared.name] = declared
    for _, like in likes:
        _like(state, table, like, operation.span)
    for constraint in operation.constraints:
        constraints.put(state, table, constraint)
    if parent is not None:
        constraints.take_keys(state, table, parent)
    if earlier is not None:
        _keep_columns(table, earlier)
    access.apply_defaults(state, table)


def _keep_columns(table: Table, earlier: Table) -> None:
    """What was said of the table before holds too: which file a database ran first is not known.

    Without this a column could be hidden by a second CREATE TABLE that does not have it.
    """
    for name, column in earlier.columns.items():
        if name not in table.columns:
            kept = table.columns[name] = copied(table, column)
            kept.comment = column.comment
            kept.inflows = dict(column.inflows)


def free(state: State, place: tuple[str, str], span: Span, *, keep: bool, replace: bool) -> bool:
    """Whether a new table may be made there; what it replaces is dropped."""
    existing = state.tables.get(place)
    if existing is None:
        return True
    if existing.unknown:
        state.drop(existing)
        return True
    if keep:
        return False
    if not replace:
        ref = state.ref(existing)
        state.problem(
            f"{ref.name} is created here and was created before; the columns of both count",
            f"twice {ref.name}",
            span,
            ref.name,
        )
    state.drop(existing)
    return True


def copied(table: Table, column: Column) -> Column:
    """A column as it is in another table."""
    return Column(
        table,
        column.name,
        stored_type(column.type),
        column.nullable,
        column.has_default,
        None,
        column.location,
        filled=column.filled,
    )


_SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
_SERIALS |= {"serial4": "integer", "serial8": "bigint", "serial2": "smallint"}


def stored_type(written: str) -> str:
    """The type that a column has once it is copied: `serial` is only a way of declaring one."""
    return _SERIALS.get(written, written)


def _inherit_from(state: State, table: Table, parent_name: Name, span: Span) -> Table | None:
    """The parent, None when no such table is known."""
    parent = state.known(parent_name, span, "this inherits from")
    if parent is None:
        table.made_open = True
        return None
    state.inherit(table, parent)
    table.made_open = table.made_open or parent.made_open
    for column in parent.columns.values():
        own = table.columns.setdefault(column.name, copied(table, column))
        own.local = False
        own.nullable = own.nullable and column.nullable
        own.has_default = own.has_default or column.has_default
    for name, constraint in parent.constraints.items():
        if constraint.kind == "check":
            table.constraints[name] = constraint
    return parent


def _of_type(state: State, table: Table, type_name: Name) -> None:
    found = state.types.get(type_name[-1])
    if found is None:
        table.made_open = True
        return
    for name, type_ in found:
        table.columns[name] = Column(table, name, type_, location=table.location)
    table.of = type_name[-1]


def _like(state: State, table: Table, like: op.Like, span: Span) -> None:
    origin = state.known(like.table, span, "this is made like")
    if origin is None:
        table.made_open = True
        return
    table.made_open = table.made_open or origin.made_open
    every = "all" in like.including

    def takes(what: str) -> bool:
        return what in like.including or (every and f"not {what}" not in like.including)

    for column in origin.columns.values():
        new = copied(table, column)
        new.has_default = column.has_default and takes(_INCLUDED[column.filled])
        new.comment = column.comment if takes("comments") else None
        table.columns[new.name] = new
    if takes("indexes"):
        for name, constraint in origin.constraints.items():
            if constraint.kind in ("primary key", "unique"):
                own = [table.columns[c.name] for c in constraint.columns]
                table.constraints[name.replace(origin.name, table.name, 1)] = Constraint(
                    constraint.kind, own, constraint.location
                )
        for name, index in origin.indexes.items():
            own = [table.columns[c.name] for c in index.columns]
            renamed = name.replace(origin.name, table.name, 1)
            table.indexes[renamed] = Index(own, index.location, index.unique)


_INCLUDED: dict[op.Filled, str] = {
    "default": "defaults",
    "generated": "generated",
    "identity": "identity",
}


def clone(state: State, operation: op.Clone) -> None:
    """CLONE, COPY, LIKE: the columns of another table, and its data."""
    place = state.place(operation.name)
    if not free(state, place, operation.span, keep=operation.keep, replace=operation.replace):
        return
    table = Table(*place, "table", state.at(operation.span))
    state.put(table)
    origin = state.known(operation.origin, operation.span, "this copies")
    if origin is None:
        table.made_open = True
        return
    table.made_open = origin.made_open
    table.comment = origin.comment
    for column in origin.columns.values():
        new = table.columns[column.name] = copied(table, column)
        new.comment = column.comment
        new.mask = column.mask
        upstream = state.ref(origin).column(column.name)
        state.flow(upstream, new, IDENTITY, EdgeKind.VALUE, table.location)
    access.apply_defaults(state, table)


def drop(state: State, operation: op.Drop) -> None:
    """DROP TABLE or VIEW."""
    for name in operation.names:
        table = state.known(name, operation.span, "this drops", if_exists=True)
        if table is None:
            continue
        gone = set(table.columns.values())
        for child in state.family(table)[1:]:
            state.drop(child)
        state.drop(table)
        for other in state.tables.values():
            for key in [k for k, c in other.constraints.items() if c.referred is table]:
                del other.constraints[key]
        if operation.cascade:
            columns.drop_dependents(state, gone)


def rename(state: State, operation: op.RenameTable) -> None:
    """RENAME TO."""
    table = state.find(operation.name)
    if table is None:
        elsewhere = _rename_elsewhere(state, operation)
        state.known(operation.name, operation.span, "this renames", if_exists=elsewhere)
        return
    schema = state.schema_of(operation.to) if len(operation.to) > 1 else table.schema
    if (schema, operation.to[-1]) in state.tables:
        if operation.if_exists:
            return
        state.drop(state.tables[schema, operation.to[-1]])
    state.move(table, schema, operation.to[-1])
    table.location = state.at(operation.span)


def _rename_elsewhere(state: State, operation: op.RenameTable) -> bool:
    """ALTER TABLE may also rename an index or a sequence; whether it does, or need not."""
    to = operation.to[-1]
    place = state.place(operation.name)
    if place in state.sequences:
        state.sequences.remove(place)
        state.sequences.add((place[0], to))
        return True
    renamed = constraints.rename_index(state, keys.RenameIndex(operation.name, to, operation.span))
    return renamed or operation.if_exists


def sequence(state: State, operation: op.Sequence) -> None:
    """CREATE SEQUENCE."""
    state.sequences.add(state.place(operation.name))


def set_schema(state: State, operation: op.SetSchema) -> None:
    """SET SCHEMA."""
    table = state.known(operation.name, operation.span, "this moves", if_exists=operation.if_exists)
    if table is not None and (operation.schema, table.name) not in state.tables:
        state.move(table, operation.schema, table.name)


def swap(state: State, operation: op.SwapTables) -> None:
    """SWAP WITH."""
    one = state.known(operation.table, operation.span, "this swaps")
    two = state.known(operation.other, operation.span, "this swaps")
    if one is None or two is None:
        return
    one.schema, two.schema = two.schema, one.schema
    one.name, two.name = two.name, one.name
    state.put(one)
    state.put(two)


def inherit(state: State, operation: op.Inherit) -> None:
    """INHERIT, ATTACH PARTITION, and their opposites."""
    table = state.known(operation.table, operation.span, "this changes")
    parent = state.known(operation.parent, operation.span, "this changes")
    if table is None or parent is None:
        return
    if operation.remove:
        if parent in table.parents:
            table.parents.remove(parent)
            table.partition = False
            for column in table.columns.values():
                inherited = any(column.name in other.columns for other in table.parents)
                column.local = column.local or not inherited
            if operation.partition:
                constraints.take_indexes(state, table, parent)
    elif parent not in table.parents:
        state.inherit(table, parent)
        if operation.partition:
            for column in table.columns.values():
                column.local = False
            constraints.take_keys(state, table, parent)


def search_path(state: State, operation: op.SearchPath) -> None:
    """SET search_path, USE, and the schema of a CREATE SCHEMA's elements."""
    if operation.scope == "enter":
        state.within = operation.schemas[0]
    elif operation.scope == "leave":
        state.within = None
    else:
        state.path = tuple(s for s in operation.schemas if s not in ("pg_catalog", TEMPORARY))


def spelled(state: State, operation: op.Spelled) -> None:
    """The first spelling of a name counts."""
    for name, written in operation.names:
        state.spellings.setdefault(name, written)


def create_schema(state: State, operation: op.CreateSchema) -> None:
    """CREATE SCHEMA."""
    state.schemas.add(".".join(operation.name))


def drop_schema(state: State, operation: op.DropSchema) -> None:
    """DROP SCHEMA: a schema can only go when nothing is left in it, or with all of it."""
    for name in operation.names:
        schema = ".".join(name)
        state.schemas.discard(schema)
        gone: set[Column] = set()
        for table in [t for t in state.tables.values() if t.schema == schema]:
            gone.update(table.columns.values())
            state.drop(table)
        columns.drop_dependents(state, gone)


def rename_schema(state: State, operation: op.RenameSchema) -> None:
    """ALTER SCHEMA ... RENAME TO."""
    old = ".".join(operation.name)
    for table in [t for t in state.tables.values() if t.schema == old]:
        state.move(table, operation.to, table.name)
    state.schemas.discard(old)
    state.schemas.add(operation.to)
