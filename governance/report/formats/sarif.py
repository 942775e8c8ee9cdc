"""SARIF 2.1.0 (OASIS Standard, errata 01), as GitHub code scanning takes it.

Both what is new and what stood before is listed, with its `baselineState`: code scanning compares
uploads by fingerprint itself, and would close the alerts that a report of only the new leaves out.
When there are more results than it keeps, the new ones come first, and a notification says how
many are missing. What could not be judged is a notification of an invocation that did not succeed.

https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from governance import __version__
from governance.model.judgement import PolicyInfo, Problem, Severity, Verdict, Violation, Way
from governance.model.location import Location
from governance.model.names import printable
from governance.report import order, words
from governance.report.page import Page

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MAX_RESULTS = 5_000
"""Results of a run that code scanning keeps; it refuses a run of more than 25,000."""
MAX_BYTES = 10 * 1024 * 1024
"""Size of an upload, compressed with gzip."""
MAX_DESCRIPTION = 1_024

_LEVEL = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "note"}
_PROBLEM = {
    Severity.BLOCK: "error",
    Severity.WARN: "warning",
    Severity.INFO: "recommendation",
}
_NO_FILE = "lictor.yml"
"""Code scanning refuses a result without a file; what was found in a database is put here."""


def render(verdict: Verdict, page: Page) -> str:
    """One log with one run."""
    compared = verdict.base is not None
    found = [
        *((v, "new") for v in order.violations(verdict.new)),
        *((v, "unchanged") for v in order.violations(verdict.existing)),
    ]
    kept = found[:MAX_RESULTS]
    while True:
        text = _log(verdict, page, kept if compared else [(v, None) for v, _ in kept], len(found))
        if _fits(text) or not kept:
            return text
        kept = kept[: len(kept) // 2]


def _fits(text: str) -> bool:
    content = text.encode()
    if len(content) <= MAX_BYTES:
        return True
    import gzip

    return len(gzip.compress(content)) <= MAX_BYTES


def _log(
    verdict: Verdict, page: Page, kept: Sequence[tuple[Violation, str | None]], found: int
) -> str:
    policies = _policies(verdict)
    rules = {policy.id: number for number, policy in enumerate(policies)}
    run = {
        "tool": {
            "driver": {
                "name": "Lictor",
                "semanticVersion": __version__,
                "rules": [_rule(policy) for policy in policies],
            }
        },
        "automationDetails": {"id": "lictor/check/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(verdict, page, len(kept), found)],
        "results": [_result(v, page, rules[v.policy], state) for v, state in kept],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    text = json.dumps(log, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _policies(verdict: Verdict) -> list[PolicyInfo]:
    known = {v.policy: order.policy_of(verdict, v) for v in (*verdict.existing, *verdict.new)}
    return [policy for _, policy in sorted({**known, **verdict.policies}.items())]


def _rule(policy: PolicyInfo) -> dict[str, Any]:
    title = words.line(policy.title)
    why = words.why(policy) or title
    links = "".join(
        f"\n\n[{_markdown(reference.ref)}]({_link(reference.url)})"
        for reference in policy.basis
        if reference.url
    )
    rule: dict[str, Any] = {
        "id": policy.id,
        "name": policy.id,
        "shortDescription": {"text": title[:MAX_DESCRIPTION]},
        "fullDescription": {"text": why[:MAX_DESCRIPTION]},
        "help": {
            "text": why,
            "markdown": f"**{_markdown(policy.title)}**\n\n{_markdown(policy.rationale)}{links}",
        },
        "defaultConfiguration": {"level": _LEVEL[policy.severity]},
        "properties": {
            "precision": "high",
            "problem.severity": _PROBLEM[policy.severity],
            "tags": ["data-governance"],
        },
    }
    if policy.security is not None:
        # with both, code scanning lists the rule under security, and shows this for its severity
        rule["properties"]["security-severity"] = f"{policy.security:.1f}"
        rule["properties"]["tags"] = ["data-governance", "security"]
    if policy.url and policy.url.startswith("https://"):  # no relative reference is a valid one
        rule["helpUri"] = _link(policy.url)
    return rule


def _result(violation: Violation, page: Page, rule: int, state: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": violation.policy,
        "ruleIndex": rule,
        "level": _LEVEL[violation.severity],
        "message": {"text": _message(_told(violation))},
        "locations": [_place(violation.location or Location(_NO_FILE), page, violation.subject)],
        "partialFingerprints": {"primaryLocationLineHash": f"{violation.fingerprint}:1"},
    }
    if violation.way is not None and words.steps(violation):
        steps = _steps(violation.way, page)
        result["relatedLocations"] = [{"id": n, **step} for n, step in enumerate(steps, 1)]
        result["codeFlows"] = [{"threadFlows": [{"locations": [{"location": s} for s in steps]}]}]
    if state:
        result["baselineState"] = state
    return result


def _steps(way: Way, page: Page) -> list[dict[str, Any]]:
    """The places of a way in the order in which the data takes it, and what happens at each."""
    return [
        {
            **_place(step.location or Location(_NO_FILE), page, step.column),
            "message": {
                "text": _message(words.line(f"{step.column}, {step.made} {step.upstream}"))
            },
        }
        for step in reversed(way.steps)
    ]


def _told(violation: Violation) -> str:
    told = [*(words.line(note) for note in violation.notes), *words.steps(violation)]
    notes = "".join(f"\n{line}" for line in told)
    fix = "\n".join(printable(line) for line in violation.fix.split("\n"))
    owner = f"\nOwner: {words.line(violation.owner)}" if violation.owner else ""
    return f"{words.headline(violation)}{notes}\nFix: {fix}{owner}"


def _place(location: Location, page: Page, subject: str) -> dict[str, Any]:
    """Only the first line of a span: an alert shows in a pull request if all its lines changed.

    The region is whole wherever the file can be read: a span that goes on, and a place that is a
    whole line, end with their line.
    """
    line, column = max(location.line, 1), max(location.column, 1)
    region = {"startLine": line, "startColumn": column, "endLine": line}
    if location.column and location.end_line == location.line:
        region["endColumn"] = max(location.end_column, location.column) + 1
    else:
        lines = page.lines(location.file) or ()
        if line <= len(lines):
            region["endColumn"] = max(len(lines[line - 1]), column) + 1
    return {
        "physicalLocation": {
            "artifactLocation": {
                "uri": quote(location.file.encode("utf-8", "surrogateescape"), safe="/")
            },
            "region": region,
        },
        "logicalLocations": [{"fullyQualifiedName": subject}],
    }


def _invocation(verdict: Verdict, page: Page, kept: int, found: int) -> dict[str, Any]:
    problems = [
        _notification(problem, page)
        for problem in order.problems((*verdict.new_problems, *verdict.existing_problems))
    ]
    if kept < found:
        text = (
            f"{words.counted(found - kept, 'result')} left out: code scanning keeps "
            f"{MAX_RESULTS:,} and takes {MAX_BYTES // 1024 // 1024} MB. The report in JSON has all."
        )
        problems.insert(0, {"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": not verdict.new_problems,
        "exitCode": verdict.exit_code,
        "toolExecutionNotifications": problems[:MAX_RESULTS],
    }


def _notification(problem: Problem, page: Page) -> dict[str, Any]:
    notification: dict[str, Any] = {
        "level": "error",
        "message": {
            "text": _message(f"{words.line(problem.subject)}: {words.line(problem.message)}")
        },
    }
    if problem.location:
        notification["locations"] = [_place(problem.location, page, problem.subject)]
    return notification


def _message(text: str) -> str:
    r"""A message in which nothing is a link or a placeholder (SARIF 3.11.5 and 3.11.6)."""
    if "](" not in text:
        return text
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _markdown(text: str) -> str:
    escaped = words.line(" ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{char}" if char in "\\`*_[]~|$" else char for char in escaped)


def _link(url: str) -> str:
    return quote(url, safe=":/?#@!$&'*+,;=%~-._", errors="surrogatepass")
