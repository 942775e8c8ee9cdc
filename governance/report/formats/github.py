"""GitHub Actions: an annotation on each line at fault, then the text report, fenced.

GitHub shows ten errors and ten warnings of a step; more are counted, not sent. Only what is new
is annotated, first what stands in files of the change, where a reviewer sees it. Whatever the
text report quotes from the files stands between `stop-commands` and its token, so that no name
and no message in it is taken for a command of the runner.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from msgspec import structs

from governance.model.judgement import Problem, Severity, Verdict, Violation
from governance.model.location import Location
from governance.model.names import printable
from governance.report import order, words
from governance.report.formats import text
from governance.report.page import Page

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""

_COMMAND = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "notice"}


def render(verdict: Verdict, page: Page) -> str:
    """Commands for the runner, and the report for whoever opens the log."""
    lines = list(_annotations(verdict, page))
    report = text.render(
        verdict, structs.replace(page, terminal=structs.replace(page.terminal, color=False))
    )
    # The token must not be foreseen by whoever wrote what is fenced, and nobody can write a text
    # that holds its own hash; a random one would make the same verdict read differently.
    token = sha256(report.encode("utf-8", "surrogatepass")).hexdigest()
    return "\n".join([*lines, f"::stop-commands::{token}", f"{report}::{token}::", ""])


def _annotations(verdict: Verdict, page: Page) -> Iterator[str]:
    annotations = [
        *((_COMMAND[v.severity], _violation(v)) for v in order.violations(verdict.new)),
        *(("error", _problem(p)) for p in order.problems(verdict.new_problems)),
    ]
    files = {location.file for _, (location, *_) in annotations if location}
    changed = page.changed(sorted(files))
    annotations.sort(key=lambda told: told[1][0] is None or told[1][0].file not in changed)
    sent: Counter[str] = Counter()
    totals = Counter(command for command, _ in annotations)
    for command, (location, title, message) in annotations:
        sent[command] += 1
        total = totals[command]
        # The last place is for the number of those that have none.
        if sent[command] < SHOWN or (sent[command] == SHOWN and total == SHOWN):
            yield f"::{command} {_properties(location, title)}::{_data(message)}"
        elif sent[command] == SHOWN:
            more = total - SHOWN + 1
            yield f"::{command} title=Lictor::{more:,} more: the log of this step has them all"


def _violation(violation: Violation) -> tuple[Location | None, str, str]:
    notes = [words.line(note) for note in violation.notes]
    told = [words.headline(violation), *notes, *words.steps(violation)]
    fix = [printable(line) for line in violation.fix.split("\n")]
    title = f"{words.line(violation.policy)} {words.VERB[violation.severity]}"
    return violation.location, title, "\n".join([*told, f"Fix: {fix[0]}", *fix[1:]])


def _problem(problem: Problem) -> tuple[Location | None, str, str]:
    message = f"{words.line(problem.subject)}: {words.line(problem.message)}"
    return problem.location, "Lictor could not judge", message


def _properties(location: Location | None, title: str) -> str:
    properties: dict[str, str | int] = {}
    if location is not None:
        properties["file"] = printable(location.file)
        properties["line"] = max(location.line, 1)
        if location.end_line:
            properties["endLine"] = location.end_line
        # GitHub takes columns only for a span on one line.
        if location.column and location.end_line == location.line:
            properties["col"] = location.column
            properties["endColumn"] = max(location.end_column, location.column)
    properties["title"] = title
    return ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())


def _data(message: str) -> str:
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
