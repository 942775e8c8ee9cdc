"""Which of the things that are gone is which of those that are new, under another name.

A rename leaves no trace but likeness. It is only told where exactly one thing that is gone is like
exactly one that is new; where two could be meant, one was dropped and another added. Nothing here
depends on which of the two catalogs is the earlier.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from governance.model.catalog import Catalog, Column, Statistics, Table
from governance.model.names import TableRef

Name = TypeVar("Name", bound=Hashable)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\dA-Za-z_]+")
_ALIKE = 0.6
_SHARED, _SHARED_AT_LEAST = 0.7, 3
_COMMON = 50
"""Columns that more tables have than this tell nothing about which table it is."""
_FEW = 3
"""So few columns are the same by chance; then the names must be alike, too."""


def alone(gone: Mapping[Name, Hashable], new: Mapping[Name, Hashable]) -> dict[Name, Name]:
    """Gone → new, for each evidence that exactly one on either side has; None is no evidence."""
    by_evidence: dict[Hashable, list[Name]] = {}
    for name, evidence in new.items():
        by_evidence.setdefault(evidence, []).append(name)
    counted = Counter(gone.values())
    return {
        name: by_evidence[evidence][0]
        for name, evidence in gone.items()
        if evidence is not None
        and counted[evidence] == 1
        and len(by_evidence.get(evidence, ())) == 1
    }


def columns(
    before: Sequence[Column], after: Sequence[Column], *, trusting: bool = False
) -> dict[str, str]:
    """The old names of a table's columns to the new ones, for those that were renamed.

    A renamed column stays between the same neighbours and keeps its type, or has a name that is
    alike. At the end, where new columns are put anyway, and where no type is known, the comment
    must be the same or the names alike, unless `trusting`.
    """
    old, new = {c.name: c for c in before}, {c.name: c for c in after}
    gone = [name for name in old if name not in new]
    fresh = [name for name in new if name not in old]
    if not gone or not fresh:
        return {}
    places = _places(list(old), new.keys()), _places(list(new), old.keys())
    found: dict[str, str] = {}

    def stage(evidence: Callable[[Column, tuple[str | None, str | None]], Hashable]) -> None:
        found.update(
            alone(
                {n: evidence(old[n], places[0][n]) for n in gone if n not in found},
                {n: evidence(new[n], places[1][n]) for n in fresh if n not in found.values()},
            )
        )

    stage(lambda column, place: (place, column.type, column.comment) if column.comment else None)
    stage(lambda column, _: (column.type, column.comment) if column.comment else None)
    stage(lambda column, place: (place, column.type))
    left = [name for name in gone if name not in found]
    taken = set(found.values())
    likely = [
        (name, to)
        for name in left
        for to in fresh
        if to not in taken and places[0][name] == places[1][to] and alike(name, to)
    ]
    of_old, of_new = Counter(name for name, _ in likely), Counter(to for _, to in likely)
    found |= {name: to for name, to in likely if of_old[name] == of_new[to] == 1}
    return {
        name: to
        for name, to in found.items()
        if trusting
        or (places[0][name][1] is not None and old[name].type)
        or (old[name].comment and old[name].comment == new[to].comment)
        or alike(name, to)
    }


def _places(names: Sequence[str], kept: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """Between which of the columns that stay each of the others stands."""
    staying = set(kept)
    below: list[str | None] = [None] * len(names)
    following: str | None = None
    for number in range(len(names) - 1, -1, -1):
        below[number] = following
        if names[number] in staying:
            following = names[number]
    found: dict[str, tuple[str | None, str | None]] = {}
    above: str | None = None
    for name, following in zip(names, below, strict=True):
        if name in staying:
            above = name
        else:
            found[name] = above, following
    return found


def alike(one: str, other: str) -> bool:
    """Whether two names share a word, or nearly all of their letters."""
    if _words(one) & _words(other):
        return True
    first, second = sorted((one.lower(), other.lower()))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name) if len(word) > 2}


def tables(
    gone: Sequence[Table], new: Sequence[Table], before: Catalog, after: Catalog
) -> dict[TableRef, TableRef]:
    """The old names of tables to the new ones, for those that were renamed or moved.

    Evidence, the strongest first: the same name and columns in another schema; the same columns,
    comment, keys and indexes; the same columns and size; the same columns alone; most columns.
    Partitions come and go, and are left out.
    """
    old_tables = {t.ref: t for t in gone if t.columns and t.partition_of is None}
    new_tables = {t.ref: t for t in new if t.columns and t.partition_of is None}
    found: dict[TableRef, TableRef] = {}

    def stage(
        evidence: Callable[[Table, Statistics | None], Hashable], *, convincing: bool = True
    ) -> None:
        taken = set(found.values())
        pairs = alone(
            {
                r: evidence(t, before.statistics.get(r))
                for r, t in old_tables.items()
                if r not in found
            },
            {
                r: evidence(t, after.statistics.get(r))
                for r, t in new_tables.items()
                if r not in taken
            },
        )
        for old, to in pairs.items():
            many = len(old_tables[old].columns) > _FEW
            if convincing or many or alike(old.table, to.table):
                found[old] = to

    if old_tables and new_tables:
        stage(lambda t, _: (t.ref.source, t.ref.table, _shape(t)))
        stage(lambda t, _: (_identity(t), t.comment) if t.comment else None)
        stage(lambda t, s: (_identity(t), s.rows, s.bytes) if s and s.rows else None)
        stage(lambda t, _: _identity(t), convincing=False)
        stage(lambda t, _: (t.ref.source, _shape(t)), convincing=False)
        taken = set(found.values())
        found |= _nearly(
            [t for r, t in old_tables.items() if r not in found],
            [t for r, t in new_tables.items() if r not in taken],
        )
    return found


def _shape(table: Table) -> Hashable:
    return tuple((column.name, column.type) for column in table.columns)


def _identity(table: Table) -> Hashable:
    return (
        table.ref.source,
        table.kind,
        _shape(table),
        table.primary_key,
        table.unique,
        tuple((index.columns, index.unique) for index in table.indexes),
    )


def _nearly(gone: Sequence[Table], new: Sequence[Table]) -> dict[TableRef, TableRef]:
    """Pairs of tables of a source that share most of their columns, each the other's nearest."""
    having: dict[Hashable, tuple[list[Table], list[Table]]] = {}
    for side, listed in enumerate((gone, new)):
        for table in listed:
            for column in table.columns:
                key = (table.ref.source, column.name, column.type)
                having.setdefault(key, ([], []))[side].append(table)
    shared: Counter[tuple[TableRef, TableRef]] = Counter()
    size: dict[TableRef, int] = {t.ref: len(t.columns) for t in (*gone, *new)}
    for old, fresh in having.values():
        if len(old) + len(fresh) <= _COMMON:
            shared.update((one.ref, other.ref) for one in old for other in fresh)
    likeness = {
        pair: many / (size[pair[0]] + size[pair[1]] - many)
        for pair, many in shared.items()
        if many >= _SHARED_AT_LEAST
    }
    best: dict[tuple[int, TableRef], list[float]] = {}
    for pair, value in likeness.items():
        for side in (0, 1):
            best.setdefault((side, pair[side]), []).append(value)
    return {
        old: to
        for (old, to), value in likeness.items()
        if value >= _SHARED and _only(best[0, old], value) and _only(best[1, to], value)
    }


def _only(values: Sequence[float], value: float) -> bool:
    """Whether a value is the highest, and no other comes near."""
    return sum(each > value - 0.1 for each in values) == 1
