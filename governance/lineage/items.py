"""Where the items of a statement's lists stand: what a SELECT puts out, what a SET assigns.

The parser keeps no positions for expressions, only for names in them. So the statement's tokens
are read once more, for nothing but brackets, commas and the words that begin and end such lists.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.sql.tokens import Token

_END = frozenset(
    {
        *("FROM", "INTO", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "EXCEPT"),
        *("INTERSECT", "MINUS", "QUALIFY", "WINDOW", "WHEN", "RETURNING", "OUTPUT", "FETCH"),
        *("OFFSET", "ON", "BULK", "SORT", "CLUSTER", "DISTRIBUTE", "SETTINGS", "PREWHERE"),
    }
)
_MODIFIERS = frozenset({"ALL", "DISTINCT", "DISTINCTROW", "STRAIGHT_JOIN"})
_MATTERS = _END | frozenset(
    {"CASE", "END", "SELECT", "SET", "VALUES", "(", "[", "{", ")", "]", "}", ",", ";"}
)


@dataclass(slots=True)
class _Frame:
    """One level of brackets: the token its open item begins with, if a list is open."""

    start: int | None = None
    tuples: bool = False
    """Whether brackets at this level hold tuples (after VALUES)."""
    cases: int = 0
    """How many CASE are open: their WHEN ends no list."""


@dataclass(frozen=True, slots=True)
class Items:
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


def items(tokens: Sequence[Token]) -> Items:
    """All items of a statement."""
    found: list[tuple[int, int]] = []
    stack = [_Frame()]

    def close(stop: int) -> None:
        start, stack[-1].start = stack[-1].start, None
        if start is not None and stop > start:
            found.append((tokens[start].start, tokens[stop - 1].end - 1))

    resume = 0
    for index, token in enumerate(tokens):
        word = token.word
        if word not in _MATTERS or index < resume:
            continue
        frame = stack[-1]
        if word in "([{":
            stack.append(_Frame(index + 1 if frame.tuples else None))
        elif word in ")]}":
            close(index)
            if len(stack) > 1:
                stack.pop()
        elif word == ",":
            if frame.start is not None:
                close(index)
                frame.start = index + 1
        elif word == ";":
            close(index)
            stack = [_Frame()]
        elif word == "SELECT":
            close(index)
            resume = _past_modifiers(tokens, index + 1)
            frame.start, frame.tuples = resume, False
        elif word == "SET":
            close(index)
            frame.start, frame.tuples = index + 1, False
        elif word == "VALUES":
            close(index)
            frame.tuples = True
        elif word == "CASE":
            frame.cases += 1
        elif word == "END":
            frame.cases = max(0, frame.cases - 1)
        elif not frame.cases and not _belongs(tokens, index):
            close(index)
            frame.tuples = False
    close(len(tokens))
    return _nested(found)


def _belongs(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word is part of an item: `* EXCEPT (...)`, `IS DISTINCT FROM`."""
    before = tokens[index - 1].word if index else ""
    return (tokens[index].word, before) in {("EXCEPT", "*"), ("FROM", "DISTINCT")}


def _past_modifiers(tokens: Sequence[Token], index: int) -> int:
    def word(at: int) -> str:
        return tokens[at].word if at < len(tokens) else ""

    while True:
        if word(index) in _MODIFIERS:
            index += 1
        elif word(index) == "ON" and word(index + 1) == "(":
            index = _past_group(tokens, index + 1)
        elif word(index) == "TOP":
            index = _past_group(tokens, index + 1) if word(index + 1) == "(" else index + 2
            index += word(index) == "PERCENT"
            index += 2 * (word(index) == "WITH" and word(index + 1) == "TIES")
        elif word(index) == "AS" and word(index + 1) in {"STRUCT", "VALUE"}:
            index += 2
        else:
            return index


def _past_group(tokens: Sequence[Token], index: int) -> int:
    depth = 0
    while index < len(tokens):
        depth += {"(": 1, ")": -1}.get(tokens[index].word, 0)
        index += 1
        if depth == 0:
            break
    return index


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
