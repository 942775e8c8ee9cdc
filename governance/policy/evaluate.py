"""Policies held against a catalog: violations, and a problem for each that could not be judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from hashlib import sha256
from typing import Any

from msgspec import Struct

from governance.model.catalog import Catalog
from governance.model.judgement import Evaluation, Problem, Violation
from governance.model.location import Location
from governance.model.names import TableRef
from governance.policy import templates
from governance.policy.loading import Loaded, Whole
from governance.policy.policy import Policy
from governance.policy.sealed import Limits, Refused, Sealed
from governance.policy.subjects import Shared, Subject, Subjects

_HELD = frozenset({"pii", "category", "special", "level", "pseudonym"})
"""Facts about what a column holds."""

MAX_MESSAGE = 1_000
"""Characters of a message or fix; a policy may not flood a report."""


class Held(Struct, frozen=True):
    """Policies held against a catalog, and what was seen of each of its tables as a whole."""

    evaluation: Evaluation
    wholes: tuple[Whole, ...] = ()


def evaluate(
    catalog: Catalog, policies: Sequence[Policy], *, limits: Limits | None = None
) -> Evaluation:
    """Hold every policy against the catalog.

    A policy that fails or takes more than its limits gives a problem, never a pass, and does not
    stop the others. Violations are sorted by policy and subject; one fact is reported once.
    """
    return hold(catalog, policies, limits=limits).evaluation


def hold(
    catalog: Catalog,
    policies: Sequence[Policy],
    *,
    limits: Limits | None = None,
    shared: Shared | None = None,
    beside: Set[TableRef] = frozenset(),
    wholes: Sequence[Whole] | None = None,
) -> Held:
    """The same of a part of a catalog.

    `shared` are the names that several sources have, of the whole catalog; `beside` the tables that
    are there to be read and not judged. `wholes` see `Loaded`.
    """
    engine = Sealed(limits)
    try:
        edges = any("edges" in policy.reads for policy in policies)
        loaded = Loaded(catalog, engine, edges=edges, wholes=wholes)
    except Refused as error:
        engine.close()
        return Held(Evaluation(problems=tuple(_problem(policy, str(error)) for policy in policies)))
    try:
        subjects = Subjects(loaded, shared)
        violations: list[Violation] = []
        problems: list[Problem] = []
        for policy in policies:
            try:
                violations += _evaluate(policy, loaded, subjects, beside)
            except Refused as error:
                problems.append(_problem(policy, str(error)))
    finally:
        engine.close()
    return Held(Evaluation(in_order(violations), tuple(problems)), loaded.wholes)


def in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Violations by policy and subject."""
    return tuple(sorted(violations, key=lambda v: (v.policy, v.subject, v.fingerprint)))


def _evaluate(
    policy: Policy, loaded: Loaded, subjects: Subjects, beside: Set[TableRef]
) -> list[Violation]:
    found: dict[str, Violation] = {}
    for row in loaded.engine.ask(policy.sql, policy.parameters):
        values = _values(policy, row)
        for subject in subjects.of(policy.subject, values):
            if subject.table not in beside:
                violation = _violation(policy, subject, values, row)
                found.setdefault(violation.fingerprint, violation)
    return list(found.values())


def _values(policy: Policy, row: tuple[Any, ...]) -> dict[str, Any]:
    """A row by name, in Python's types."""
    values: dict[str, Any] = {}
    for name, kind, value in zip(policy.outputs, policy.kinds, row, strict=True):
        if value is None or kind not in ("bool", "text[]"):
            values[name] = value
        else:
            values[name] = bool(value) if kind == "bool" else ", ".join(json.loads(value))
    return values


def _violation(
    policy: Policy, subject: Subject, values: Mapping[str, Any], row: tuple[Any, ...]
) -> Violation:
    known = {**values, **subject.names}
    facts = [value for name, value in zip(policy.outputs, row, strict=True) if name in policy.facts]
    return Violation(
        policy=policy.info.id,
        severity=policy.info.severity,
        subject=subject.name,
        message=templates.fill(policy.message, known)[:MAX_MESSAGE],
        fix=templates.fill(policy.fix, known)[:MAX_MESSAGE],
        fingerprint=fingerprint(policy.info.id, subject.identity, facts),
        owner=subject.owner,
        location=_place(policy, subject),
        notes=subject.notes,
        ref=subject.ref,
        beside=subject.beside,
        way=subject.way,
    )


def _place(policy: Policy, subject: Subject) -> Location | None:
    """Where to look: for what a column holds, the SQL that brings it, which may stand elsewhere."""
    if subject.way is not None and not _HELD.isdisjoint(policy.facts):
        return subject.way.steps[0].location or subject.location
    return subject.location


def fingerprint(policy: str, identity: str, facts: Sequence[Any]) -> str:
    """What makes a violation the same one in another version of the files.

    The policy, the subject's full name with its source, and the violated fact: the texts and
    truths the policy looked at. Never a place, a count or a confidence, so that moving, reordering
    and reformatting keep it.
    """
    return sha256(json.dumps([policy, identity, *facts]).encode()).hexdigest()


def _problem(policy: Policy, why: str) -> Problem:
    return Problem(
        subject=policy.info.id,
        message=f"{policy.info.id} could not be evaluated: {why}",
        fingerprint=fingerprint(policy.info.id, "problem", [why]),
        location=policy.location,
    )
