"""Which declaration counts for which table and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import translate

from msgspec import Struct

from governance.model.catalog import Table
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, printable
from governance.model.stewardship import Declaration, Dispute, Fact, FactKey, Facts
from governance.stewardship.disputes import Disputed
from governance.stewardship.known import OF_COLUMNS, Names
from governance.stewardship.pattern import Pattern, pattern
from governance.taxonomy import NONE, PERSONAL


class Resolved(Struct, frozen=True):
    """What the declarations say of each table and column.

    `unused` are the declarations that name one thing and match nothing: mostly slips of the pen.
    `notices` says so in sentences. `disputes` are what two places of the same specificity say
    differently.
    """

    facts: Mapping[TableRef | ColumnRef, Facts]
    unused: tuple[Declaration, ...] = ()
    notices: tuple[str, ...] = ()
    disputes: tuple[Dispute, ...] = ()


def resolve(
    declared: Sequence[Declaration],
    tables: Sequence[Table],
    environments: Mapping[str, Sequence[str]],
    file: str = "lictor.yml",
) -> Resolved:
    """Give every table and column the facts declared for it.

    `environments` are the schema globs of `file`, upper and lower case alike; the first that
    matches names the environment of a table, unless a declaration does.
    """
    names = Names(tables)
    facts: dict[TableRef | ColumnRef, dict[FactKey, Fact]] = {}
    for table, fact in _environments(tables, environments, Location(file)):
        facts[table] = {"environment": fact}
    disputed = Disputed()
    lookups = [_looked_up(names, declaration) for declaration in declared]
    ordered = sorted(
        range(len(declared)),
        key=lambda number: (lookups[number].specificity, declared[number].rank),
    )
    matched = set()
    for number in ordered:
        said, lookup = declared[number].facts, lookups[number]
        of_table = {key: fact for key, fact in said.items() if key not in OF_COLUMNS}
        for ref in lookup.refs():
            stated = said if isinstance(ref, ColumnRef) else of_table
            if stated:
                matched.add(number)
                _give(facts.setdefault(ref, {}), stated)
                if lookup.exact:
                    disputed.add(ref, declared[number], lookup.specificity)
    unused = tuple(
        declaration
        for number, declaration in enumerate(declared)
        if number not in matched and lookups[number].exact and not _may_miss(declaration)
    )
    return Resolved(facts, unused, tuple(_notices(names, unused)), tuple(disputed.found(facts)))


class _LookUp(Struct, frozen=True):
    """What a declaration is about: names that were found, or a pattern to match."""

    names: Names
    pattern: Pattern | None
    found: tuple[TableRef | ColumnRef, ...]
    specificity: tuple[int, int]

    @property
    def exact(self) -> bool:
        return self.pattern is None or self.pattern.exact

    def refs(self) -> Iterator[TableRef | ColumnRef]:
        if self.pattern is None:
            yield from self.found
            return
        yield from self.names.tables(self.pattern)
        yield from self.names.columns(self.pattern)


def _looked_up(names: Names, declaration: Declaration) -> _LookUp:
    if declaration.named is None:
        wanted = pattern(declaration.match)
        return _LookUp(names, wanted, (), wanted.specificity)
    found = tuple(names.meant(declaration.named))
    return _LookUp(names, None, found, _specificity(found[0]) if found else (0, 0))


def _specificity(ref: TableRef | ColumnRef) -> tuple[int, int]:
    """That of the pattern which names it in full, without its source."""
    parts = [*(ref.schema.split(".") if ref.schema else ()), ref.table]
    if isinstance(ref, ColumnRef):
        parts.append(ref.column)
    return len(parts), sum(map(len, parts))


def _give(own: dict[FactKey, Fact], stated: Mapping[FactKey, Fact]) -> None:
    """Let facts count; that a column is personal never replaces what it holds."""
    before = own.get("category")
    own.update(stated)
    if before is not None and own["category"].value == PERSONAL and before.value != NONE:
        own["category"] = before


def _may_miss(declaration: Declaration) -> bool:
    return declaration.named is not None and declaration.named.inner


def _notices(names: Names, unused: Iterable[Declaration]) -> Iterator[str]:
    """Why each matches nothing; of one file's names only the first few, and how many more."""
    more: dict[str, int] = {}
    for declaration in unused:
        if declaration.named is None:
            why = names.explain(pattern(declaration.match), declaration)
        else:
            file = declaration.location.file
            more[file] = more.get(file, 0) + 1
            if more[file] > _TOLD:
                continue
            why = names.explain_name(declaration.named, printable(declaration.match))
        yield f"{declaration.location}: {why}"
    for file, count in more.items():
        if count > _TOLD:
            yield f"{printable(file)}: {count - _TOLD:,} more names of this file are not there"


_TOLD = 3
"""Names of one file that are not there; a contract may describe a warehouse that nobody reads."""


def _environments(
    tables: Sequence[Table], environments: Mapping[str, Sequence[str]], location: Location
) -> Iterator[tuple[TableRef, Fact]]:
    compiled = [
        (name, re.compile("|".join(translate(glob) for glob in globs), re.IGNORECASE))
        for name, globs in environments.items()
        if globs
    ]
    known: dict[str, Fact | None] = {}
    for table in tables:
        schema = table.ref.schema
        if schema not in known:
            # the database in front of a schema is part of its name, and seldom of a glob
            last = schema.rpartition(".")[2]
            name = next((n for n, r in compiled if r.match(schema) or r.match(last)), None)
            known[schema] = Fact(name, location) if name else None
        fact = known[schema]
        if fact is not None:
            yield table.ref, fact
