"""Waivers in comments: `-- lictor: waive GOV-003 until 2027-01-31 by NAME: reason`.

Behind code a comment is about its own line; alone on a line it is about the next line of code
below it, over further comments but not over an empty line. It excuses what is found at that line
(where a report points its arrow), and nothing else of the statement: a column that somebody adds
to the table later is not covered. Where the place is several lines long, its first and its last
line count. In front of `CREATE TABLE name (` a comment therefore stands for the table, and in
front of a column for the column.

`--`, `#`, `//`, `/*` and Jinja's `{#` begin a comment. Lines are looked at one by one: text that
looks like such a comment is taken for one, also inside a string, because a waiver that is
overlooked would be ignored in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from hashlib import sha256

import msgspec
from msgspec import Struct

from governance.errors import ConfigError
from governance.model.judgement import Problem, Violation
from governance.model.location import Location
from governance.model.waiver import Waiver
from governance.waivers.terms import Terms, check_policy, check_reason, check_until

MARK = re.compile(rb"lictor:", re.IGNORECASE)
"""What a file with such a comment holds, as bytes."""

FORM = "lictor: waive GOV-003 until 2027-01-31: reason"

_OPENING = r"(?P<opening>--|//|/\*|\{\#|\#)"
# Bounded, or a long line of dashes would take quadratic time.
_COMMENT = re.compile(
    rf"{_OPENING}[\s*!+-]{{0,20}}lictor:\s*(?P<word>[\w-]{{1,40}})(?P<rest>.{{0,2000}})",
    re.IGNORECASE,
)
_MEANT = ("waive", "waived", "waiver", "ignore", "disable", "allow", "skip", "suppress", "noqa")
_TERMS = re.compile(
    r"\s+(?P<policy>\S+)\s+until\s+(?P<until>\S+?)(?:\s+by\s+(?P<approver>[^:]*?))?\s*:"
    r"(?P<reason>.*)",
    re.IGNORECASE,
)
_BEGINS = re.compile(_OPENING)
_CLOSING = {"/*": "*/", "{#": "#}"}


class Comment(Struct, frozen=True):
    """A waiver in a comment, and the line of code that it is about; 0 when there is none."""

    waiver: Waiver
    line: int


class Comments(Struct, frozen=True):
    """What the comments of some files say, and which of them cannot be used."""

    found: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()

    def matching(self, violations: Iterable[Violation]) -> Mapping[str, tuple[Waiver, ...]]:
        """Fingerprint → the waivers of its policy at its place."""
        by_place: dict[tuple[str, str, int], list[Waiver]] = {}
        for comment in self.found:
            waiver = comment.waiver
            place = (waiver.policy, waiver.location.file, comment.line)
            by_place.setdefault(place, []).append(waiver)
        matched: dict[str, tuple[Waiver, ...]] = {}
        for violation in violations if by_place else ():
            at = violation.location
            if at is None or not at.line:
                continue
            lines = {at.line, at.end_line or at.line}
            waivers = [
                waiver
                for line in sorted(lines)
                for waiver in by_place.get((violation.policy, at.file, line), ())
            ]
            if waivers:
                matched[violation.fingerprint] = tuple(waivers)
        return matched


def read(contents: Mapping[str, bytes], max_days: int, terms: Terms) -> Comments:
    """The waivers in the comments of files; what looks like one and cannot be used is a problem."""
    found: list[Comment] = []
    problems: list[Problem] = []
    for file, content in contents.items():
        lines = content.decode("utf-8-sig", "replace").split("\n")
        for number, match in _marked(lines):
            closing = _CLOSING.get(match["opening"])
            text = match["rest"].partition(closing)[0] if closing else match["rest"]
            place = Location(file, number, match.start() + 1)
            try:
                waiver = _waiver(match["word"], text, place, max_days, terms)
            except ConfigError as error:
                problems.append(_problem(file, text, error.message, place))
                continue
            about = _about(lines, number, match.start())
            found.append(Comment(msgspec.structs.replace(waiver, code=_code(lines, about)), about))
    return Comments(tuple(found), tuple(problems))


def _marked(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line) if "lictor:" in line.lower() else None
        if match is not None and get_close_matches(match["word"].lower(), _MEANT, 1, 0.7):
            yield number, match


def _waiver(word: str, text: str, place: Location, max_days: int, terms: Terms) -> Waiver:
    found = _TERMS.fullmatch(text.rstrip(" \t\r*-"))
    if found is None or word.lower() != "waive":
        raise ConfigError(f"this waiver cannot be read: write {FORM}")
    check_policy(found["policy"], terms.policies, None)
    try:
        until = date.fromisoformat(found["until"])
    except ValueError:
        raise ConfigError("the day behind until must be a date, such as 2027-01-31") from None
    check_until(until, max_days, terms.today, None)
    check_reason(found["reason"], "reason", None)
    approver = found["approver"]
    if approver is not None:
        check_reason(approver, "approver", None)
    return Waiver(
        policy=found["policy"],
        subject=None,
        reason=" ".join(found["reason"].split()),
        until=until,
        location=place,
        approver=approver and " ".join(approver.split()),
        lines=(place.line,),
    )


def _about(lines: Sequence[str], number: int, start: int) -> int:
    """The line of code that a comment on line `number` is about, 0 when there is none."""
    if lines[number - 1][:start].strip(" \t-"):
        return number
    text = lines[number - 1][start:]
    while begins := _BEGINS.match(text):
        closing = _CLOSING.get(begins["opening"])
        while closing is not None and closing not in text:
            if number == len(lines):
                return 0
            number += 1
            text = lines[number - 1]
        if closing is not None:
            text = text.partition(closing)[2].strip()
            if text:
                continue  # code, or the next comment, behind this one
        if number == len(lines):
            return 0
        number += 1
        text = lines[number - 1].strip()
    return number if text else 0


def _code(lines: Sequence[str], number: int) -> str:
    """A digest of the line of code itself, blanks and comments left out."""
    if not number:
        return ""
    code = _BEGINS.split(lines[number - 1], maxsplit=1)[0]
    return sha256("".join(code.split()).rstrip(",;").encode("utf-8", "replace")).hexdigest()


def _problem(file: str, text: str, message: str, place: Location) -> Problem:
    digest = sha256(f"waiver\0{file}\0{' '.join(text.split())}".encode("utf-8", "replace"))
    return Problem("waiver", message, digest.hexdigest(), place)
