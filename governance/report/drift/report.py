"""What a report of drift is made of, and how it is put together for a reader."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from governance.drift import blocks
from governance.model.drift import KINDS, Drift, DriftKind, RoleRef
from governance.model.lineage import Effect
from governance.model.names import ColumnRef, TableRef, printable, quote
from governance.report.drift.access import access
from governance.report.words import counted


class Report(Struct, frozen=True):
    """The drifts from one catalog to another, the worst first.

    `before` and `after` say which catalogs, in words. `fail_on` are the kinds that must not pass.
    `everything` asks for every line, where a report is otherwise kept short. `failed` are sources
    that could not be scanned, each with why: of them nothing is told. `first` are those that the
    catalog knew nothing of before. `compared` says that there is any beside these.
    """

    before: str
    after: str
    drifts: tuple[Drift, ...]
    fail_on: tuple[DriftKind, ...] = ()
    everything: bool = False
    failed: tuple[tuple[str, str], ...] = ()
    first: tuple[str, ...] = ()
    compared: bool = True

    @property
    def blocking(self) -> tuple[Drift, ...]:
        """What must not pass."""
        return blocks(self.drifts, self.fail_on)


class Section(Struct, frozen=True):
    """The drifts of one kind: how many, and the lines that tell them, each with how many it tells.

    `blocks` says that the kind is in `fail_on`.
    """

    kind: DriftKind
    title: str
    count: int
    lines: tuple[tuple[str, int], ...]
    blocks: bool

    def shown(self, limit: int | None) -> tuple[list[str], int]:
        """The first lines, and how many drifts the others tell of."""
        cut = len(self.lines) if limit is None or len(self.lines) <= limit else limit
        return [text for text, _ in self.lines[:cut]], sum(n for _, n in self.lines[cut:])


SERIOUS: frozenset[DriftKind] = frozenset(
    (
        "newly_unprotected",
        "newly_personal",
        "grants_widened",
        "level_raised",
        "category_changed",
        "newly_fed",
        "protection_changed",
        "owner_role_changed",
        "owner_lost",
        "retention_lost",
    )
)
"""What somebody should look at even where it does not fail."""

_TITLES: dict[DriftKind, str] = {
    "newly_unprotected": "Protection lost",
    "newly_personal": "Newly personal",
    "grants_widened": "Access widened",
    "level_raised": "More sensitive",
    "category_changed": "Holds other personal data",
    "newly_fed": "Newly fed by personal data",
    "protection_changed": "Protected in another way",
    "owner_role_changed": "Owned by another role",
    "table_dropped": "Tables dropped",
    "column_dropped": "Columns dropped",
    "table_renamed": "Tables renamed",
    "column_renamed": "Columns renamed",
    "column_retyped": "Columns of another type",
    "column_nullability": "Null allowed or not",
    "column_default_changed": "Defaults changed",
    "table_kind_changed": "Another kind of table",
    "definition_changed": "Queries of views changed",
    "key_dropped": "Keys dropped",
    "index_dropped": "Indexes dropped",
    "owner_lost": "Owner lost",
    "retention_lost": "Retention lost",
    "description_lost": "Description lost",
    "environment_changed": "Environment changed",
    "owner_changed": "Owner changed",
    "retention_changed": "Retention changed",
    "purpose_changed": "Purpose changed",
    "description_changed": "Description changed",
    "table_added": "Tables added",
    "granted_with_table": "Access to new tables",
    "column_added": "Columns added",
    "key_added": "Keys added",
    "index_added": "Indexes added",
    "role_added": "Roles added",
    "role_dropped": "Roles dropped",
    "partition_added": "Partitions added",
    "partition_dropped": "Partitions dropped",
    "owner_set": "Owner set",
    "retention_set": "Retention set",
    "description_set": "Description written",
    "level_lowered": "Less sensitive",
    "no_longer_personal": "No longer personal",
    "no_longer_fed": "No longer fed by personal data",
    "grants_narrowed": "Access narrowed",
    "gone_with_table": "Access to tables that are gone",
    "newly_protected": "Newly protected",
}


def sections(report: Report) -> Iterator[Section]:
    """A section for each kind there is, the worst first."""
    by_kind: dict[DriftKind, list[Drift]] = {}
    for drift in report.drifts:
        by_kind.setdefault(drift.kind, []).append(drift)
    for kind in KINDS:
        found = by_kind.get(kind)
        if found:
            lines = tuple(_lines(kind, found, None if report.everything else _COLUMNS))
            yield Section(kind, _TITLES[kind], len(found), lines, kind in report.fail_on)


def headline(report: Report) -> str:
    """One sentence: how much is different between what and what."""
    if not report.compared:
        return f"Nothing was compared with {report.before}."
    if not report.drifts:
        else_ = " else" if report.failed or report.first else ""
        return f"Nothing{else_} is different between {report.before} and {report.after}."
    many = counted(len(report.drifts), "difference")
    return f"{many} from {report.before} to {report.after}."


def scans(report: Report) -> Iterator[str]:
    """A line for each source that there is nothing to tell of, and why."""
    for source, why in report.failed:
        yield f"{printable(source)} was not scanned: {why}"
    if report.first:
        names = ", ".join(map(printable, report.first))
        were = "was" if len(report.first) == 1 else "were"
        yield f"{names} {were} scanned for the first time; there is nothing to compare"


def verdict(report: Report) -> str:
    """One sentence on what must not pass, "" where nothing was named."""
    if not report.fail_on or not report.drifts:
        return ""
    found = report.blocking
    if not found:
        return "None of them is of a kind that must not pass."
    kinds = [kind for kind in KINDS if any(drift.kind == kind for drift in found)]
    return f"{counted(len(found), 'difference')} must not pass ({', '.join(kinds)})."


_ACCESS: frozenset[DriftKind] = frozenset(
    ("grants_widened", "grants_narrowed", "granted_with_table", "gone_with_table")
)
_COLUMNS = 8
"""Columns of one table that are named; a wide table needs no more to be found."""


def _lines(kind: DriftKind, found: list[Drift], most: int | None) -> Iterator[tuple[str, int]]:
    """Tables that say the same are told together, and so are the columns of one table."""
    if kind in _ACCESS:
        yield from access(found, every=most is None)
        return
    if kind in ("newly_fed", "no_longer_fed"):
        yield from _flows(found, most)
        return
    for drifts in _by_table(kind, found):
        first, *others = drifts
        if not others:
            yield f"{_name(first)}{_told(first)}{_answers(first)}", 1
        else:
            inner = [f"{_inner(drift)}{_told(drift)}" for drift in drifts]
            yield f"{_table(first)}: {_few(inner, most)}{_answers(first)}", len(drifts)


def _flows(found: list[Drift], most: int | None) -> Iterator[tuple[str, int]]:
    """A line for each pair of tables between which data flows."""
    groups: dict[tuple[str, str], list[str]] = {}
    for drift in found:
        up = ColumnRef.parse(drift.detail or "")
        column, effect = quote(up.column), printable(drift.after or drift.before or "")
        said = _inner(drift)
        said += f" from {column}" if column != said else ""
        said += f" ({effect})" if effect != Effect.IDENTITY else ""
        groups.setdefault((_table(drift), up.table_ref.name), []).append(said)
    for (down, above), columns in groups.items():
        yield f"{down} from {above}: {_few(columns, most)}", len(columns)


def _few(parts: list[str], most: int | None) -> str:
    """The first few of a list; one more is no more than to say so."""
    if most is None or len(parts) <= most + 1:
        return "; ".join(parts)
    return f"{'; '.join(parts[:most])}; and {len(parts) - most:,} more"


def _by_table(kind: DriftKind, found: list[Drift]) -> Iterator[list[Drift]]:
    groups: dict[str, list[Drift]] = {}
    for drift in found:
        if kind in _TOGETHER and not isinstance(drift.subject, TableRef | RoleRef):
            groups.setdefault(_table(drift), []).append(drift)
        else:
            groups.setdefault(f"{drift.subject}\n{len(groups)}", []).append(drift)
    yield from groups.values()


_TOGETHER: frozenset[DriftKind] = frozenset(
    (
        "newly_personal",
        "no_longer_personal",
        "column_added",
        "column_dropped",
        "column_renamed",
        "column_retyped",
        "column_nullability",
        "column_default_changed",
        "description_lost",
        "description_changed",
        "description_set",
        "newly_unprotected",
        "newly_protected",
    )
)


def _table(drift: Drift) -> str:
    subject = drift.subject
    return subject.name if isinstance(subject, TableRef | RoleRef) else subject.table_ref.name


def _inner(drift: Drift) -> str:
    """A column's name without its table's."""
    if drift.kind == "column_renamed":
        return ""
    return drift.subject.name.removeprefix(_table(drift) + ".")


def _name(drift: Drift) -> str:
    subject = drift.subject
    if isinstance(subject, RoleRef):
        return f"role {subject.name}"
    if drift.kind == "table_renamed":
        return ""
    if drift.kind == "column_renamed":
        return f"{_table(drift)}: "
    if subject.table == "*":
        return f"every table of {subject.schema or subject.source}"
    return subject.name


def _told(drift: Drift) -> str:
    """What follows the name."""
    before, after = (None if t is None else printable(t) for t in (drift.before, drift.after))
    detail = printable(drift.detail) if drift.detail is not None else ""
    match drift.kind:
        case "table_added" | "partition_added" | "column_added":
            return f" {after}" if after and after != "table" else ""
        case "table_dropped" | "partition_dropped" | "column_dropped":
            return f" {before}" if before and before != "table" else ""
        case "newly_personal" | "no_longer_personal":
            return f" ({after or before})"
        case "newly_unprotected" | "newly_protected" if detail == "row security":
            return f", {after}"
        case "newly_unprotected" | "newly_protected" | "protection_changed":
            return f", {detail} {before or 'none'} → {after or 'none'}"
        case "key_added" | "key_dropped" | "index_added" | "index_dropped":
            return f", {detail}"
    if before is None and after is None:
        return ""
    if drift.kind in ("table_renamed", "column_renamed"):
        return f"{before} → {after}"
    return f", {before or 'none'} → {after or 'none'}"


def _answers(drift: Drift) -> str:
    """Who answers for it, where there is something to do."""
    if drift.kind not in SERIOUS or drift.owner is None or drift.kind == "owner_lost":
        return ""
    return f" [{printable(drift.owner)}]"
