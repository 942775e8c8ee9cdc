"""Long lists of literals left out of a statement before it is read: they feed no column.

A script of five megabytes is rows of an INSERT, or a list of numbers after IN. What is left out
says nothing about lineage: rows of VALUES like one before them, members of a list after the first,
branches of a UNION or CASE that hold literals alone. A row with anything else in it stays.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate

import regex as re  # possessive quantifiers of re loop for ever before Python 3.11.5
from msgspec import Struct

from governance.sql.dialect import Dialect
from governance.sql.place import Place, Positions, Span
from governance.sql.syntax import syntax

_LARGE = 50_000
"""Characters of a statement that is worth looking through first."""
_SECONDS = 8.0
"""How long it may be looked through: five times what five megabytes take."""


class Shortened:
    """Where the characters of a text stand in a file that parts of it were left out of."""

    __slots__ = ("_left_out", "_lines", "_starts")

    def __init__(self, lines: Positions, cuts: list[tuple[int, int]]) -> None:
        """`cuts` are first offset and length of what is left out, in the text as it was."""
        self._lines = lines
        self._left_out = [0, *accumulate(length for _, length in cuts)]
        self._starts = [at - before for (at, _), before in zip(cuts, self._left_out, strict=False)]

    def span(self, start: int, end: int) -> Span:
        """Lines and columns of the characters at `start` and `end`, which is not before it."""
        return self._lines.span(self._before(start), self._before(end))

    def _before(self, offset: int) -> int:
        return offset + self._left_out[bisect_right(self._starts, offset)]


def shortened(text: str, dialect: Dialect, place: Place) -> tuple[str, Place]:
    """A statement without its long lists of literals, and where it stands then."""
    if len(text) < _LARGE:
        return text, place
    try:
        cuts = _cuts(text, dialect.name)
    except TimeoutError:  # a text made to be slow; the parser has bounds of its own
        cuts = []
    if not cuts:
        return text, place
    kept, at = [], 0
    for start, end in cuts:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    lines = Shortened(place.lines, [(place.offset + s, e - s) for s, e in cuts])
    return "".join(kept), Place(lines, place.offset)


def _cuts(text: str, dialect: str) -> list[tuple[int, int]]:
    """First and last offset of each part that may be left out."""
    found: list[tuple[int, int]] = []
    patterns = _patterns(dialect)
    passed = 0
    for match in patterns.lists.finditer(text, timeout=_SECONDS):
        if match.start() < passed or match.lastgroup is None:
            continue
        if match.lastgroup == "values":
            passed = _rows(text, match.end(), patterns, found)
        else:
            found.append(match.span("run"))
    return found


def _rows(text: str, at: int, patterns: _Patterns, found: list[tuple[int, int]]) -> int:
    """Find the rows of VALUES that may be left out, from `at` on; gives where the rows end.

    The first row tells how many columns there are; a row that calls functions stays once for each
    that it calls.
    """
    first, seen = True, set[tuple[str, ...]]([()])
    while True:
        row = patterns.row.match(text, at, timeout=_SECONDS)
        if row is None:
            other = patterns.group.match(text, at, timeout=_SECONDS)
            if other is None:
                return at
            at = other.end()
            first = False
            continue
        start, at = row.span()
        calls = tuple([patterns.literal.sub("?", call) for call in row.captures("call")])
        if first or calls not in seen:
            start = row.end("row")
            first = False
            seen.add(calls)
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], at
        elif at > start:
            found.append((start, at))


class _Patterns(Struct, frozen=True, eq=False):
    """What one dialect's lists of literals look like.

    `lists` finds those of one `run`, and where rows of values begin; `row` is one of literals and
    calls, with all behind it that hold literals alone; `group` is any other row.
    """

    lists: re.Pattern[str]
    row: re.Pattern[str]
    group: re.Pattern[str]
    literal: re.Pattern[str]


@cache
def _patterns(dialect: str) -> _Patterns:
    rules = syntax(dialect)
    strings = "|".join(rules.strings())
    quoted = "|".join((*rules.strings(), *rules.names()))
    comments = "|".join((*rules.line_comments(), r"/\*.*?\*/"))
    value = (
        rf"(?:[-+]?\d[\w.]*+|(?:[eEnN]|DATE\s*|TIMESTAMP\s*|INTERVAL\s*)?(?:{strings})"
        r"|(?:NULL|TRUE|FALSE|DEFAULT|CURRENT_TIMESTAMP|CURRENT_DATE)\b(?!\s*\())"
        r"(?:\s*::\s*\w+(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\s*\[\s*\])?)?"
    )
    values = rf"{value}(?:\s*,\s*{value})*+"
    call = rf"(?P<call>\b[^\W\d][\w.]*+\s*\(\s*(?:{values})?\s*\))(?:\s*::\s*\w+)?"
    either = rf"(?:{value}|{call})"
    row = rf"\(\s*{either}(?:\s*,\s*{either})*+\s*\)"
    more = r"(?=\s*(?:[,);]|\Z))"
    branch = rf"UNION\s+(?:ALL\s+)?SELECT\s+{values}(?:\s+FROM\s+DUAL)?"
    when = rf"WHEN\s+{value}\s+THEN\s+{value}"
    compared = r"(?P<compared>\b[^\W\d][\w.]*\s*=\s*)"
    lists = (
        rf"(?P<in>\bIN\s*\(\s*{value}(?P<run>(?:\s*,\s*{value}(?=\s*[,)]))++))",
        rf"(?P<array>\[\s*{value}(?P<run>(?:\s*,\s*{value}(?=\s*[,\]]))++))",
        rf"(?P<union>(?P<run>(?:\b{branch}(?:\s+(?=UNION\b)|(?=\s*(?:[);]|\Z))))++))",
        rf"(?P<case>\b{when}(?P<run>(?:\s+{when}(?=\s+(?:WHEN|ELSE|END)\b))++))",
        rf"(?P<or>{compared}{value}(?P<run>(?:\s+OR\s+(?P=compared){value}(?=\s+OR\b|\s*(?:[);]|\Z)))++))",
        r"(?P<values>\bVALUES\b(?=\s*\())",
    )
    passed = [quoted, comments]
    if rules.dollar:
        passed.append(r"\$(?:[^\W\d]\w*)?\$.*?\$(?:[^\W\d]\w*)?\$")

    # of a row within bounds: one that never ends is not looked through again and again
    inside = rf"(?:[^()'\"`]{{1,1000}}+|{quoted})"

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE | re.DOTALL)

    return _Patterns(
        compiled("|".join((*lists, *passed))),
        compiled(rf"\s*,?\s*(?P<row>{row}){more}(?:\s*,\s*\(\s*{values}\s*\){more})*+"),
        compiled(
            rf"\s*,?\s*\((?:{inside}|\((?:{inside}|\({inside}{{0,50}}+\)){{0,50}}+\)){{0,200}}+\)"
            rf"{more}"
        ),
        compiled(value),
    )
