"""The report for people, on a screen, in a log, or read aloud.

Everything to be copied (paths, the lines of a fix that are code) stays on one line however long;
all else is folded to the page's width. Colour repeats what the words already say.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from governance.model.judgement import Problem, Severity, Verdict, Violation
from governance.model.location import Location
from governance.report import fix, order, waivers, words
from governance.report.excerpt import Excerpt, Excerpts
from governance.report.page import Page
from governance.terminal import Terminal, fold, width

_STYLE = {Severity.BLOCK: "red", Severity.WARN: "yellow", Severity.INFO: "cyan"}
_LABEL = 7
_ROOM = 40
"""Columns a note gets beside the caret; with less it stands below, and moves left for them."""

IN_FULL = 10
"""So many violations of one policy are all shown with their excerpts."""
OF_MANY = 3
"""Of more than that, so many are; the others are on a line each, which is what gets read then."""


def render(verdict: Verdict, page: Page) -> str:
    """The whole report."""
    blocks = [
        *_violations(verdict, page),
        *_problems("could not judge", verdict.new_problems, page.terminal, "red"),
    ]
    if page.everything:
        blocks += _existing(verdict, page.terminal)
        blocks += _waived(verdict, page.terminal)
        blocks += _problems(
            "could not judge, as before", verdict.existing_problems, page.terminal, "yellow"
        )
    blocks += _governance(verdict, page.terminal)
    blocks += _waivers(verdict, page)
    blocks += _assumptions(verdict, page.terminal)
    blocks.append(_summary(verdict, page))
    return "\n\n".join(blocks) + "\n"


def _violations(verdict: Verdict, page: Page) -> Iterator[str]:
    excerpts = Excerpts(page, verdict.new)
    for group in order.by_policy(verdict.new, page.changed):
        block = _Block(verdict, page.terminal, excerpts)
        yield block.of(group[0])
        shown = len(group) if len(group) <= IN_FULL else OF_MANY
        for violation in group[1:shown]:
            yield block.of(violation, like=group[0])
        rest = group[shown:]
        if rest:
            verb = words.VERB[group[0].severity]
            head = f"{words.line(group[0].policy)} {verb} {len(rest):,} more:"
            yield "\n".join([head, *_listed(rest, page.terminal)])


class _Block:
    """One violation."""

    def __init__(self, verdict: Verdict, terminal: Terminal, excerpts: Excerpts) -> None:
        self._verdict = verdict
        self._terminal = terminal
        self._excerpts = excerpts

    def of(self, violation: Violation, like: Violation | None = None) -> str:
        """In full; without what was said already of one `like` it, of the same policy."""
        terminal, policy = self._terminal, order.policy_of(self._verdict, violation)
        style = _STYLE[violation.severity]
        number = str(violation.location.line) if violation.location else ""
        gutter = " " * (max(len(number), 1) + 2)
        excerpt = self._excerpts.at(violation.location, terminal.width - len(gutter) - 2)
        lines = [_headline(violation, terminal)]
        if violation.location:
            lines.append(f"{gutter[1:]}--> {_place(violation.location)}")
        if excerpt:
            lines += self._excerpt(excerpt, violation.notes, gutter, style)
        elif violation.notes:
            for note in violation.notes:
                lines += self._labelled("how", note, gutter)
        lines += self._way(violation, gutter)
        if like is None:
            lines += self._labelled("why", words.why(policy), gutter)
        lines += self._fix(violation.fix, gutter, like.fix if like else "")
        if like is None:
            lines += self._waive(violation, gutter)
        if violation.owner:
            lines += self._labelled("owner", violation.owner, gutter)
        if like is None:
            lines += self._labelled("more", f"lictor policy show {violation.policy}", gutter)
        return "\n".join(lines)

    def _excerpt(
        self, excerpt: Excerpt, notes: tuple[str, ...], gutter: str, style: str
    ) -> Iterator[str]:
        terminal = self._terminal
        bar = terminal.style(f"{gutter}|", "dim")
        yield bar
        for number, text in excerpt.lines:
            margin = terminal.style(f"{number:>{len(gutter) - 1}} |", "dim")
            yield f"{margin} {text}".rstrip()
        caret = terminal.style("^" * excerpt.length, style)
        lead = " " * excerpt.caret
        total = terminal.width - len(gutter) - 2
        beside = total - excerpt.caret - excerpt.length - 1
        said = [words.line(note) for note in notes]
        needed = min(_ROOM, max(map(width, said), default=0))
        if said and beside >= needed:
            indent, room = excerpt.caret + excerpt.length + 1, beside
        else:
            indent = min(excerpt.caret, max(0, total - needed))
            room = total - indent
        texts = [line for note in said for line in fold(note, room)]
        if indent > excerpt.caret:
            caret += f" {texts.pop(0)}"
        yield f"{bar} {lead}{caret}"
        for text in texts:
            yield f"{bar} {' ' * indent}{text}"
        yield bar

    def _labelled(self, label: str, text: str, gutter: str) -> Iterator[str]:
        if text:
            name = self._terminal.style(label, "bold") + " " * (_LABEL - len(label))
            yield from _folded(name, words.line(text), gutter, self._terminal)

    def _way(self, violation: Violation, gutter: str) -> Iterator[str]:
        """One step a line; what does not fit goes on further in, names and places whole."""
        label = self._terminal.style("path", "bold") + " " * (_LABEL - len("path"))
        room = self._terminal.width - len(gutter) - _LABEL
        for step in words.steps(violation):
            lead = "  " if step.startswith(("←", "…")) else ""
            for number, line in enumerate(_between_words(step, room - 4)):
                yield f"{gutter}{label}{'    ' if number else lead}{line}"
                label = " " * _LABEL

    def _fix(self, text: str, gutter: str, said: str) -> Iterator[str]:
        parts = fix.parts(text)
        if any(code for code, _ in parts) and fix.sentences(text) == fix.sentences(said):
            parts = [(True, dedent("\n".join(ls)).split("\n")) for code, ls in parts if code]
        label = self._terminal.style("fix", "bold") + " " * (_LABEL - len("fix"))
        for code, lines in parts:
            if code:
                yield from self._code(label, lines, gutter)
            else:
                yield from _folded(label, " ".join(lines), gutter, self._terminal)
            label = " " * _LABEL

    def _waive(self, violation: Violation, gutter: str) -> Iterator[str]:
        """One command, on two lines of a shell where one is too long for the page."""
        command = waivers.command(violation, self._verdict)
        if command:
            label = self._terminal.style("waive", "bold") + " " * (_LABEL - len("waive"))
            whole = " ".join(command)
            if width(whole) <= self._terminal.width - len(gutter) - _LABEL:
                yield f"{gutter}{label}{whole}"
            else:
                yield f"{gutter}{label}{command[0]} \\"
                yield f"{gutter}{' ' * _LABEL}  {command[1]}"

    def _code(self, label: str, lines: list[str], gutter: str) -> Iterator[str]:
        """Beside the label where it fits, folded where YAML allows, else on the left and whole."""
        room = self._terminal.width - len(gutter) - _LABEL
        for line in lines:
            narrow = fix.narrowed(line, room)
            if all(width(part) <= room for part in narrow):
                for part in narrow:
                    yield f"{gutter}{label}{part}"
                    label = " " * _LABEL
            else:
                if label.strip():
                    yield f"{gutter}{label.rstrip()}"
                yield line.lstrip()
            label = " " * _LABEL


def _between_words(text: str, columns: int) -> list[str]:
    """`text` in lines that fit but for a word that does not: a path is copied as it stands."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _folded(label: str, text: str, gutter: str, terminal: Terminal) -> Iterator[str]:
    for number, line in enumerate(fold(text, terminal.width - len(gutter) - _LABEL)):
        yield f"{gutter}{label if number == 0 else ' ' * _LABEL}{line}".rstrip()


def _headline(violation: Violation, terminal: Terminal) -> str:
    verdict = f"{words.line(violation.policy)} {words.VERB[violation.severity]}:"
    folded = terminal.wrap(f"{verdict} {words.headline(violation)}", indent="  ", first="")
    return folded.replace(verdict, terminal.style(verdict, "bold", _STYLE[violation.severity]), 1)


def _place(location: Location) -> str:
    more = f" (to line {location.end_line})" if location.end_line > location.line else ""
    return f"{location}{more}"


def _listed(group: tuple[Violation, ...], terminal: Terminal) -> Iterator[str]:
    for violation in group:
        subject = f"  {words.line(violation.subject)}"
        place = f"{violation.location}" if violation.location else ""
        if place and width(subject) + 2 + width(place) > terminal.width:
            yield subject
            yield f"    --> {place}"
        else:
            yield f"{subject}  {place}".rstrip()


def _existing(verdict: Verdict, terminal: Terminal) -> Iterator[str]:
    for group in order.by_policy(verdict.existing):
        policy = order.policy_of(verdict, group[0])
        when = "Broken before this change" if verdict.base is not None else "In the baseline"
        head = f"{words.line(policy.id)}: {words.line(policy.title)}. {when}"
        many = f" {'by' if verdict.base is not None else 'for'} {len(group):,}"
        count = f"{many if len(group) > 1 else ''}:"
        yield "\n".join(
            [terminal.wrap(head + count, indent="  ", first=""), *_listed(group, terminal)]
        )


def _waived(verdict: Verdict, terminal: Terminal) -> Iterator[str]:
    by_violation = {waived.violation.fingerprint: waived for waived in verdict.waived}
    for group in order.by_policy(waived.violation for waived in verdict.waived):
        policy = order.policy_of(verdict, group[0])
        head = f"{words.line(policy.id)}: {words.line(policy.title)}. Waived:"
        lines = [terminal.wrap(head, indent="  ", first="")]
        for violation in group:
            lines += _listed((violation,), terminal)
            told = waivers.terms(by_violation[violation.fingerprint].waiver)
            lines.append(terminal.wrap(told, indent="    "))
        yield "\n".join(lines)


def _waivers(verdict: Verdict, page: Page) -> Iterator[str]:
    lines = []
    for what, place in waivers.notices(verdict, everything=page.everything):
        lines.append(page.terminal.wrap(what, indent="    ", first="  - "))
        lines += [f"    --> {place}"] if place else []
    if lines:
        day = f" as of {verdict.judged_on}" if verdict.judged_on else ""
        yield "\n".join([f"Waivers{day}:", *lines])


def _problems(
    verb: str, problems: tuple[Problem, ...], terminal: Terminal, style: str
) -> Iterator[str]:
    for problem in order.problems(problems):
        message = terminal.wrap(
            f"{verb}: {words.line(problem.subject)}: {words.line(problem.message)}",
            indent="  ",
            first="",
        ).replace(verb, terminal.style(verb, "bold", style), 1)
        yield message + (f"\n  --> {problem.location}" if problem.location else "")


def _governance(verdict: Verdict, terminal: Terminal) -> Iterator[str]:
    if verdict.governance:
        lines = [
            terminal.wrap(
                "This change also changes what judges data. Settings and policies are still those "
                "of its base, stewardship is its own; see that the right people approve:"
            )
        ]
        for change in verdict.governance:
            lines.append(terminal.wrap(words.line(change.what), indent="    ", first="  - "))
            lines.append(f"    --> {change.location}")
        yield "\n".join(lines)


def _assumptions(verdict: Verdict, terminal: Terminal) -> Iterator[str]:
    if verdict.assumptions:
        yield "\n".join(
            ["Assumed:"]
            + [
                terminal.wrap(words.line(a), indent="    ", first="  - ")
                for a in verdict.assumptions
            ]
        )


def _summary(verdict: Verdict, page: Page) -> str:
    terminal = page.terminal
    told = [part for part in (words.older(verdict), words.waived(verdict)) if part]
    if told:
        told[0] += "" if page.everything else " (lictor check --all)"
        told = [f"{', '.join(told)}."]
    outcome = terminal.wrap(" ".join([*words.outcome(verdict), *told]))
    read = terminal.wrap(f"{words.coverage(verdict)} {verdict.seconds:.1f} s")
    style = {0: "green", 1: "red", 2: "red"}[verdict.exit_code]
    return "\n".join([terminal.style(outcome, "bold", style), read])
