"""Who may do more or less, told by who and what, however many tables it is about."""

from __future__ import annotations

from collections.abc import Iterator

from governance.model.drift import Drift, RoleRef
from governance.model.names import TableRef, printable
from governance.report.words import counted


def access(found: list[Drift], *, every: bool) -> Iterator[tuple[str, int]]:
    """A line for each grantee and right, with how many drifts it tells.

    Where there are many tables they are counted, unless `every` one is asked for.
    """
    groups: dict[tuple[str, str | None, str | None, str | None, str | None], list[Drift]] = {}
    for drift in found:
        subject = drift.subject
        alone = subject.name if isinstance(subject, RoleRef) else None
        key = (subject.source, alone, drift.detail, drift.before, drift.after)
        groups.setdefault(key, []).append(drift)
    for drifts in groups.values():
        first = drifts[0]
        was, now = (printable(text) if text else "nothing" for text in (first.before, first.after))
        if isinstance(first.subject, RoleRef):
            yield f"role {first.subject.name}: {was} → {now}", 1
        else:
            who = printable(first.detail or "")
            yield f"{who}, {was} → {now}: {_tables(drifts, every=every)}", len(drifts)


def _tables(drifts: list[Drift], *, every: bool) -> str:
    if every or len(drifts) <= 3:
        return ", ".join(f"{_name(each)}{_holds(each)}" for each in drifts)
    schemas = list(dict.fromkeys(_schema(each) for each in drifts))
    personal = sum(each.personal for each in drifts)
    held = f", {personal:,} with personal data" if personal else ""
    shown = ", ".join(schemas[:3])
    more = f" and {len(schemas) - 3:,} more" if len(schemas) > 3 else ""
    return f"{counted(len(drifts), 'table')} of {shown}{more}{held}"


def _name(drift: Drift) -> str:
    subject = drift.subject
    if isinstance(subject, TableRef) and subject.table == "*":
        return f"every table of {_schema(drift)}"
    return subject.name


def _schema(drift: Drift) -> str:
    subject = drift.subject
    if isinstance(subject, RoleRef):
        return ""
    return printable(subject.schema or subject.source or "the database")


def _holds(drift: Drift) -> str:
    return f" ({drift.level or 'personal'})" if drift.personal else ""
