"""Where the items of a statement's lists stand: what a SELECT puts out, what a SET assigns.

The parser keeps no positions for expressions, only for names in them. So the statement's text is
read once more, for nothing but brackets, commas and the words that begin and end such lists; one
pattern passes over everything else.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

import regex as re  # possessive quantifiers of re loop for ever before Python 3.11.5
from msgspec import Struct, field

from governance.sql.syntax import syntax

_END = frozenset(
    {
        *("FROM", "INTO", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "EXCEPT"),
        *("INTERSECT", "MINUS", "QUALIFY", "WINDOW", "WHEN", "RETURNING", "OUTPUT", "FETCH"),
        *("OFFSET", "ON", "BULK", "SORT", "CLUSTER", "DISTRIBUTE", "SETTINGS", "PREWHERE"),
    }
)
_WORDS = _END | frozenset({"SELECT", "SET", "VALUES", "CASE", "END"})
_COMMENT = r"--[^\n]*+|/\*.*?\*/"
_BLANK = re.compile(rf"(?:\s++|{_COMMENT})*+", re.DOTALL)
_MODIFIER = re.compile(
    r"(?:ALL|DISTINCT(?:ROW)?|STRAIGHT_JOIN|AS\s+STRUCT|AS\s+VALUE"
    r"|TOP(?:\s*\(\s*\w+\s*\)|\s+\w+)(?:\s+PERCENT)?(?:\s+WITH\s+TIES)?)(?!\w)",
    re.IGNORECASE,
)
_AFTER = {"EXCEPT": "*", "FROM": "DISTINCT", "GROUP": "WITHIN"}
_ON = re.compile(r"ON\s*\(", re.IGNORECASE)


class _Frame(Struct):
    """One level of brackets: where its open item begins, if a list is open."""

    start: int | None = None
    tuples: bool = False
    """Whether brackets at this level hold tuples (after VALUES)."""
    cases: int = 0
    """How many CASE are open: their WHEN ends no list."""


class Items(Struct, frozen=True):
    """The items of all lists of a statement: first and last offset, and the item around each."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    around: list[int] = field(default_factory=list)

    def at(self, offset: int, up: int = 0) -> tuple[int, int] | None:
        """The smallest item that holds the character at `offset`, or the one `up` around it.

        Gives its first and last offset.
        """
        index = bisect_right(self.starts, offset) - 1
        while index >= 0 and self.ends[index] < offset:
            index = self.around[index]
        for _ in range(up):
            if index >= 0 and self.around[index] >= 0:
                index = self.around[index]
        return (self.starts[index], self.ends[index]) if index >= 0 else None


def items(text: str, dialect: str) -> Items:
    """All items of a statement."""
    return _nested(_Reading(text).items(_pattern(dialect)))


class _Reading:
    """One pass over a statement's text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[tuple[int, int]] = []
        self._stack = [_Frame()]
        self._comments: list[tuple[int, int]] = []

    def items(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """First and last offset of each item."""
        position = 0
        while match := pattern.search(self._text, position):
            at, position = match.span()
            mark = match["mark"]
            if mark is not None:
                position = self._mark(mark, at, position)
            elif match["word"] is not None:
                position = self._word(match["word"].upper(), at, position)
            elif match["comment"] is not None:
                self._comments.append((at, position))
        self._close(len(self._text))
        return self._found

    def _mark(self, mark: str, at: int, position: int) -> int:
        frame = self._stack[-1]
        if mark in "([{":
            self._stack.append(_Frame())
            return self._begin(position) if frame.tuples else position
        if mark == ",":
            if frame.start is not None:
                self._close(at)
                return self._begin(position)
            return position
        self._close(at)
        if mark == ";":
            self._stack = [_Frame()]
        elif len(self._stack) > 1:
            self._stack.pop()
        return position

    def _word(self, word: str, at: int, position: int) -> int:
        frame = self._stack[-1]
        if word == "CASE":
            frame.cases += 1
        elif word == "END":
            frame.cases = max(0, frame.cases - 1)
        elif word in ("SELECT", "SET"):
            self._close(at)
            frame.tuples = False
            return self._begin(self._past_modifiers(position) if word == "SELECT" else position)
        elif word == "VALUES":
            self._close(at)
            frame.tuples = True
        elif not frame.cases and not self._belongs(word, at):
            self._close(at)
            frame.tuples = False
        return position

    def _begin(self, position: int) -> int:
        start = self._stack[-1].start = self._past_blank(position)
        return start

    def _past_blank(self, position: int) -> int:
        blank = _BLANK.match(self._text, position)
        return blank.end() if blank else position

    def _close(self, stop: int) -> None:
        """End the open item before `stop`, and before blanks and comments in front of it."""
        frame = self._stack[-1]
        start, frame.start = frame.start, None
        if start is None:
            return
        while stop > start:
            stop = start + len(self._text[start:stop].rstrip())
            while self._comments and self._comments[-1][0] >= stop:
                self._comments.pop()
            if not self._comments or self._comments[-1][1] != stop:
                break
            stop = self._comments.pop()[0]
        if stop > start:
            self._found.append((start, stop - 1))

    def _belongs(self, word: str, at: int) -> bool:
        """Whether the word is part of an item: `* EXCEPT (...)`, `WITHIN GROUP (...)`."""
        needed = _AFTER.get(word)
        return needed is not None and (
            self._text[max(0, at - 40) : at].rstrip().upper().endswith(needed)
        )

    def _past_modifiers(self, position: int) -> int:
        while True:
            position = self._past_blank(position)
            if match := _MODIFIER.match(self._text, position):
                position = match.end()
            elif match := _ON.match(self._text, position):
                position = self._past_group(match.end())
            else:
                return position

    def _past_group(self, position: int) -> int:
        depth = 1
        while depth and position < len(self._text):
            depth += {"(": 1, ")": -1}.get(self._text[position], 0)
            position += 1
        return position


def _nested(found: list[tuple[int, int]]) -> Items:
    found.sort(key=lambda item: (item[0], -item[1]))
    result = Items()
    enclosing: list[int] = []
    for start, end in found:
        while enclosing and result.ends[enclosing[-1]] < start:
            enclosing.pop()
        result.around.append(enclosing[-1] if enclosing else -1)
        enclosing.append(len(result.starts))
        result.starts.append(start)
        result.ends.append(end)
    return result


@cache
def _pattern(dialect: str) -> re.Pattern[str]:
    """What matters in a dialect's text; strings and quoted names are matched to be passed over."""
    rules = syntax(dialect)
    passed = [*rules.strings(), *rules.names()]
    if rules.dollar:
        passed.append(r"\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$")
    comments = "|".join((*rules.line_comments(), r"/\*.*?\*/"))
    words = "|".join(sorted(_WORDS))
    return re.compile(
        rf"(?P<comment>{comments})|{'|'.join(passed)}"
        rf"|(?P<mark>[()\[\]{{}},;])|(?<![\w$.@#])(?P<word>{words})(?![\w$])",
        re.IGNORECASE | re.DOTALL,
    )
