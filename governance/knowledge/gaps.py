"""What a catalog does not say and should: of each gap where it is and what to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from msgspec import Struct

from governance.knowledge.conflicts import Conflict, Saying, conflicts
from governance.knowledge.descriptions import described, says_nothing
from governance.knowledge.scope import Scope
from governance.model.catalog import Catalog, Column, Table
from governance.model.classification import Classification
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, quote
from governance.model.stewardship import Declaration

GapKind = Literal[
    "unclassified",
    "contradicted",
    "unconfirmed",
    "no_owner",
    "no_retention",
    "disputed",
    "stale_entry",
    "undocumented_table",
    "undocumented_column",
    "empty_description",
    "conflicting_descriptions",
    "empty_table",
    "never_analysed",
]
"""Every kind of gap, the most pressing first."""

KINDS: tuple[GapKind, ...] = get_args(GapKind)


class Gap(Struct, frozen=True):
    """One thing that is missing or does not hold.

    `subject` is the table or column as printed; of conflicting descriptions the column's name, of
    a stale entry what it matches. `what` says what is wrong, `write` what to put into a
    stewardship file (or what else to do). `location` is where the subject stands, or the entry.
    `sayings` are what conflicting descriptions say.
    """

    kind: GapKind
    subject: str
    what: str
    write: str
    table: str | None = None
    source: str = ""
    owner: str | None = None
    location: Location | None = None
    sayings: tuple[Saying, ...] = ()


def gaps(
    catalog: Catalog, scope: Scope | None = None, unused: Sequence[Declaration] = ()
) -> tuple[Gap, ...]:
    """Everything that is missing, the most pressing kind first, then by name.

    `unused` are declarations that were found to be about nothing; facts of the catalog about what
    it does not hold are told as well. Retention is missed where a table of its own rows holds
    personal data, a classification where a column does.
    """
    scope = scope or Scope()
    tables = scope.tables(catalog)
    found = [
        *_of_tables(catalog, tables),
        *_disputed(catalog, scope),
        *_stale(catalog, scope, unused),
        *(_conflicting(each) for each in conflicts(catalog, tables)),
    ]
    rank = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda gap: rank[gap.kind]))


def _of_tables(catalog: Catalog, tables: Iterable[Table]) -> Iterator[Gap]:
    for table in tables:
        owner = catalog.value(table.ref, "owner")
        said = None if owner is None else str(owner)
        personal = False
        for column in table.columns:
            known = catalog.classifications.get(table.ref.column(column.name))
            personal = personal or (known is not None and known.personal)
            yield from _of_column(catalog, table, column, known, said)
        yield from _of_table(catalog, table, said, personal=personal)


def _of_table(
    catalog: Catalog, table: Table, owner: str | None, *, personal: bool
) -> Iterator[Gap]:
    ref = table.ref

    def gap(kind: GapKind, what: str, write: str) -> Gap:
        return Gap(kind, ref.name, what, write, ref.name, ref.source, owner, table.location)

    if owner is None:
        yield gap("no_owner", "nobody answers for it", _entry(ref, "owner: TEAM"))
    if personal and table.kind == "table" and catalog.value(ref, "retention_days") is None:
        yield gap(
            "no_retention",
            "holds personal data, and nobody says how long it is kept",
            _entry(ref, "retention_days: DAYS"),
        )
    text = described(catalog, table)
    if text is None:
        yield gap(
            "undocumented_table", "has no description", _entry(ref, 'description: "WHAT A ROW IS"')
        )
    elif says_nothing(text, ref.table):
        yield gap(
            "empty_description",
            "its description says no more than its name",
            _entry(ref, 'description: "WHAT A ROW IS"'),
        )
    known = catalog.statistics.get(ref)
    if known is not None and table.kind in ("table", "materialized view"):
        if known.rows == 0:
            yield gap("empty_table", "holds no rows", "see whether it is still needed")
        elif known.rows is None and known.analysed is None:
            yield gap(
                "never_analysed",
                "the database has never counted its rows",
                "see whether it is still needed; ANALYZE it if so",
            )


def _of_column(
    catalog: Catalog,
    table: Table,
    column: Column,
    known: Classification | None,
    owner: str | None,
) -> Iterator[Gap]:
    ref = table.ref.column(column.name)

    def gap(kind: GapKind, what: str, write: str) -> Gap:
        place = column.location or table.location
        return Gap(kind, ref.name, what, write, table.ref.name, ref.source, owner, place)

    if known is not None and known.personal:
        held = f"{known.category} ({known.kind})" if known.kind else known.category
        declare = _entry(ref, f"category: {known.category}")
        if known.contradiction is not None:
            yield gap("contradicted", known.contradiction, declare)
        elif known.level is None:
            yield gap(
                "unclassified",
                f"holds {held}, and nobody says how sensitive that is",
                _entry(ref, "classification: LEVEL"),
            )
        elif not known.confirmed:
            sure = f"{known.confidence:.0%} sure"
            by = known.basis[0] if known.basis else "detected"
            yield gap("unconfirmed", f"{held}, {known.level}: {by}, {sure}, by no person", declare)
    elif known is not None and known.contradiction is not None:
        yield gap("contradicted", known.contradiction, _entry(ref, "category: CATEGORY"))
    text = described(catalog, table, column)
    if text is None:
        yield gap(
            "undocumented_column", "has no description", _entry(ref, 'description: "WHAT IT IS"')
        )
    elif says_nothing(text, column.name, table.ref.table):
        yield gap(
            "empty_description",
            "its description says no more than its name",
            _entry(ref, 'description: "WHAT IT IS"'),
        )


def _disputed(catalog: Catalog, scope: Scope) -> Iterator[Gap]:
    for dispute in catalog.disputes:
        ref = dispute.subject
        if dispute.settled or not scope.takes(catalog, ref):
            continue
        places = ", ".join(str(side.location) for side in dispute.sides)
        owner = catalog.value(ref, "owner")
        table = ref.table_ref if isinstance(ref, ColumnRef) else ref
        yield Gap(
            "disputed",
            ref.name,
            f"{len(dispute.sides)} places say different things of its {dispute.key}: {places}",
            "correct all but one, or give the one that counts a reason",
            table.name,
            ref.source,
            None if owner is None else str(owner),
            dispute.sides[0].location,
        )


def _stale(catalog: Catalog, scope: Scope, unused: Sequence[Declaration]) -> Iterator[Gap]:
    remove = "correct the name, or take the entry out"
    if scope.owner is None and scope.schema is None:
        for declaration in unused:
            yield Gap(
                "stale_entry",
                declaration.match,
                "nothing of that name is there",
                remove,
                location=declaration.location,
            )
    there = {table.ref: {column.name for column in table.columns} for table in catalog.tables}
    # what a glob of schemas says is about no name, and a table that queries read exists somewhere
    elsewhere = {edge.upstream.table_ref for edge in catalog.edges} - there.keys()
    incomplete = {table.ref for table in catalog.tables if table.open} | elsewhere
    for ref, facts in sorted(catalog.facts.items(), key=lambda each: str(each[0])):
        table = ref.table_ref if isinstance(ref, ColumnRef) else ref
        columns = there.get(table)
        gone = columns is None or (isinstance(ref, ColumnRef) and ref.column not in columns)
        if not gone or table in incomplete or not set(facts) - {"environment"}:
            continue
        if scope.takes(catalog, ref):
            first = min(fact.location for fact in facts.values())
            what = "no such table is there" if columns is None else "no such column is there"
            yield Gap("stale_entry", ref.name, what, remove, table.name, ref.source, None, first)


def _conflicting(found: Conflict) -> Gap:
    return Gap(
        "conflicting_descriptions",
        quote(found.name),
        f"{len(found.sayings)} different things are said of {found.columns:,} columns",
        "describe it alike, or give what is something else another name",
        sayings=found.sayings,
    )


def _entry(ref: TableRef | ColumnRef, said: str) -> str:
    """The line of a stewardship file."""
    match = ref.name.replace('"', '\\"')
    return f'- {{match: "{match}", {said}}}'
