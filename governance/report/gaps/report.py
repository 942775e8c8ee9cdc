"""What a report of gaps is made of, and its words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from governance.knowledge.conflicts import Saying
from governance.knowledge.gaps import KINDS, Gap, GapKind
from governance.model.names import printable
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

    Columns of a table stand on one line.
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


_TELLING: frozenset[GapKind] = frozenset(
    ("unclassified", "contradicted", "unconfirmed", "disputed", "stale_entry")
)
"""Kinds whose gaps each say something of their own."""
_NAMES = 12
"""Columns of one table that are named; a wide table needs no more to be found."""


def _lines(kind: GapKind, found: list[Gap]) -> Iterator[tuple[str, int]]:
    if kind == "conflicting_descriptions":
        for gap in found:
            said = "; ".join(_saying(each) for each in gap.sayings[:4])
            more = f"; and {len(gap.sayings) - 4} more" if len(gap.sayings) > 4 else ""
            yield f"{gap.subject}: {said}{more}", 1
        return
    by_table: dict[tuple[str, str], list[Gap]] = {}
    for number, gap in enumerate(found):
        alone = kind in ("disputed", "stale_entry") or gap.table is None
        key = (gap.source, str(number)) if alone else (gap.source, gap.table or "")
        by_table.setdefault(key, []).append(gap)
    whole: dict[str, list[str]] = {}
    for gaps in by_table.values():
        first = gaps[0]
        if len(gaps) == 1 and (first.table in (None, first.subject) and kind not in _TELLING):
            # tables are told by their schema, a line for each
            schema = first.subject.rpartition(".")[0]
            whole.setdefault(schema, []).append(first.subject.removeprefix(f"{schema}."))
            continue
        place = f", {first.location}" if kind == "stale_entry" and first.location else ""
        if len(gaps) == 1:
            yield f"{_printed(first)}{_what(first)}{place}", 1
        else:
            names = [
                f"{_inner(gap)}{_what(gap)}"
                for gap in gaps[: _NAMES if len(gaps) > _NAMES else None]
            ]
            more = f" and {len(gaps) - _NAMES:,} more" if len(gaps) > _NAMES else ""
            yield f"{first.table}: {', '.join(names)}{more}", len(gaps)
    for schema, names in whole.items():
        more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
        front = f"{schema}: " if schema else ""
        yield f"{front}{', '.join(names[:_NAMES])}{more}", len(names)


def _inner(gap: Gap) -> str:
    if gap.subject == gap.table:
        return "the table itself"
    return gap.subject.removeprefix(f"{gap.table}.")


def _printed(gap: Gap) -> str:
    return printable(gap.subject)


def _what(gap: Gap) -> str:
    if gap.kind not in _TELLING:
        return ""
    if gap.kind == "unconfirmed":
        return f" ({gap.what.split(':')[0]})"
    return f": {printable(gap.what)}"


def _saying(said: Saying) -> str:
    text = printable(said.text if len(said.text) <= 60 else said.text[:59] + "…")
    first = said.columns[0].table_ref.name
    more = f" and {len(said.columns) - 1:,} more" if len(said.columns) > 1 else ""
    return f'"{text}" in {first}{more}'
