"""What a report of gaps is made of, and its words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from governance.knowledge.conflicts import Saying
from governance.knowledge.gaps import KINDS, Gap, GapKind
from governance.model.names import TableRef, printable, quote
from governance.report.words import counted


class Report(Struct, frozen=True):
    """The gaps of a catalog, the most pressing first.

    `catalog` says which in words, `tables` how many tables were looked at. `everything` asks for
    every line, where a report is otherwise kept short.
    """

    catalog: str
    tables: int
    gaps: tuple[Gap, ...]
    everything: bool = False


TITLES: dict[GapKind, str] = {
    "unclassified": "Personal, and of no known sensitivity",
    "contradicted": "Declared as something else than the evidence says",
    "unconfirmed": "Found to be personal, and confirmed by nobody",
    "no_owner": "Tables without an owner",
    "no_retention": "Tables with personal data and no retention",
    "disputed": "Declared differently in several places",
    "stale_entry": "Entries about what is not there",
    "undocumented_table": "Tables without a description",
    "undocumented_column": "Columns without a description",
    "empty_description": "Descriptions that say no more than the name",
    "conflicting_descriptions": "Columns of one name, described as different things",
    "empty_table": "Tables without rows",
    "never_analysed": "Tables that nobody ever counted",
}


class Section(Struct, frozen=True):
    """The gaps of one kind; `lines` tell them, each with how many it tells.

    Columns of a table stand on one line. A line may have parts below it, with a line break between.
    """

    kind: GapKind
    title: str
    gaps: tuple[Gap, ...]
    lines: tuple[tuple[str, int], ...]

    def shown(self, limit: int | None) -> tuple[list[str], int]:
        """The first lines, and how many gaps the others tell of."""
        cut = len(self.lines) if limit is None else limit
        return [text for text, _ in self.lines[:cut]], sum(n for _, n in self.lines[cut:])


def sections(report: Report) -> Iterator[Section]:
    """A section for each kind there is."""
    by_kind: dict[GapKind, list[Gap]] = {}
    for gap in report.gaps:
        by_kind.setdefault(gap.kind, []).append(gap)
    for kind in KINDS:
        found = by_kind.get(kind)
        if found:
            yield Section(kind, TITLES[kind], tuple(found), tuple(_lines(kind, found)))


def headline(report: Report) -> str:
    """One sentence: how many gaps in how many tables."""
    looked = f"{counted(report.tables, 'table')} of {report.catalog}"
    if not report.gaps:
        return f"No gaps in {looked}."
    return f"{counted(len(report.gaps), 'gap')} in {looked}."


_TELLING: frozenset[GapKind] = frozenset(("unclassified", "contradicted"))
"""Kinds whose gaps each say something of their own."""
_NAMES, _SAYINGS = 6, 4


def _lines(kind: GapKind, found: list[Gap]) -> Iterator[tuple[str, int]]:
    if kind == "conflicting_descriptions":
        for gap in found:
            said = [_saying(each) for each in gap.sayings[:_SAYINGS]]
            left = len(gap.sayings) - _SAYINGS
            more = [f"and {left} more"] if left > 0 else []
            yield "\n".join([gap.subject, *said, *more]), 1
    elif kind in ("disputed", "stale_entry"):
        for gap in found:
            place = f", {gap.location}" if kind == "stale_entry" and gap.location else ""
            yield f"{printable(gap.subject)}: {printable(gap.what)}{place}", 1
    else:
        yield from _of_columns([gap for gap in found if gap.table != gap.subject])
        yield from _of_tables([gap for gap in found if gap.table == gap.subject])


def _of_columns(found: list[Gap]) -> Iterator[tuple[str, int]]:
    """A line for each table, with its columns."""
    by_table: dict[tuple[str, str | None], list[Gap]] = {}
    for gap in found:
        by_table.setdefault((gap.source, gap.table), []).append(gap)
    for gaps in by_table.values():
        names = [f"{_inner(gap)}{_what(gap)}" for gap in gaps]
        yield f"{gaps[0].table}: {_named(names)}", len(gaps)


def _of_tables(found: list[Gap]) -> Iterator[tuple[str, int]]:
    """A line for each schema, with its tables."""
    by_schema: dict[tuple[str, str], list[str]] = {}
    for gap in found:
        table = TableRef.parse(gap.subject)
        schema = gap.subject.removesuffix(quote(table.table)).rstrip(".")
        by_schema.setdefault((gap.source, schema), []).append(quote(table.table))
    for (_, schema), names in by_schema.items():
        front = f"{schema}: " if schema else ""
        yield f"{front}{_named(names)}", len(names)


def _named(names: list[str]) -> str:
    """The first few names; what is wide needs no more to be found."""
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES + 1 else ""
    return ", ".join(names[:_NAMES] if more else names) + more


def _inner(gap: Gap) -> str:
    return gap.subject.removeprefix(f"{gap.table}.")


def _what(gap: Gap) -> str:
    if gap.kind == "unconfirmed":
        held = gap.what.split(", ")[0]
        return "" if held == _inner(gap) else f" ({held})"
    return f" ({printable(gap.what)})" if gap.kind in _TELLING else ""


def _saying(said: Saying) -> str:
    text = printable(said.text if len(said.text) <= 60 else said.text[:59] + "…")
    first = said.columns[0].table_ref.name
    more = f" and {len(said.columns) - 1:,} more" if len(said.columns) > 1 else ""
    return f'"{text}" in {first}{more}'
