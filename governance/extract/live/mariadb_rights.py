"""Who may do what on MariaDB and MySQL, as far as the user that asks may see it.

Sources: https://mariadb.com/kb/en/information-schema-table_privileges-table/ and its like;
https://mariadb.com/kb/en/grant/ (patterns in the names of databases).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from governance.model.catalog import Grant, Role
from governance.model.names import TableRef

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_ROLES = 'source "{source}": users and roles are not read: its user may not read mysql.user'

_ON_TABLES = frozenset(
    ("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER", "ALTER", "DROP", "INDEX")
)
"""Privileges on everything that are privileges on tables."""

# One row a privilege: what it is on ("%" is every database), the column "" where it is on all.
_GRANTS = """
    SELECT grantee, '%' AS db, '*' AS tbl, '' AS col, privilege_type, is_grantable
    FROM information_schema.user_privileges
    UNION ALL
    SELECT grantee, table_schema, '*', '', privilege_type, is_grantable
    FROM information_schema.schema_privileges
    UNION ALL
    SELECT grantee, table_schema, table_name, '', privilege_type, is_grantable
    FROM information_schema.table_privileges
    UNION ALL
    SELECT grantee, table_schema, table_name, column_name, privilege_type, is_grantable
    FROM information_schema.column_privileges
    ORDER BY 1, 2, 3, 5, 4
"""

_MARIADB_USERS = "SELECT user, host, is_role = 'Y', super_priv = 'Y' FROM mysql.user"
_MARIADB_MEMBERS = "SELECT user, host, role, '' FROM mysql.roles_mapping"
_MYSQL_USERS = "SELECT user, host, account_locked = 'Y', super_priv = 'Y' FROM mysql.user"
_MYSQL_MEMBERS = "SELECT to_user, to_host, from_user, from_host FROM mysql.role_edges"

_GRANTEE = re.compile(r"'(?P<user>.*)'@'(?P<host>[^']*)'|(?P<role>.*)", re.DOTALL)


def grants(connection: Connection, source: str, schemas: Sequence[str]) -> tuple[Grant, ...]:
    """What is granted on the tables of some databases, to those users that ours may see."""
    columns: dict[tuple[str, str, str, str, bool], list[str]] = defaultdict(list)
    for grantee, pattern, table, column, privilege, grantable in connection.exec_driver_sql(
        _GRANTS.replace("%", "%%")
    ):
        if privilege == "USAGE" or (pattern == "%" and privilege not in _ON_TABLES):
            continue
        found = schemas if table == "*" else [s for s in schemas if s == pattern]
        for schema in found:
            if table != "*" or _like(pattern, schema):
                key = (schema, table, _account(grantee), privilege, grantable == "YES")
                # a privilege on the whole table beside one on columns is a grant of its own
                columns[(*key[:3], privilege if not column else f"{privilege} ", key[4])].append(
                    column
                )
    return tuple(_granted(source, columns))


def _granted(
    source: str, columns: dict[tuple[str, str, str, str, bool], list[str]]
) -> Iterator[Grant]:
    for (schema, table, grantee, privilege, grantable), names in columns.items():
        yield Grant(
            subject=TableRef(source, schema, table),
            grantee=grantee,
            privilege=privilege.rstrip(),
            columns=tuple(name for name in names if name),
            grantable=grantable,
            future=table == "*",
        )


def roles(connection: Connection, source: str) -> tuple[Role, ...] | None:
    """Users and roles, None where the user that asks may not read them."""
    from sqlalchemy.exc import DBAPIError

    mariadb = bool(getattr(connection.dialect, "is_mariadb", False))
    try:
        users = connection.exec_driver_sql(_MARIADB_USERS if mariadb else _MYSQL_USERS).all()
        members = connection.exec_driver_sql(_MARIADB_MEMBERS if mariadb else _MYSQL_MEMBERS).all()
    except DBAPIError:
        return None
    member_of: dict[str, set[str]] = defaultdict(set)
    for user, host, role, role_host in members:
        member_of[_name(user, host)].add(_name(role, role_host))
    return tuple(
        Role(
            source=source,
            name=name,
            can_login=not is_role,
            superuser=bool(is_super),
            bypasses_row_security=bool(is_super),
            member_of=tuple(sorted(member_of[name])),
        )
        for name, is_role, is_super in sorted(
            (_name(user, host), is_role, is_super) for user, host, is_role, is_super in users
        )
    )


def _account(grantee: str) -> str:
    """The account of a grantee as the information schema quotes it; PUBLIC is everyone."""
    match = _GRANTEE.fullmatch(grantee)
    if match is None or match["user"] is None:
        return grantee
    return _name(match["user"].replace("''", "'"), match["host"])


def _name(user: str, host: str) -> str:
    return f"{user}@{host}" if host else user


def _like(pattern: str, schema: str) -> bool:
    r"""Whether a grant's database is this one: `%` and `_` stand for others, `\_` for itself."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wanted = "".join(
        ".*" if part == "%" else "." if part == "_" else re.escape(part[-1]) for part in parts
    )
    return re.fullmatch(wanted, schema, re.DOTALL | re.IGNORECASE) is not None
