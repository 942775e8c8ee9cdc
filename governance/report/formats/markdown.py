"""The report as a comment on a pull request, and as the summary of a job.

The comment begins with a marker by which a workflow finds the one to replace. Whatever came from
files is escaped: it cannot mention people, link, load an image, or end the block it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from governance.model.judgement import PolicyInfo, Problem, Severity, Verdict, Violation
from governance.model.location import Location
from governance.model.names import printable
from governance.report import order, waivers, words
from governance.report.excerpt import Excerpts
from governance.report.page import Page

MARKER = "<!-- lictor: check -->"
COMMENT = 65_536
"""Bytes; GitHub's limit for a comment counts characters, of which there are never more."""
SUMMARY = 1024 * 1024
"""Bytes that GitHub takes for the summary of a step."""

_COLUMNS = 88
_IN_FULL = 5
_STRUCTURE = re.compile(r"[\\`*_\[\]~|$]")
_ACTIVE = re.compile(r"@|#|(?<=\w):(?=//)|(?<=www)\.|\bGH-", re.IGNORECASE)


def render(verdict: Verdict, page: Page) -> str:
    """The comment, at most `COMMENT` bytes; says how much it leaves out."""
    return _fitted(verdict, page, COMMENT)


def summary(verdict: Verdict, page: Page, limit: int = SUMMARY) -> str:
    """The same for `GITHUB_STEP_SUMMARY`, at most `limit` bytes."""
    return _fitted(verdict, page, limit)


def _fitted(verdict: Verdict, page: Page, limit: int) -> str:
    first, *others = words.outcome(verdict)
    told = [part for part in (words.older(verdict), words.waived(verdict)) if part]
    if told:
        told[0] += "" if page.everything else " (`lictor check --all` lists them)"
        others.append(f"{', '.join(told)}.")
    head = f"{MARKER}\n### Lictor: {first.rstrip('.')}"
    tail = " ".join([*others, words.coverage(verdict), f"{verdict.seconds:.1f} s"])
    parts = list(_parts(verdict, page))
    room = limit - len(f"{head}\n\n{tail}\n".encode()) - 200
    kept: list[str] = []
    for number, part in enumerate(parts):
        room -= len(part.encode()) + 2
        if room < 0:
            missing = words.counted(len(parts) - number, "more part")
            kept.append(f"**{missing} of this report did not fit.** The job's log has all of it.")
            break
        kept.append(part)
    return "\n\n".join([head, *kept, tail]) + "\n"


def _parts(verdict: Verdict, page: Page) -> Iterator[str]:
    excerpts = Excerpts(page, verdict.new)
    for group in order.by_policy(verdict.new, page.changed):
        yield _policy(order.policy_of(verdict, group[0]), group[0].severity)
        for violation in group[:_IN_FULL]:
            yield _violation(violation, excerpts)
        rest = [f"- {inline(words.headline(v))}{_at(v.location)}" for v in group[_IN_FULL:]]
        yield from _lists(rest)
    yield from _lists(_problems("Could not judge", verdict.new_problems))
    if page.everything:
        older = order.violations(verdict.existing)
        yield from _lists(
            [
                f"- {inline(v.policy)}, as before: {inline(words.headline(v))}{_at(v.location)}"
                for v in older
            ]
        )
        yield from _lists(_waived(verdict))
        yield from _lists(_problems("Could not judge, as before", verdict.existing_problems))
    if verdict.governance:
        yield (
            "**This change also changes what judges data.** Settings and policies are still those "
            "of its base, stewardship is its own; see that the right people approve:"
        )
        yield from _lists([f"- {inline(c.what)}{_at(c.location)}" for c in verdict.governance])
    to_do = list(waivers.notices(verdict, everything=page.everything))
    if to_do:
        yield f"Waivers as of {verdict.judged_on}:" if verdict.judged_on else "Waivers:"
        yield from _lists([f"- {inline(what)}{_at(place)}" for what, place in to_do])
    if verdict.assumptions:
        yield "Assumed:"
        yield from _lists([f"- {inline(assumption)}" for assumption in verdict.assumptions])


def _lists(items: list[str]) -> Iterator[str]:
    """Lists of a few items each, so that a long one can be cut without being lost."""
    for start in range(0, len(items), 20):
        yield "\n".join(items[start : start + 20])


def _policy(policy: PolicyInfo, severity: Severity) -> str:
    title = f"#### {inline(policy.id)} {words.VERB[severity]}: {inline(policy.title)}"
    references = ", ".join(
        f"[{inline(r.ref)}]({_url(r.url)})" if r.url else inline(r.ref) for r in policy.basis
    )
    why = f"{inline(policy.rationale)} {references}".strip()
    return f"{title}\n\n{why}" if why else title


def _violation(violation: Violation, excerpts: Excerpts) -> str:
    owner = f" · owner {inline(violation.owner)}" if violation.owner else ""
    parts = [f"**{inline(words.headline(violation))}**{_at(violation.location)}{owner}"]
    excerpt = excerpts.at(violation.location, _COLUMNS)
    if excerpt:
        gutter = len(str(excerpt.lines[-1][0]))
        lines = [f"{number:>{gutter}} | {text}".rstrip() for number, text in excerpt.lines]
        lines.append(f"{' ' * gutter} | {' ' * excerpt.caret}{'^' * excerpt.length}")
        parts.append(_fenced("\n".join(lines)))
    if violation.notes:
        parts.append("\n".join(f"- {inline(note)}" for note in violation.notes))
    steps = words.steps(violation)
    if steps:
        parts.append(_fenced("\n".join(steps)))
    fix = "\n".join(printable(line) for line in violation.fix.rstrip().split("\n"))
    return "\n\n".join([*parts, "Fix:", _fenced(fix)])


def _problems(what: str, problems: tuple[Problem, ...]) -> list[str]:
    return [
        f"- **{what}:** {inline(f'{problem.subject}: {problem.message}')}{_at(problem.location)}"
        for problem in order.problems(problems)
    ]


def _waived(verdict: Verdict) -> list[str]:
    by_violation = {waived.violation.fingerprint: waived.waiver for waived in verdict.waived}
    return [
        f"- {inline(v.policy)}, waived: {inline(words.headline(v))}{_at(v.location)}, "
        f"{inline(waivers.terms(by_violation[v.fingerprint]))}"
        for v in order.violations(waived.violation for waived in verdict.waived)
    ]


def _at(location: Location | None) -> str:
    return f" ({inline(str(location))})" if location else ""


def inline(text: str) -> str:
    """Text that stays text wherever GitHub reads Markdown: no structure, link, mention or HTML.

    Mentions, issue numbers and bare addresses are recognised after Markdown is done, so an
    escape does not stop them; an empty comment inside does.
    """
    line = printable(" ".join(text.split())).replace("&", "&amp;")
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    line = _STRUCTURE.sub(lambda m: "\\" + m[0], line)
    return _ACTIVE.sub(lambda m: f"{m[0]}<!-- -->", line)


def _fenced(text: str) -> str:
    """A code block whose fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _url(url: str) -> str:
    return quote(url, safe=":/?#@!$&'*+,;=%~-._", errors="surrogatepass")
