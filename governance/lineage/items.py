"""Where the items of a statement's lists stand: what a SELECT puts out, what a SET assigns.

The parser keeps no positions for expressions, only for names in them. So the statement's text is
read once more, for nothing but brackets, commas and the few words that begin and end such lists.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

_BEGIN = frozenset({"SELECT", "SET", "VALUES"})
_END = frozenset(
    "FROM INTO WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT MINUS QUALIFY WINDOW WHEN "
    "RETURNING OUTPUT FETCH OFFSET ON BULK SORT CLUSTER DISTRIBUTE FORMAT SETTINGS PREWHERE".split()
)
_MODIFIER = re.compile(
    r"(?:\s|--[^\n]*|/\*.*?\*/)*(?:(?:ALL|DISTINCTROW|DISTINCT|STRAIGHT_JOIN|AS\s+STRUCT|AS\s+VALUE)"
    r"\b|TOP\b(?:\s*\(\s*\w+\s*\)|\s+\w+)(?:\s+PERCENT\b)?(?:\s+WITH\s+TIES\b)?)",
    re.IGNORECASE | re.DOTALL,
)
_ON = re.compile(r"\s*ON\s*\(", re.IGNORECASE)
_BLANK = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/)*", re.DOTALL)
_BACKSLASH = frozenset(
    {"mysql", "bigquery", "databricks", "spark", "snowflake", "clickhouse", "redshift"}
)


@dataclass(slots=True)
class _Frame:
    """One level of brackets."""

    start: int | None = None
    """Where the open item begins; None when no list is open."""
    tuples: bool = False
    """Whether brackets at this level hold tuples (after VALUES)."""
    own: bool = False
    """Whether the bracket itself holds the list."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of all lists of a statement: first and last offset, and the item around each."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    around: list[int] = field(default_factory=list)

    def at(self, offset: int) -> tuple[int, int] | None:
        """The smallest item that holds the character at `offset`: its first and last offset."""
        index = bisect_right(self.starts, offset) - 1
        while index >= 0 and self.ends[index] < offset:
            index = self.around[index]
        return (self.starts[index], self.ends[index]) if index >= 0 else None


def items(text: str, dialect: str) -> Items:
    """All items of a statement."""
    found: list[tuple[int, int]] = []
    stack = [_Frame()]
    comments: list[tuple[int, int]] = []
    position = 0
    pattern = _lexer(dialect)

    def close(end: int) -> None:
        frame = stack[-1]
        if frame.start is None:
            return
        while True:
            end = len(text[frame.start : end].rstrip()) + frame.start
            while comments and comments[-1][0] >= end:
                comments.pop()
            if not comments or comments[-1][1] != end or comments[-1][0] < frame.start:
                break
            end = comments.pop()[0]
        if end > frame.start:
            found.append((frame.start, end - 1))
        frame.start = None

    def begin(offset: int) -> int:
        match = _BLANK.match(text, offset)
        stack[-1].start = match.end() if match else offset
        return stack[-1].start or 0

    while match := pattern.search(text, position):
        position = match.end()
        kind, at = match.lastgroup, match.start()
        if kind == "comment":
            comments.append((at, position))
        elif kind == "open":
            tuples = stack[-1].tuples
            stack.append(_Frame(own=tuples))
            if tuples:
                position = begin(position)
        elif kind == "close":
            close(at)
            if len(stack) > 1:
                stack.pop()
        elif kind == "comma":
            if stack[-1].start is not None:
                close(at)
                position = begin(position)
        elif kind == "end":
            close(at)
            stack = [_Frame()]
        elif kind == "word":
            word = match.group().upper()
            if word in _BEGIN:
                close(at)
                stack[-1].tuples = word == "VALUES"
                if word == "SELECT":
                    position = begin(_past_modifiers(text, position))
                elif word == "SET":
                    position = begin(position)
            elif word in _END and stack[-1].start is not None:
                before = text[stack[-1].start : at].rstrip()
                if (word == "EXCEPT" and before.endswith("*")) or (
                    word == "FROM" and before[-8:].upper() == "DISTINCT"
                ):
                    continue
                close(at)
    close(len(text))
    return _nested(found)


def _past_modifiers(text: str, position: int) -> int:
    while match := _MODIFIER.match(text, position):
        position = match.end()
        if on := _ON.match(text, position):
            depth, position = 1, on.end()
            while depth and position < len(text):
                depth += {"(": 1, ")": -1}.get(text[position], 0)
                position += 1
    return position


def _nested(found: list[tuple[int, int]]) -> Items:
    found.sort(key=lambda item: (item[0], -item[1]))
    result = Items()
    open_: list[int] = []
    for start, end in found:
        while open_ and result.ends[open_[-1]] < start:
            open_.pop()
        result.around.append(open_[-1] if open_ else -1)
        open_.append(len(result.starts))
        result.starts.append(start)
        result.ends.append(end)
    return result


@cache
def _lexer(dialect: str) -> re.Pattern[str]:
    words = "|".join(sorted(_BEGIN | _END))
    string = (
        r"'(?:[^'\\]|\\.|'')*'?" if dialect in _BACKSLASH else r"[Ee]'(?:[^'\\]|\\.|'')*'?|'[^']*'?"
    )
    quoted = (
        r'"(?:[^"\\]|\\.)*"?' if dialect in _BACKSLASH - {"snowflake", "redshift"} else r'"[^"]*"?'
    )
    bracket = r"|\[[^\]]*\]?" if dialect in ("tsql", "sqlite") else ""
    comment = r"--[^\n]*|/\*.*?(?:\*/|\Z)"
    if dialect in ("mysql", "bigquery"):
        comment += r"|\#[^\n]*"
    if dialect == "snowflake":
        comment += r"|//[^\n]*"
    return re.compile(
        rf"(?P<comment>{comment})"
        rf"|(?P<skip>{string}|{quoted}|`[^`]*`?{bracket}|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z))"
        r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)|(?P<end>;)"
        rf"|(?P<word>(?<![\w$.@]){'(?:' + words + ')'}(?![\w$]))",
        re.IGNORECASE | re.DOTALL,
    )
