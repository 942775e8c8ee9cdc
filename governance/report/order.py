"""In which order a verdict is told: what blocks first, one policy after the other, by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from governance.model.judgement import PolicyInfo, Problem, Severity, Verdict, Violation
from governance.model.location import Location

_SEVERITY = {severity: rank for rank, severity in enumerate(Severity)}
_NOWHERE = Location("")


def violations(found: Iterable[Violation]) -> list[Violation]:
    """The same order for the same violations, however they came."""
    return sorted(
        found,
        key=lambda v: (
            _SEVERITY[v.severity],
            v.policy,
            v.location is None,
            v.location or _NOWHERE,
            v.subject,
            v.fingerprint,
        ),
    )


def by_policy(
    found: Iterable[Violation], changed: Callable[[Iterable[str]], frozenset[str]] = frozenset
) -> list[tuple[Violation, ...]]:
    """Ordered, in groups of one policy and severity each; in a group `changed` files come first."""
    ordered = violations(found)
    first = changed(sorted({v.location.file for v in ordered if v.location}))
    groups = groupby(ordered, key=lambda v: (v.severity, v.policy))
    return [
        tuple(sorted(group, key=lambda v: v.location is None or v.location.file not in first))
        for _, group in groups
    ]


def problems(found: Iterable[Problem]) -> list[Problem]:
    """By place, those without one first."""
    return sorted(found, key=lambda p: (p.location or _NOWHERE, p.subject, p.message))


def policy_of(verdict: Verdict, violation: Violation) -> PolicyInfo:
    """What is known about the violated policy; its bare id when that is all."""
    known = verdict.policies.get(violation.policy)
    return known or PolicyInfo(violation.policy, violation.policy, violation.severity, "")
