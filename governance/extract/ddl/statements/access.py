"""Who may read: grants, row-level security policies, labels that mask."""

from __future__ import annotations

import re

from governance.extract.ddl.operations import Comment, Operation
from governance.extract.ddl.rights import AddPolicy, DropPolicy, Give, Mask, Take
from governance.extract.ddl.statements.constraints import column_list
from governance.sql.reader import Name, Reader, Unread

_RELATIONS = ("TABLE", "VIEW", "TABLES", "VIEWS")
_ROLE_WORDS = ("ROLE", "GROUP", "USER", "SHARE", "APPLICATION")

Privileges = tuple[tuple[str, tuple[str, ...]], ...]


def grant(reader: Reader) -> list[Operation]:
    """After GRANT.

    Raises:
        Unread: it cannot be followed.
    """
    return _grant(reader, give=True, default_schemas=None)


def revoke(reader: Reader) -> list[Operation]:
    """After REVOKE.

    Raises:
        Unread: it cannot be followed.
    """
    return _grant(reader, give=False, default_schemas=None)


def default_privileges(reader: Reader) -> list[Operation]:
    """After ALTER DEFAULT PRIVILEGES: grants on the tables to come.

    Raises:
        Unread: it cannot be followed.
    """
    schemas: list[Name] = []
    while reader.word() not in ("GRANT", "REVOKE"):
        if reader.take("IN", "SCHEMA"):
            schemas = reader.names()
        elif reader.take("FOR"):
            reader.take_any("ROLE", "USER")
            reader.names()
        else:
            raise Unread(reader.at)
    return _grant(
        reader, give=reader.take_any("GRANT", "REVOKE") == "GRANT", default_schemas=tuple(schemas)
    )


def _grant(
    reader: Reader, *, give: bool, default_schemas: tuple[Name, ...] | None
) -> list[Operation]:
    start = reader.at
    option_only = reader.take("GRANT", "OPTION", "FOR")
    if reader.take("ADMIN", "OPTION", "FOR") or not reader.seek("ON"):
        reader.at = reader.stop  # membership in a role, a system privilege
        return []
    privileges = _privileges(
        reader.part(reader.at if False else _from(start, option_only), reader.at)
    )
    reader.at += 1
    target = "TO" if give else "FROM"
    span = reader.span(start - 1 if start else 0, reader.at)
    tables: tuple[Name, ...] = ()
    schemas: tuple[Name, ...] = ()
    everywhere = future = False
    if default_schemas is not None:
        relevant = bool(reader.take_any("TABLES", "VIEWS"))
        schemas, everywhere, future = default_schemas, not default_schemas, True
    elif (all_or_future := reader.take_any("ALL", "FUTURE")) and reader.word() != target:
        future = all_or_future == "FUTURE"
        reader.take("MATERIALIZED") or reader.take("EXTERNAL")
        relevant = bool(reader.take_any(*_RELATIONS))
        reader.seek("IN")
        reader.at += 1
        if reader.take("SCHEMA"):
            schemas = tuple(reader.names())
        elif reader.take("DATABASE"):
            everywhere = True
            reader.name()
        else:
            relevant = False
    else:
        relevant, tables, schemas = _subjects(reader)
    if not relevant or not reader.seek(target):
        reader.at = reader.stop
        return []
    reader.at += 1
    grantees = _grantees(reader)
    grantable = reader.take("WITH", "GRANT", "OPTION")
    reader.at = reader.stop
    if give:
        return [Give(privileges, grantees, span, tables, schemas, everywhere, future, grantable)]
    return [Take(privileges, grantees, span, tables, schemas, everywhere, future, option_only)]


def _from(start: int, option_only: bool) -> int:
    return start + 3 if option_only else start


def _subjects(reader: Reader) -> tuple[bool, tuple[Name, ...], tuple[Name, ...]]:
    """Whether these are tables; the tables, or the schemas whose tables are meant."""
    kind = reader.take_any("TABLE", "VIEW", "OBJECT")
    if reader.take("MATERIALIZED", "VIEW") or reader.take("DYNAMIC", "TABLE"):
        kind = "TABLE"
    if kind == "OBJECT":
        reader.take("::")
    if reader.take("SCHEMA", "::"):
        return True, (), (reader.name(),)
    if not kind and reader.token().kind == "word" and reader.token(1).kind in ("word", "name"):
        return reader.word(1) in ("TO", "FROM"), (reader.name(),), ()
    if reader.take("*", ".", "*"):
        return True, (), ()
    names: list[Name] = []
    while True:
        name = reader.name()
        if reader.take(".", "*"):
            return True, (), (name,)
        names.append(name)
        if not reader.take(","):
            break
    if reader.word() == "(":  # T-SQL: ON table (columns), or a function's arguments
        reader.skip_group()
    return True, tuple(names), ()


def _privileges(reader: Reader) -> Privileges:
    found = []
    for item in reader.items():
        words = []
        columns: tuple[str, ...] = ()
        while not item.done:
            if item.word() == "(":
                columns = column_list(item.group())
            else:
                token = item.token()
                words.append(token.word or item.raw(item.at, item.at + 1).strip('`"'))
                item.at += 1
        name = " ".join(words)
        found.append(("ALL" if name == "ALL PRIVILEGES" else name, columns))
    return tuple(found)


def _grantees(reader: Reader) -> tuple[str, ...]:
    found = []
    while True:
        while reader.word() in _ROLE_WORDS and reader.token(1).kind in ("word", "name", "string"):
            reader.at += 1
        if reader.take("PUBLIC"):
            found.append("PUBLIC")
        elif reader.token().kind == "string":
            found.append(reader.string())
        else:
            found.append(".".join(reader.name()))
        if reader.token().kind == "variable":  # MySQL: 'user'@'host'
            reader.at += 1
        if reader.take("@"):
            reader.at += 1
        if not reader.take(","):
            return tuple(found)


def create_policy(reader: Reader) -> list[Operation]:
    """After CREATE POLICY or ROW ACCESS POLICY: on which table.

    Raises:
        Unread: it names no table.
    """
    reader.take("IF", "NOT", "EXISTS")
    at = reader.at
    name = ".".join(reader.name())
    span = reader.span(at, reader.at)
    if not reader.take("ON"):
        if reader.word() in ("AS", "WITH", "USING"):  # Snowflake, Redshift: attached elsewhere
            reader.at = reader.stop
            return []
        raise Unread(reader.at)
    table = reader.name()
    reader.at = reader.stop
    return [AddPolicy(table, name, span)]


def create_security_policy(reader: Reader) -> list[Operation]:
    """After CREATE SECURITY POLICY (T-SQL): a filter on each table it names.

    Raises:
        Unread: it cannot be followed.
    """
    at = reader.at
    name = reader.name()[-1]
    span = reader.span(at, reader.at)
    found: list[Operation] = []
    for item in reader.items():
        if item.seek("FILTER", "PREDICATE"):
            if not item.seek("ON"):
                raise Unread(item.at)
            item.at += 1
            found.append(AddPolicy(item.name(), name, span))
    reader.at = reader.stop
    return found


def drop_policy(reader: Reader) -> list[Operation]:
    """After DROP POLICY or DROP ROW ACCESS POLICY.

    Raises:
        Unread: it cannot be followed.
    """
    reader.take("IF", "EXISTS")
    at = reader.at
    name = ".".join(reader.name())
    if not reader.take("ON"):
        reader.at = reader.stop
        return []
    table = reader.name()
    reader.take_any("CASCADE", "RESTRICT")
    return [DropPolicy(table, name, reader.span(at, at + 1))]


def attach_policy(reader: Reader, *, remove: bool) -> list[Operation]:
    """After Redshift's ATTACH or DETACH: RLS POLICY, or MASKING POLICY on columns.

    Raises:
        Unread: it is something else.
    """
    at = reader.at
    masking = reader.take("MASKING", "POLICY")
    if not masking:
        reader.expect("RLS", "POLICY")
    policy = ".".join(reader.name())
    reader.expect("ON")
    reader.take("TABLE")
    table = reader.name()
    span = reader.span(at, reader.at)
    columns = column_list(reader.group()) if masking else ()
    reader.at = reader.stop
    if masking:
        return [Mask(table, column, None if remove else policy, span) for column in columns]
    return [DropPolicy(table, policy, span) if remove else AddPolicy(table, policy, span)]


_MASKED = re.compile(r"\s*MASKED\s+WITH\s+(?:FUNCTION\s+([\w.\"]+)|(VALUE)\b)", re.IGNORECASE)


def security_label(reader: Reader) -> list[Operation]:
    """After SECURITY LABEL: PostgreSQL Anonymizer's masking rules are labels.

    https://postgresql-anonymizer.readthedocs.io/ (Declare Masking Rules). The method kept is the
    name of the function, never its arguments or the value.

    Raises:
        Unread: it cannot be followed.
    """
    at = reader.at
    if reader.take("FOR"):
        _ = reader.string() if reader.token().kind == "string" else reader.identifier()
    reader.expect("ON")
    column = reader.take("COLUMN")
    if not column:
        reader.at = reader.stop
        return []
    name = reader.name()
    if len(name) < 2:
        raise Unread(at)
    span = reader.span(at, reader.at)
    reader.expect("IS")
    if reader.take("NULL"):
        return [Mask(name[:-1], name[-1], None, span)]
    match = _MASKED.match(reader.string())
    if not match:
        return []
    method = match[1].replace('"', "") if match[1] else "value"
    return [Mask(name[:-1], name[-1], method, span)]


def comment(reader: Reader) -> list[Operation]:
    """After COMMENT [IF EXISTS] ON.

    Raises:
        Unread: it cannot be followed.
    """
    at = reader.at
    reader.take_any("MATERIALIZED", "FOREIGN", "EXTERNAL", "DYNAMIC")
    kind = reader.take_any("TABLE", "VIEW", "COLUMN")
    if not kind:
        reader.at = reader.stop
        return []
    name = reader.name()
    span = reader.span(at, reader.at)
    reader.expect("IS")
    text = None if reader.take("NULL") else reader.string()
    if kind != "COLUMN":
        return [Comment(name, None, text or None, span)]
    if len(name) < 2:
        raise Unread(at)
    return [Comment(name[:-1], name[-1], text or None, span)]
