"""JUnit XML, for whatever shows test results: GitLab, Jenkins, the test reporters of GitHub.

A suite is a policy. A case that fails is a subject that the change makes break it, and a policy
that nothing breaks is one case that passes. JUnit has no warnings: what does not block is a skipped
case, with its message. What could not be judged is an error in a suite of its own, as it keeps a
change from passing. What stood before the change is left out; `--all` lists it as skipped.

There is no standard. `file` and `line` are attributes of a case, where GitLab and others look for
them; names are unique within a suite, as GitLab takes only the first case of a name.

https://docs.gitlab.com/ci/testing/unit_test_reports/
https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgspec import Struct

from governance.model.judgement import Problem, Severity, Verdict, Violation
from governance.model.location import Location
from governance.model.names import printable
from governance.report import order, words
from governance.report.page import Page

_PROBLEMS = "lictor"
_PASSED, _FAILED, _SKIPPED, _ERROR = "", "failure", "skipped", "error"


class _Case(Struct, frozen=True):
    """One case; `outcome` is the element that says why it did not pass, "" when it did."""

    name: str
    outcome: str = _PASSED
    kind: str = ""
    message: str = ""
    text: str = ""
    location: Location | None = None
    fingerprint: str = ""


def render(verdict: Verdict, page: Page) -> str:
    """One document; every policy that judged is in it."""
    root = Element("testsuites", name="lictor")
    for policy, cases in _policies(verdict, page.everything).items():
        _suite(SubElement(root, "testsuite", name=policy), cases)
    problems = [_problem(problem, _ERROR) for problem in order.problems(verdict.new_problems)]
    if page.everything:
        problems += [_problem(p, _SKIPPED) for p in order.problems(verdict.existing_problems)]
    if problems:
        _suite(SubElement(root, "testsuite", name=_PROBLEMS), problems)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("time", f"{verdict.seconds:.3f}")
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _policies(verdict: Verdict, everything: bool) -> dict[str, list[_Case]]:
    """The cases of each policy, by its id as printed."""
    suites: dict[str, list[_Case]] = {words.line(policy): [] for policy in sorted(verdict.policies)}
    for violation in order.violations(verdict.new):
        suites.setdefault(words.line(violation.policy), []).append(_new(violation))
    broken = {policy for policy, cases in suites.items() if cases}
    if everything:
        for violation in order.violations(verdict.existing):
            suites.setdefault(words.line(violation.policy), []).append(_existing(violation))
    for policy, info in verdict.policies.items():
        if words.line(policy) not in broken:
            suites[words.line(policy)].insert(0, _Case(words.line(info.title)))
    return dict(sorted(suites.items()))


def _new(violation: Violation) -> _Case:
    verb = words.VERB[violation.severity]
    blocks = violation.severity is Severity.BLOCK
    message = words.headline(violation)
    return _Case(
        name=words.line(violation.subject),
        outcome=_FAILED if blocks else _SKIPPED,
        kind=violation.severity.value,
        message=message if blocks else f"{verb}, does not block: {message}",
        text=_told(violation),
        location=violation.location,
        fingerprint=violation.fingerprint,
    )


def _existing(violation: Violation) -> _Case:
    return _Case(
        name=words.line(violation.subject),
        outcome=_SKIPPED,
        message=f"as before the change: {words.headline(violation)}",
        location=violation.location,
        fingerprint=violation.fingerprint,
    )


def _problem(problem: Problem, outcome: str) -> _Case:
    message = words.line(problem.message)
    place = f"\n--> {problem.location}" if problem.location else ""
    return _Case(
        name=f"{words.line(problem.subject)}: {message}",
        outcome=outcome,
        kind="could not judge",
        message=message if outcome is _ERROR else f"as before the change: {message}",
        text=f"{words.line(problem.subject)}: {message}{place}",
        location=problem.location,
        fingerprint=problem.fingerprint,
    )


def _told(violation: Violation) -> str:
    place = [f"--> {violation.location}"] if violation.location else []
    notes = [*(words.line(note) for note in violation.notes), *words.steps(violation)]
    fix = [printable(line) for line in violation.fix.rstrip().split("\n")]
    owner = [f"owner: {words.line(violation.owner)}"] if violation.owner else []
    lines = [words.headline(violation), *place, *notes, f"fix: {fix[0]}", *fix[1:], *owner]
    return "\n".join(lines)


def _suite(suite: Element, cases: list[_Case]) -> None:
    outcomes = Counter(case.outcome for case in cases)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(outcomes[_FAILED]))
    suite.set("errors", str(outcomes[_ERROR]))
    suite.set("skipped", str(outcomes[_SKIPPED]))
    for case, name in zip(cases, _names(cases), strict=True):
        element = SubElement(suite, "testcase", name=name, classname=suite.get("name", ""))
        if case.location:
            element.set("file", printable(case.location.file))
            element.set("line", str(max(case.location.line, 1)))
        if case.outcome == _PASSED:
            continue
        why = SubElement(element, case.outcome, message=case.message)
        if case.outcome != _SKIPPED:  # of a skipped case no reader shows more than its message
            why.set("type", case.kind)
            why.text = case.text


def _names(cases: list[_Case]) -> list[str]:
    """A name for each case: its own, with the message where two share it, or the fingerprint."""
    names = [case.name for case in cases]
    for longer in (
        [f"{case.name}: {case.message}" for case in cases],
        [f"{case.name} ({printable(case.fingerprint)})" for case in cases],
        [f"{case.name} ({number})" for number, case in enumerate(cases, start=1)],
    ):
        doubled = {name for name, count in Counter(names).items() if count > 1}
        names = [
            more if name in doubled else name for name, more in zip(names, longer, strict=True)
        ]
    return names
