"""Documents as rows: what `governance.catalog.schema` says stands in its tables.

Each function gives rows in the order of its table's columns, the table's number first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from governance.catalog.aspects import Access, Exposures, Guard, Lineage, Roles, Verdict, encode
from governance.catalog.text import stored, stored_or_none
from governance.model.catalog import Table
from governance.model.classification import Basis
from governance.model.location import Location

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Iterator[tuple[str, Row]]
"""The name of a table of the store, and a row for it."""

TABLE_COLUMNS = (
    "kind",
    "comment",
    "row_security",
    "open",
    "access",
    "contract",
    "freshness",
    "definition",
    "owner_role",
    "partition_of_schema",
    "partition_of_table",
    "tags",
    "place",
)
"""What the structure of a table says in its row of `tables`."""

NO_TABLE: Row = (None, None, False, True, None, None, None, None, None, None, None, "[]", None)
"""The same for a name that no source makes a table of."""


def table_row(table: Table | None) -> Row:
    """The values of `TABLE_COLUMNS`."""
    if table is None:
        return NO_TABLE
    partition = table.partition_of
    return (
        table.kind,
        stored_or_none(table.comment),
        table.row_security,
        table.open,
        table.access,
        table.contract,
        table.freshness,
        stored_or_none(table.definition),
        stored_or_none(table.owner_role),
        None if partition is None else stored(partition.schema),
        None if partition is None else stored(partition.table),
        names_list(table.tags),
        _place(table.location),
    )


def rows_of(number: int, document: Struct) -> Rows:
    """All rows of one document."""
    for kind, rows in _OF.items():
        if isinstance(document, kind):
            yield from rows(number, document)


def _structure(number: int, table: Table) -> Rows:
    for position, column in enumerate(table.columns):
        yield (
            "columns",
            (
                number,
                position,
                stored(column.name),
                stored(column.type),
                column.nullable,
                column.has_default,
                stored_or_none(column.default),
                column.generated,
                column.identity,
                stored_or_none(column.comment),
                names_list(column.tags),
                _place(column.location),
            ),
        )
    keys = [("unique", each) for each in table.unique]
    if table.primary_key:
        keys.insert(0, ("primary", table.primary_key))
    for position, (kind, names) in enumerate(keys):
        yield "keys", (number, position, kind, names_list(names))
    for position, key in enumerate(table.foreign_keys):
        yield (
            "foreign_keys",
            (
                number,
                position,
                stored_or_none(key.name),
                names_list(key.columns),
                stored(key.referred.source),
                stored(key.referred.schema),
                stored(key.referred.table),
                names_list(key.referred_columns),
                _place(key.location),
            ),
        )
    for position, index in enumerate(table.indexes):
        yield (
            "indexes",
            (
                number,
                position,
                stored(index.name),
                names_list(index.columns),
                index.unique,
                _place(index.location),
            ),
        )


def _access(number: int, access: Access) -> Rows:
    for position, grant in enumerate(access.grants):
        yield (
            "grants",
            (
                number,
                position,
                stored(grant.grantee),
                stored(grant.privilege),
                names_list(grant.columns),
                grant.grantable,
                grant.future,
                _place(grant.location),
            ),
        )
    for position, guard in enumerate(access.guards):
        yield "protections", (number, position, *_guard(guard), guard.state, _place(guard.location))


def _guard(guard: Guard) -> Row:
    return stored_or_none(guard.column), guard.kind, stored(guard.method)


def _lineage(number: int, lineage: Lineage) -> Rows:
    for position, edge in enumerate(lineage.edges):
        upstream = edge.upstream
        yield (
            "edges",
            (
                number,
                position,
                stored(edge.downstream.column),
                stored(upstream.source),
                stored(upstream.schema),
                stored(upstream.table),
                stored(upstream.column),
                edge.effect.value,
                edge.kind.value,
                edge.restores,
                _place(edge.location),
            ),
        )


def _verdict(number: int, verdict: Verdict) -> Rows:
    yield from _classifications(number, verdict)
    said = [(None, verdict.facts), *verdict.column_facts.items()]
    position = 0
    for column, facts in said:
        for key, fact in facts.items():
            where = stored_or_none(column)
            value, reason = stored(str(fact.value)), stored_or_none(fact.reason)
            yield "facts", (number, position, where, key, value, reason, _place(fact.location))
            position += 1
    for position, dispute in enumerate(verdict.disputes):
        where = stored_or_none(dispute.column)
        sides = encode(dispute.sides)
        yield "disputes", (number, position, where, dispute.key, sides, dispute.settled)
    for position, guard in enumerate(verdict.wanted):
        yield "wanted_protections", (number, position, *_guard(guard), _place(guard.location))


def _classifications(number: int, verdict: Verdict) -> Rows:
    reasons = 0
    for position, found in enumerate(verdict.classifications):
        name, lowered = stored(found.subject.column), found.lowered
        yield (
            "classifications",
            (
                number,
                position,
                name,
                stored(found.category),
                stored_or_none(found.kind),
                None if found.level is None else found.level.value,
                found.special,
                found.quasi,
                found.confirmed,
                found.confidence,
                _bases(frozenset(each.basis for each in found.evidence)),
                stored_or_none(found.contradiction),
                None if lowered is None else stored(lowered.what),
                None if lowered is None else stored(lowered.reason),
                found.pseudonym,
            ),
        )
        for each in found.evidence:
            yield (
                "evidence",
                (
                    number,
                    reasons,
                    name,
                    each.basis.value,
                    stored(each.category),
                    stored(each.detail),
                    each.score,
                    None if each.upstream is None else stored(str(each.upstream)),
                    None if each.effect is None else each.effect.value,
                    each.restores,
                    _place(each.location),
                    _place(each.place),
                ),
            )
            reasons += 1


def _roles(number: int, roles: Roles) -> Rows:
    for position, role in enumerate(roles.roles):
        yield (
            "roles",
            (
                number,
                position,
                stored(role.name),
                role.can_login,
                role.superuser,
                role.bypasses_row_security,
                names_list(role.member_of),
            ),
        )


def _exposures(number: int, exposures: Exposures) -> Rows:
    for position, each in enumerate(exposures.exposures):
        yield (
            "exposures",
            (
                number,
                position,
                stored(each.name),
                stored(each.kind),
                stored_or_none(each.owner),
                stored_or_none(each.url),
                stored_or_none(each.description),
                names_list(ref.name for ref in each.reads),
                _place(each.location),
            ),
        )


_OF: Mapping[type[Struct], Callable[[int, Any], Rows]] = {
    Table: _structure,
    Access: _access,
    Lineage: _lineage,
    Verdict: _verdict,
    Roles: _roles,
    Exposures: _exposures,
}


def names_list(names: Iterable[str]) -> str:
    """A list as JSON; characters are written as they are where every database keeps them."""
    listed = list(names)
    if not listed:
        return "[]"
    plain = json.dumps(listed, ensure_ascii=False)
    return plain if plain.isprintable() else json.dumps(listed)


def _place(location: Location | None) -> str | None:
    return None if location is None else _located(location)


@lru_cache(maxsize=4096)
def _located(location: Location) -> str:
    return encode(location)


@lru_cache(maxsize=64)
def _bases(found: frozenset[Basis]) -> str:
    return names_list(basis.value for basis in Basis if basis in found)
