"""The report for machines; its shape is a promise (docs/schemas/check.schema.json)."""

from __future__ import annotations

import json
from typing import Any

from governance.model.judgement import Problem, Verdict, Violation
from governance.model.location import Location
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
            "existing": len(verdict.existing),
            "waived": 0,
            "errors": len(verdict.new_problems) + len(verdict.existing_problems),
            "new_errors": len(verdict.new_problems),
            "blocked": bool(verdict.blocking),
            "exit_code": verdict.exit_code,
        },
        "violations": [
            *(_violation(v, "new") for v in order.violations(verdict.new)),
            *(_violation(v, "existing") for v in order.violations(verdict.existing)),
        ],
        "errors": [
            *(_problem(p, "new") for p in order.problems(verdict.new_problems)),
            *(_problem(p, "existing") for p in order.problems(verdict.existing_problems)),
        ],
        "governance": [
            {"what": change.what, **_place(change.location)} for change in verdict.governance
        ],
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
