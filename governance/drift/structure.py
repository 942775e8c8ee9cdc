"""Tables, columns, keys and indexes that came, went, or are not what they were."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TypeAlias

from governance.drift.sides import Pair, Sides
from governance.model.catalog import Column, Table
from governance.model.drift import Drift, DriftKind
from governance.model.names import ColumnRef, TableRef, quote


def structure(sides: Sides) -> Iterator[Drift]:
    """What is different in the tables themselves."""
    for table in sides.dropped:
        yield sides.drift(_kind(table, "dropped"), table.ref, before=table.kind)
    for table in sides.added:
        yield sides.drift(_kind(table, "added"), table.ref, after=table.kind)
    for old, new in sides.renamed.items():
        yield sides.drift("table_renamed", new, was=old, before=old.name, after=new.name)
    for pair in sides.pairs:
        yield from _of_table(sides, pair)
        if pair.before.columns != pair.after.columns:
            yield from _of_columns(sides, pair)
        yield from _of_keys(sides, pair)


def _kind(table: Table, what: str) -> DriftKind:
    if table.partition_of is not None:
        return "partition_dropped" if what == "dropped" else "partition_added"
    return "table_dropped" if what == "dropped" else "table_added"


def _of_table(sides: Sides, pair: Pair) -> Iterator[Drift]:
    was, now = pair.before, pair.after
    if was.kind != now.kind:
        yield sides.drift(
            "table_kind_changed", now.ref, was=was.ref, before=was.kind, after=now.kind
        )
    if was.owner_role != now.owner_role and was.owner_role and now.owner_role:
        yield sides.drift(
            "owner_role_changed",
            now.ref,
            was=was.ref,
            before=quote(was.owner_role),
            after=quote(now.owner_role),
        )
    if was.definition != now.definition and was.definition and now.definition:
        yield sides.drift("definition_changed", now.ref, was=was.ref)


def _of_columns(sides: Sides, pair: Pair) -> Iterator[Drift]:
    was, now = pair.before, pair.after
    new = {column.name: column for column in now.columns}
    arrived = {*pair.renamed.values()}
    names = set()
    for column in was.columns:
        name = pair.renamed.get(column.name, column.name)
        names.add(name)
        if name in new:
            yield from _of_column(sides, pair, column, new[name])
        elif not now.open:
            yield sides.drift(
                "column_dropped", was.ref.column(column.name), before=column.type or None
            )
    for name, column in new.items():
        if name not in names and name not in arrived and not was.open:
            yield sides.drift("column_added", now.ref.column(name), after=column.type or None)


def _of_column(sides: Sides, pair: Pair, was: Column, now: Column) -> Iterator[Drift]:
    if was is now or was == now:
        return
    before, after = pair.before.ref.column(was.name), pair.after.ref.column(now.name)

    def drift(kind: DriftKind, said: str | None = None, says: str | None = None) -> Drift:
        return sides.drift(kind, after, was=before, before=said, after=says)

    if was.name != now.name:
        yield drift("column_renamed", quote(was.name), quote(now.name))
    if was.type != now.type and was.type and now.type:
        yield drift("column_retyped", was.type, now.type)
    if was.nullable != now.nullable:
        yield drift("column_nullability", _nullable(was), _nullable(now))
    if _default(was) != _default(now) and not _unasked(was, now):
        yield drift("column_default_changed", _default(was), _default(now))


def _nullable(column: Column) -> str:
    return "may be null" if column.nullable else "not null"


def _unasked(was: Column, now: Column) -> bool:
    """Whether they only differ in that one side was not asked for the expression."""
    return (
        was.has_default == now.has_default
        and was.identity == now.identity
        and was.generated == now.generated
        and (was.default is None or now.default is None)
    )


def _default(column: Column) -> str | None:
    if column.identity:
        return f"identity, {column.identity}"
    if column.generated:
        return "generated from other columns"
    if column.has_default or column.default is not None:
        return f"default {column.default}" if column.default else "a default"
    return None


def _of_keys(sides: Sides, pair: Pair) -> Iterator[Drift]:
    """Keys and indexes are compared by the names that tables and columns have after."""
    was, now = pair.before, pair.after

    def renamed(ref: ColumnRef) -> str:
        return sides.now(ref).column

    def own(ref: ColumnRef) -> str:
        return ref.column

    differing: tuple[tuple[_Told, DriftKind, DriftKind], ...] = (
        (_keys, "key_dropped", "key_added"),
        (_indexes, "index_dropped", "index_added"),
    )
    for told, dropped, added in differing:
        before, after = told(was, renamed, sides.now), told(now, own, _same)
        for each, text in before.items():
            if each not in after:
                yield sides.drift(dropped, now.ref, was=was.ref, detail=text)
        for each, text in after.items():
            if each not in before:
                yield sides.drift(added, now.ref, was=was.ref, detail=text)


def _same(ref: TableRef) -> TableRef:
    return ref


_Name: TypeAlias = Callable[[ColumnRef], str]
_Told: TypeAlias = Callable[[Table, _Name, Callable[[TableRef], TableRef]], dict[Hashable, str]]


def _keys(table: Table, name: _Name, ref: Callable[[TableRef], TableRef]) -> dict[Hashable, str]:
    """What each key is, under new names, to what it is in words, under its own."""

    def named(columns: tuple[str, ...], of: TableRef = table.ref) -> tuple[str, ...]:
        return tuple(name(of.column(each)) for each in columns)

    found: dict[Hashable, str] = {}
    if table.primary_key:
        found["primary", named(table.primary_key)] = f"primary key {_listed(table.primary_key)}"
    for each in table.unique:
        found["unique", tuple(sorted(named(each)))] = f"unique {_listed(each)}"
    for key in table.foreign_keys:
        text = f"foreign key {_listed(key.columns)} to {key.referred.name}"
        if key.referred_columns:
            text += f" {_listed(key.referred_columns)}"
        to = ref(key.referred), named(key.referred_columns, key.referred)
        found["foreign", named(key.columns), to] = text
    return found


def _indexes(table: Table, name: _Name, ref: Callable[[TableRef], TableRef]) -> dict[Hashable, str]:
    found: dict[Hashable, str] = {}
    for index in table.indexes:
        columns = tuple(name(table.ref.column(each)) for each in index.columns)
        what = "unique index" if index.unique else "index"
        found[index.name, columns, index.unique] = (
            f"{what} {quote(index.name)} {_listed(index.columns)}"
        )
    return found


def _listed(columns: tuple[str, ...]) -> str:
    return f"({', '.join(map(quote, columns)) or 'expressions'})"
