"""Grants, row-level security, masking."""

from __future__ import annotations

from collections.abc import Iterator

from governance.extract.ddl import rights
from governance.extract.ddl.replay.state import State, Table
from governance.model.catalog import Grant
from governance.model.names import TableRef

# PostgreSQL manual 5.8: what ALL means for a table.
_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


def _subjects(state: State, operation: rights.Give | rights.Take) -> Iterator[Table | TableRef]:
    """The tables meant; a reference for one that is not known, or for all of a schema."""
    for name in operation.tables:
        yield state.find(name) or TableRef(state.source, *state.place(name))
    for name in operation.schemas:
        schema = state.schema_of((*name, "*"))
        if not operation.future:
            yield from [t for t in state.tables.values() if t.schema == schema]
        yield TableRef(state.source, schema, "*")
    if operation.everywhere:
        if not operation.future:
            yield from state.tables.values()
        yield TableRef(state.source, "*", "*")


def give(state: State, operation: rights.Give) -> None:
    """GRANT."""
    for subject in _subjects(state, operation):
        for grantee in operation.grantees:
            for privilege, columns in operation.privileges:
                grant = Grant(
                    state.ref(subject) if isinstance(subject, Table) else subject,
                    grantee,
                    privilege,
                    columns,
                    operation.grantable,
                    operation.future,
                    state.at(operation.span),
                )
                if isinstance(subject, Table):
                    subject.grants[grantee, privilege, columns] = grant
                elif subject.table == "*":
                    state.schema_grants[subject.schema, grantee, privilege] = grant
                else:
                    state.loose_grants[grant] = None


def take(state: State, operation: rights.Take) -> None:
    """REVOKE."""
    if operation.option_only:
        return
    for subject in _subjects(state, operation):
        for grantee in operation.grantees:
            for privilege, columns in operation.privileges:
                if isinstance(subject, Table):
                    _take_from(subject, grantee, privilege, columns)
                elif subject.table == "*":
                    _take_schema(state, subject.schema, grantee, privilege)
                else:
                    _take_loose(state, subject, grantee, privilege)


def _take_from(table: Table, grantee: str, privilege: str, columns: tuple[str, ...]) -> None:
    for key in list(table.grants):
        who, what, which = key
        if who != grantee:
            continue
        if columns and which and set(which) - set(columns) and privilege in ("ALL", what):
            grant = table.grants.pop(key)
            left = tuple(column for column in which if column not in columns)
            table.grants[who, what, left] = Grant(
                grant.subject, who, what, left, grant.grantable, grant.future, grant.location
            )
            continue
        if columns and (not which or set(which) - set(columns)):
            continue
        if privilege in ("ALL", what):
            del table.grants[key]
        elif what == "ALL":
            grant = table.grants.pop(key)
            for rest in _ALL:
                if rest != privilege:
                    table.grants[who, rest, which] = Grant(
                        grant.subject, who, rest, which, grant.grantable, False, grant.location
                    )


def _take_schema(state: State, schema: str, grantee: str, privilege: str) -> None:
    for key in list(state.schema_grants):
        if key[:2] == (schema, grantee) and privilege in ("ALL", key[2]):
            del state.schema_grants[key]


def _take_loose(state: State, ref: TableRef, grantee: str, privilege: str) -> None:
    for grant in list(state.loose_grants):
        if (grant.subject, grant.grantee) == (ref, grantee) and privilege in (
            "ALL",
            grant.privilege,
        ):
            del state.loose_grants[grant]


def apply_defaults(state: State, table: Table) -> None:
    """Give a new table what default privileges promise for its schema."""
    for (schema, grantee, privilege), grant in state.schema_grants.items():
        if grant.future and schema in (table.schema, "*"):
            table.grants[grantee, privilege, ()] = Grant(
                state.ref(table), grantee, privilege, (), grant.grantable, False, grant.location
            )


def row_security(state: State, operation: rights.RowSecurity) -> None:
    """ENABLE or DISABLE ROW LEVEL SECURITY."""
    table = state.known(
        operation.table, operation.span, "this protects", if_exists=operation.if_exists
    )
    if table is not None:
        table.row_security = operation.enabled


def add_policy(state: State, operation: rights.AddPolicy) -> None:
    """CREATE POLICY."""
    table = state.find(operation.table)
    if table is not None:
        table.policies[operation.policy] = state.at(operation.span)
    else:
        ref = state.name(operation.table)
        state.loose_policies[ref, operation.policy] = state.at(operation.span)


def drop_policy(state: State, operation: rights.DropPolicy) -> None:
    """DROP POLICY."""
    table = state.find(operation.table)
    if table is None:
        ref = state.name(operation.table)
        for key in list(state.loose_policies):
            if key[0] == ref and operation.policy in (None, key[1]):
                del state.loose_policies[key]
    elif operation.policy is None:
        table.policies.clear()
    else:
        table.policies.pop(operation.policy, None)


def rename_policy(state: State, operation: rights.RenamePolicy) -> None:
    """ALTER POLICY ... RENAME TO."""
    table = state.find(operation.table)
    if table is not None and operation.policy in table.policies:
        table.policies[operation.to] = table.policies.pop(operation.policy)


def mask(state: State, operation: rights.Mask) -> None:
    """A masking on a column, or its end."""
    table = state.find(operation.table)
    column = table.columns.get(operation.column) if table else None
    if column is not None:
        masking = (operation.method, state.at(operation.span)) if operation.method else None
        column.mask = masking
        return
    ref = state.name(operation.table).column(operation.column)
    if operation.method:
        state.loose_masks[ref] = (operation.method, state.at(operation.span))
    else:
        state.loose_masks.pop(ref, None)
