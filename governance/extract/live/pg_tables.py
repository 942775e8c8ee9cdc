"""Tables out of the rows of PostgreSQL's system catalogs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter

from msgspec import Struct

from governance.extract.live.pg_reading import Row
from governance.model.catalog import Column, ForeignKey, Identity, Index, Table, TableKind
from governance.model.names import TableRef
from governance.sql.literals import without_literals

_KINDS: dict[str, TableKind] = {
    "r": "table",
    "p": "table",
    "f": "foreign table",
    "v": "view",
    "m": "materialized view",
}
_IDENTITIES: dict[str, Identity] = {"a": "always", "d": "by default"}

Numbers = Mapping[int, Mapping[int, str]]
"""The names of columns by the oid of their table and their number in it."""


class Described(Struct, frozen=True):
    """What the system catalogs say of tables: rows of the queries in `pg_catalog`.

    `expressions` and `definitions` are by table and column, and by view: as the server writes
    them, with their literals. They must not be kept.
    """

    tables: list[Row]
    columns: list[Row]
    types: list[Row]
    expressions: Mapping[tuple[int, int], str]
    constraints: list[Row]
    referred: list[Row]
    indexes: list[Row]
    inheritance: list[Row]
    definitions: Mapping[int, str]


def tables(source: str, described: Described) -> dict[int, Table]:
    """Tables by oid, in order of their names; nothing in them holds a literal."""
    described.columns.sort(key=itemgetter(0, 1))
    columns = _columns(described)
    numbers = _numbers(described.columns, described.referred)
    primary, unique, foreign = _keys(source, described.constraints, numbers)
    indexes: dict[int, list[Index]] = defaultdict(list)
    for oid, name, is_unique, key in sorted(described.indexes, key=itemgetter(0, 1)):
        named = (numbers[oid][number] for number in key if number)
        indexes[oid].append(Index(name, tuple(named), is_unique))
    refs = {row[0]: TableRef(source, row[1], row[2]) for row in described.tables}
    partition_of = {
        child: refs.get(parent)
        for parent, child, is_partition in described.inheritance
        if is_partition
    }
    found: dict[int, Table] = {}
    for row in sorted(described.tables, key=itemgetter(1, 2)):
        oid, _, _, kind, row_security, owner, comment, server, _ = row
        definition = described.definitions.get(oid)
        found[oid] = Table(
            ref=refs[oid],
            kind=_KINDS[kind],
            columns=tuple(columns.get(oid, ())),
            comment=comment,
            primary_key=primary.get(oid, ()),
            unique=tuple(unique.get(oid, ())),
            foreign_keys=tuple(foreign.get(oid, ())),
            indexes=tuple(indexes.get(oid, ())),
            row_security=row_security,
            tags=(f"server:{server}",) if server is not None else (),
            definition=definition and without_literals(definition, "postgres"),
            owner_role=owner,
            partition_of=partition_of.get(oid),
        )
    return found


def _columns(described: Described) -> Mapping[int, list[Column]]:
    # a type may be dropped while the server writes its name
    types = {
        (id_, modifier): "" if name == "???" else name.lower()
        for id_, modifier, name in described.types
    }
    shapes: dict[str, str | None] = {}
    defaults: dict[tuple[int, int], str | None] = {}
    for at, expression in described.expressions.items():
        if expression not in shapes:
            shapes[expression] = without_literals(expression, "postgres")
        defaults[at] = shapes[expression]
    columns: dict[int, list[Column]] = defaultdict(list)
    for row in described.columns:
        oid, number, name, type_, modifier, filled, has_default, identity, generated, comment = row
        columns[oid].append(
            Column(
                name,
                types[type_, modifier],
                not filled,
                has_default or identity != "",
                comment,
                None,
                (),
                defaults.get((oid, number)) if has_default else None,
                generated != "",
                _IDENTITIES[identity] if identity else None,
            )
        )
    return columns


def _numbers(columns: Iterable[Row], referred: Iterable[Row]) -> Numbers:
    numbers: dict[int, dict[int, str]] = defaultdict(dict)
    for row in columns:
        numbers[row[0]][row[1]] = row[2]
    for oid, number, name in referred:
        numbers[oid][number] = name
    return numbers


def _keys(
    source: str, constraints: Iterable[Row], numbers: Numbers
) -> tuple[
    Mapping[int, tuple[str, ...]],
    Mapping[int, list[tuple[str, ...]]],
    Mapping[int, list[ForeignKey]],
]:
    """Primary keys, unique ones and foreign ones, by table."""
    primary: dict[int, tuple[str, ...]] = {}
    unique: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    foreign: dict[int, list[ForeignKey]] = defaultdict(list)
    for row in sorted(constraints, key=itemgetter(0, 1, 2)):
        oid, kind, name, key, schema, table, referred, referred_key = row
        own = tuple(numbers[oid][number] for number in key)
        if kind == "p":
            primary[oid] = own
        elif kind == "u":
            unique[oid].append(own)
        else:
            others = tuple(numbers[referred][number] for number in referred_key)
            foreign[oid].append(ForeignKey(own, TableRef(source, schema, table), others, name))
    return primary, unique, foreign
