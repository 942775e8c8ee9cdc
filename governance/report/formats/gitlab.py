"""GitLab's code quality report: what a change brings, in the widget of its merge request.

GitLab compares the report of a merge request with that of its target branch by fingerprint, and
takes only the first of two entries with the same one. What stood before the change is left out, as
it would be told for new where the target branch has no report; `--all` lists it too.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from governance.model.judgement import Problem, Severity, Verdict, Violation
from governance.model.location import Location
from governance.report import order, words
from governance.report.page import Page

_SEVERITY = {Severity.BLOCK: "blocker", Severity.WARN: "minor", Severity.INFO: "info"}
_NOT_JUDGED = "critical"
"""Below `blocker`: what could not be judged is no violation, but it does not pass either."""
_NO_FILE = "lictor.yml"
"""An entry needs a file; what was found in a database is put here."""


def render(verdict: Verdict, page: Page) -> str:
    """One JSON array, an object a violation or problem; `[]` when there is nothing to tell."""
    found = [
        *_violations(verdict.new),
        *_problems(verdict.new_problems),
        *(_violations(verdict.existing) if page.everything else ()),
        *(_problems(verdict.existing_problems) if page.everything else ()),
    ]
    told: dict[str, int] = {}
    for entry in found:
        seen = told[entry["fingerprint"]] = told.get(entry["fingerprint"], 0) + 1
        if seen > 1:
            entry["fingerprint"] = _hash(entry["fingerprint"], str(seen))
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _violations(found: tuple[Violation, ...]) -> Iterator[dict[str, Any]]:
    for violation in order.violations(found):
        notes = [words.line(note) for note in violation.notes]
        notes += filter(None, [" ".join(words.steps(violation))])
        how = f" ({'; '.join(notes)})" if notes else ""
        fix = words.line(" ".join(violation.fix.split()))
        yield {
            "description": f"{words.headline(violation)}{how}. Fix: {fix}",
            "check_name": words.line(violation.policy),
            "fingerprint": _hash("violation", violation.policy, violation.fingerprint),
            "severity": _SEVERITY[violation.severity],
            "location": _place(violation.location),
        }


def _problems(found: tuple[Problem, ...]) -> Iterator[dict[str, Any]]:
    for problem in order.problems(found):
        yield {
            "description": f"{words.line(problem.subject)} could not be judged: "
            f"{words.line(problem.message)}",
            "check_name": "lictor",
            "fingerprint": _hash("problem", problem.fingerprint),
            "severity": _NOT_JUDGED,
            "location": _place(problem.location),
        }


def _place(location: Location | None) -> dict[str, Any]:
    if location is None:
        return {"path": _NO_FILE, "lines": {"begin": 1}}
    # a name that is no UTF-8 has no form that GitLab could compare, and would spoil the report
    path = location.file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return {"path": path, "lines": {"begin": max(location.line, 1)}}


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
