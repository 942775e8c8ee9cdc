"""A drift as plain values, for what keeps it or reads it by machine; and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from governance.model.classification import Level
from governance.model.drift import KINDS, Drift, RoleRef, Subject
from governance.model.names import ColumnRef, TableRef, split

_SORTS: dict[type, str] = {TableRef: "table", ColumnRef: "column", RoleRef: "role"}


def record(drift: Drift) -> dict[str, Any]:
    """Strings, booleans and None only; names as printed, without their source."""
    return {
        "kind": drift.kind,
        "subject": drift.subject.name,
        "subject_is": _SORTS[type(drift.subject)],
        "source": drift.subject.source,
        "was": drift.was.name if drift.was is not None else None,
        "detail": drift.detail,
        "before": drift.before,
        "after": drift.after,
        "personal": drift.personal,
        "level": drift.level.value if drift.level is not None else None,
        "owner": drift.owner,
    }


def drift_of(record: Mapping[str, Any]) -> Drift:
    """The drift that `record` wrote down.

    Raises:
        ValueError: it did not; a kind, a level or a name is none.
        KeyError: a field is missing.
    """
    kind, source, sort = record["kind"], record["source"], record["subject_is"]
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of drift")
    was, level = record["was"], record["level"]
    return Drift(
        kind,
        _subject(record["subject"], source, sort),
        record["detail"],
        record["before"],
        record["after"],
        None if was is None else _subject(was, source, sort),
        None if level is None else Level(level),
        record["personal"],
        record["owner"],
    )


def _subject(name: str, source: str, sort: str) -> Subject:
    if sort == "role":
        _, (role,) = split(name)
        return RoleRef(source, role)
    if sort == "column":
        return structs.replace(ColumnRef.parse(name), source=source)
    return structs.replace(TableRef.parse(name), source=source)
