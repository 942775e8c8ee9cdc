"""Who may read what in PostgreSQL, and what is kept from them: grants, roles, policies, masks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from governance.extract.live.pg_reading import Row
from governance.model.catalog import Grant, Role
from governance.model.names import TableRef
from governance.model.protection import Protection

Refs = Mapping[int, TableRef]
"""The tables that are read, by oid."""

_MASK = re.compile(r"\s*MASKED\s+WITH\s+(?:FUNCTION\s+([\w.\"]+)|VALUE\b)", re.IGNORECASE)


def grants(refs: Refs, rows: Iterable[Row]) -> Iterator[Grant]:
    """What is granted on tables, and on columns of them, in the order of their names."""
    found = [
        Grant(refs[oid], grantee, privilege, tuple(columns), grantable)
        for oid, grantee, privilege, grantable, columns in rows
        if oid in refs
    ]
    found.sort(
        key=lambda g: (
            g.subject.schema,
            g.subject.table,
            g.grantee,
            g.privilege,
            g.columns,
            g.grantable,
        )
    )
    yield from found


def future_grants(source: str, rows: Iterable[Row]) -> Iterator[Grant]:
    """What will be granted on tables to come; the schema "*" is any."""
    for schema, grantee, privilege, grantable in sorted(rows):
        subject = TableRef(source, schema, "*")
        yield Grant(subject, grantee, privilege, grantable=grantable, future=True)


def roles(source: str, rows: Iterable[Row], memberships: Iterable[Row]) -> Iterator[Role]:
    """The roles of the server, which all its databases share."""
    member_of: dict[int, set[str]] = defaultdict(set)
    for member, role in memberships:
        member_of[member].add(role)
    for oid, name, can_login, superuser, bypasses in sorted(rows, key=lambda row: row[1]):
        groups = tuple(sorted(member_of.get(oid, ())))
        yield Role(source, name, can_login, superuser, bypasses, groups)


def row_filters(refs: Refs, rows: Iterable[Row]) -> Iterator[Protection]:
    """The policies that keep rows from being read.

    Those of a table that are permissive are joined by OR, so that one of them which lets everybody
    read everything leaves only the restrictive ones.
    https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    """
    rows = [row for row in rows if row[0] in refs]
    void = {
        oid
        for oid, _, permissive, everyone, lets_all in rows
        if permissive and everyone and lets_all
    }
    found = [
        (refs[oid], name)
        for oid, name, permissive, _, lets_all in rows
        if not lets_all and not (permissive and oid in void)
    ]
    for ref, name in sorted(found, key=lambda one: (one[0].schema, one[0].table, one[1])):
        yield Protection(ref, "row filter", name, "present")


def masks(refs: Refs, rows: Iterable[Row]) -> Iterator[Protection]:
    """The masks of PostgreSQL Anonymizer, by the name of their function; never what it is given.

    One that holds for no role, because none is labelled MASKED, is only wanted.
    """
    for oid, column, label, held in sorted(rows, key=lambda row: row[:2]):
        match = _MASK.match(label)
        if match and oid in refs:
            method = match[1].replace('"', "") if match[1] else "value"
            subject = refs[oid].column(column)
            yield Protection(subject, "masking", method, "present" if held else "wanted")
