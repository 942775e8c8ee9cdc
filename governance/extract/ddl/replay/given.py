"""Tables that no file makes, as the catalog's store gives them to the replay."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from governance.extract.ddl.keys import ConstraintKind
from governance.extract.ddl.replay.state import Column, Constraint, Index, State, Table
from governance.extract.stored import Given, Stored, Taken
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef

NOWHERE = Location("")
"""Where a database has something that no file says."""


def giving(stored: Stored) -> Callable[[State, tuple[str, str]], Table | None]:
    """What makes a table known that no statement creates."""

    def give(state: State, place: tuple[str, str]) -> Table | None:
        given = stored.given(*place)
        return None if given is None else _table(given.named(TableRef(state.source, *place)))

    return give


def taken(state: State) -> Iterator[Taken]:
    """The tables that were given and are still there."""
    for table in state.tables.values():
        if table.given is not None:
            renamed = tuple(
                (column.given, column.name)
                for column in table.columns.values()
                if column.given not in (None, column.name)
            )
            yield Taken(*table.given, state.ref(table), renamed)


def _table(given: Given) -> Table:
    """As it is in the store; foreign keys are left to those that files declare."""
    known = given.table
    place = known.ref.schema, known.ref.table
    table = Table(*place, known.kind, comment=known.comment, unknown=True, given=place)
    table.row_security, table.made_open = known.row_security, known.open
    for each in known.columns:
        column = Column(table, each.name, each.type, each.nullable, each.has_default, each.comment)
        column.given = each.name
        table.columns[each.name] = column
    keys: list[tuple[ConstraintKind, tuple[str, ...]]] = [("unique", key) for key in known.unique]
    if known.primary_key:
        keys.append(("primary key", known.primary_key))
    for kind, names in keys:
        columns = [table.columns[name] for name in names if name in table.columns]
        table.constraints[f"{kind} {len(table.constraints)}"] = Constraint(kind, columns, NOWHERE)
    for index in known.indexes:
        columns = [table.columns[name] for name in index.columns if name in table.columns]
        table.indexes[index.name] = Index(columns, NOWHERE, index.unique)
    for grant in given.grants:
        table.grants[grant.grantee, grant.privilege, grant.columns] = grant
    for protection in given.protections:
        subject = protection.subject
        if not isinstance(subject, ColumnRef):
            table.policies[protection.method] = NOWHERE
        elif protection.kind == "masking" and subject.column in table.columns:
            table.columns[subject.column].mask = protection.method, NOWHERE
    return table
