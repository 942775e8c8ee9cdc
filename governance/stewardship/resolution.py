"""Which declaration counts for which table and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate

from governance.model.catalog import Table
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Declaration, Fact, FactKey, Facts
from governance.stewardship.known import OF_COLUMNS, Names
from governance.stewardship.pattern import pattern


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the declarations say of each table and column.

    `unused` are the declarations that name one thing and match nothing: mostly slips of the pen.
    `notices` says so in sentences.
    """

    facts: Mapping[TableRef | ColumnRef, Facts]
    unused: tuple[Declaration, ...] = ()
    notices: tuple[str, ...] = ()


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
    for ref, fact in _environments(tables, environments, Location(file)):
        facts[ref] = {"environment": fact}
    unused, notices = [], []
    patterns = [pattern(declaration.match) for declaration in declared]
    ordered = sorted(range(len(declared)), key=lambda number: patterns[number].specificity)
    matched = set()
    for number in ordered:
        said = declared[number].facts
        of_table = {key: fact for key, fact in said.items() if key not in OF_COLUMNS}
        for table in names.tables(patterns[number]):
            if of_table:
                matched.add(number)
                facts.setdefault(table, {}).update(of_table)
        for column in names.columns(patterns[number]):
            matched.add(number)
            facts.setdefault(column, {}).update(said)
    for number, declaration in enumerate(declared):
        if number in matched or not patterns[number].exact:
            continue
        unused.append(declaration)
        notices.append(f"{declaration.location}: {names.explain(patterns[number], declaration)}")
    return Resolved(facts, tuple(unused), tuple(notices))


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
