"""The report for machines; its shape is a promise (docs/schemas/check.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from msgspec import structs

from governance.model.judgement import Problem, Verdict, Violation, Way
from governance.model.location import Location
from governance.model.waiver import Waiver
from governance.report import order
from governance.report.page import Page


def render(verdict: Verdict, page: Page) -> str:
    """One JSON object. What is new comes first; the order is the same for the same verdict."""
    report = {
        "version": 1,
        "base": verdict.base,
        "head": verdict.head,
        "summary": {
            "new": len(verdict.new),
            "existing": sum(v.fingerprint not in verdict.baselined for v in verdict.existing),
            "waived": len(verdict.waived),
            "baselined": sum(v.fingerprint in verdict.baselined for v in verdict.existing),
            "errors": len(verdict.new_problems) + len(verdict.existing_problems),
            "new_errors": len(verdict.new_problems),
            "blocked": bool(verdict.blocking),
            "exit_code": verdict.exit_code,
        },
        "violations": [
            *(_violation(v, "new") for v in order.violations(verdict.new)),
            *(_violation(v, _older(v, verdict)) for v in order.violations(verdict.existing)),
            *_waived(verdict),
        ],
        "errors": [
            *(_problem(p, "new") for p in order.problems(verdict.new_problems)),
            *(_problem(p, _older(p, verdict)) for p in order.problems(verdict.existing_problems)),
        ],
        "governance": [
            {"what": change.what, **_place(change.location)} for change in verdict.governance
        ],
        "judged_on": verdict.judged_on and verdict.judged_on.isoformat(),
        "waivers": [
            {"state": notice.state.value, "what": notice.what, **_waiver(notice.waiver)}
            for notice in verdict.waivers
        ],
        "baseline": verdict.baseline and structs.asdict(verdict.baseline),
        "assumptions": list(verdict.assumptions),
        "coverage": {
            "files": verdict.coverage.files,
            "statements": verdict.coverage.statements,
            "understood": verdict.coverage.understood,
            "routines": verdict.coverage.routines,
            "tables": verdict.coverage.tables,
            "columns": verdict.coverage.columns,
        },
        "policies": sorted(verdict.policies),
    }
    text = json.dumps(report, ensure_ascii=False, indent=1)
    # A file name that is no UTF-8 comes as lone surrogates; JSON can write those as escapes.
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _violation(violation: Violation, state: str) -> dict[str, Any]:
    return {
        "policy": violation.policy,
        "severity": violation.severity.value,
        "state": state,
        "subject": violation.subject,
        "message": violation.message,
        "fix": violation.fix,
        "owner": violation.owner,
        **_place(violation.location),
        "fingerprint": violation.fingerprint,
        "notes": list(violation.notes),
        "path": violation.way and _way(violation.way),
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "steps": [
            {
                "source": step.upstream,
                "target": step.column,
                "effect": step.effect.value,
                "restores": step.restores,
                **_place(step.location),
            }
            for step in way.steps
        ],
        "begins": way.begins,
        "left_out": way.left_out,
    }


def _older(fault: Violation | Problem, verdict: Verdict) -> str:
    return "baselined" if fault.fingerprint in verdict.baselined else "existing"


def _waived(verdict: Verdict) -> Iterator[dict[str, Any]]:
    by_violation = {waived.violation.fingerprint: waived for waived in verdict.waived}
    for violation in order.violations(waived.violation for waived in verdict.waived):
        waived = by_violation[violation.fingerprint]
        yield {
            **_violation(violation, "waived"),
            "new": waived.new,
            "waiver": _waiver(waived.waiver),
        }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "policy": waiver.policy,
        "subject": waiver.subject,
        "reason": waiver.reason,
        "approver": waiver.approver,
        "until": waiver.until.isoformat(),
        "ticket": waiver.ticket,
        **_place(waiver.location),
    }


def _problem(problem: Problem, state: str) -> dict[str, Any]:
    return {
        "subject": problem.subject,
        "message": problem.message,
        "state": state,
        **_place(problem.location),
        "fingerprint": problem.fingerprint,
    }


def _place(location: Location | None) -> dict[str, str | int | None]:
    if location is None:
        return dict.fromkeys(("file", "line", "column", "end_line", "end_column"))
    return {
        "file": location.file,
        "line": location.line or None,
        "column": location.column or None,
        "end_line": location.end_line or None,
        "end_column": location.end_column or None,
    }
