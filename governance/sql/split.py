"""A file's text cut into statements, without understanding them.

Whatever the text, the pieces joined are the text again, so that every offset stays true and no
statement can be lost. One pattern runs over everything that cannot end a statement (strings,
quoted names, comments, plain text) in one step; only what is left is looked at in Python. A quote
or comment that is never closed counts as a stray character: it spoils its statement, not the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from governance.sql.syntax import Syntax, syntax

Kind = Literal["statement", "command", "data", "blank"]
_Count = Callable[[str, int, int, Syntax], tuple[int, bool]]
"""How much deeper a stretch of text nests, and whether a body began in it."""


@dataclass(frozen=True, slots=True)
class Piece:
    r"""`text[start:end]` of a file; `first` is where its first token stands, past comments.

    A statement includes its semicolon. A `command` is a client's own line (psql's `\connect`,
    MySQL's `DELIMITER`, `GO`); `data` the rows after COPY ... FROM stdin; `blank` white space and
    comments at the end.
    """

    kind: Kind
    start: int
    end: int
    first: int


_COPY = re.compile(r"COPY\b[^;]*\bFROM\s+STDIN\b", re.IGNORECASE)
_DATA_END = re.compile(r"^\\\.[ \t\r]*(?:\n|\Z)", re.MULTILINE)
_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_COMMAND = re.compile(r"\\[^\n]*(?:\n|\Z)")
_DELIMITER = re.compile(r"DELIMITER[ \t]+(\S+)[^\n]*(?:\n|\Z)", re.IGNORECASE)
_GO = re.compile(r"^[ \t]*GO(?:[ \t]+\d+)?[ \t]*;?[ \t\r]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE)
_NEST = re.compile(r"/\*|\*/")
MAX_NESTING = 64
"""Comments in comments; more are no comment, or a file of them would take hours."""
_RULE = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?RULE\b", re.IGNORECASE)
_ROUTINE = re.compile(
    r"(?:CREATE|ALTER)\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?"
    r"(?:(?:TEMP|TEMPORARY|SECURE|DEFINER\s*=\s*\S+|AGGREGATE|NON\w*|EDITIONABLE)\s+)*"
    r"(?:FUNCTION|PROCEDURE|PROC|TRIGGER|TASK|EVENT|PACKAGE)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"(?:DECLARE|BEGIN(?!\s*(?:;|\Z|TRAN|WORK|IMMEDIATE|DEFERRED|EXCLUSIVE)))\b", re.IGNORECASE
)
# T-SQL needs no semicolons: these words at the start of a line begin a statement.
_VERB = re.compile(
    r"^[ \t]*(?=(?:CREATE|ALTER|DROP)\s+(?:OR\s+ALTER\s+)?(?:TABLE|VIEW|SCHEMA|UNIQUE|CLUSTERED|"
    r"NONCLUSTERED|INDEX|TYPE|USER|ROLE|SEQUENCE|SECURITY|SYNONYM|DATABASE|LOGIN)\b"
    r"|INSERT\s+INTO\b|EXEC(?:UTE)?\b|GRANT\b|REVOKE\b|DENY\b|USE\b|PRINT\b|TRUNCATE\b"
    r"|DELETE\s+FROM\b|UPDATE\s+(?!SET\b|CASCADE\b|NO\b)|IF\b|BEGIN\b|END\b|ELSE\b|DECLARE\b)",
    re.IGNORECASE | re.MULTILINE,
)


def split(text: str, dialect: str) -> Iterator[Piece]:
    """The pieces of `text`, in order; joined they are `text`."""
    rules = syntax(dialect)
    if not rules.batches:
        yield from _statements(text, 0, len(text), rules)
        return
    start = 0
    for go in _GO.finditer(text):
        if _inside(text, start, go.start(), rules):
            continue
        yield from _batch(text, start, go.start(), rules)
        yield Piece("command", go.start(), go.end(), _first(text, go.start(), go.end(), rules))
        start = go.end()
    yield from _batch(text, start, len(text), rules)


def _statements(text: str, start: int, end: int, rules: Syntax) -> Iterator[Piece]:
    terminator: re.Pattern[str] | None = None
    while start < end:
        first = _first(text, start, end, rules)
        if first >= end:
            yield Piece("blank", start, end, end)
            return
        if rules.psql and text[first] == "\\":
            stop = _match_end(_COMMAND, text, first, end)
            yield Piece("command", start, stop, first)
        elif rules.delimiter and (match := _DELIMITER.match(text, first, end)):
            mark = match[1]
            terminator = None if mark == ";" else _delimited(mark)
            stop = match.end()
            yield Piece("command", start, stop, first)
        else:
            found = terminator.search(text, first, end) if terminator else None
            stop = found.end() if found else _end(text, first, end, rules)
            yield Piece("statement", start, stop, first)
            if rules.psql and text[first] in "cC" and _COPY.match(text, first, stop):
                line = text.find("\n", stop, end) + 1 or end
                data_end = _search_end(_DATA_END, text, line, end)
                yield Piece("data", stop, data_end, stop)
                stop = data_end
        start = stop


@cache
def _delimited(mark: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(mark)}[ \t\r]*(?:\n|\Z)")


def _match_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else end


def _search_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.search(text, start, end)
    return match.end() if match else end


def _batch(text: str, start: int, end: int, rules: Syntax) -> Iterator[Piece]:
    """A T-SQL batch: one routine, or statements with or without semicolons."""
    if start >= end:
        return
    first = _first(text, start, end, rules)
    if first < end and _ROUTINE.match(text, first, end):
        yield Piece("statement", start, end, first)
        return
    for piece in _statements(text, start, end, rules):
        begin = piece.start
        for verb in _VERB.finditer(text, piece.first, piece.end):
            if verb.end() > piece.first and not _inside(text, begin, verb.end(), rules):
                stop = verb.start()
                if _first(text, begin, stop, rules) < stop:
                    yield Piece("statement", begin, stop, _first(text, begin, stop, rules))
                    begin = stop
        if begin < piece.end:
            yield Piece(piece.kind, begin, piece.end, _first(text, begin, piece.end, rules))


def _inside(text: str, start: int, position: int, rules: Syntax) -> bool:
    """Whether `position` lies within a string, comment or parenthesis opened after `start`."""
    depth = 0
    for match in _words(rules).finditer(text, start, position):
        if match.lastgroup == "open":
            depth += 1
        elif match.lastgroup == "close":
            depth -= 1
        elif match.lastgroup == "stray":
            return True
    return depth > 0


def _end(text: str, first: int, end: int, rules: Syntax) -> int:
    """The end of the statement that begins at `first`, its semicolon included."""
    body = _body(text, first, end, rules)
    run = _run(rules)
    position = counted = first
    depth = 0
    fallback = 0
    begun = False
    while True:
        match = run.match(text, position, end)
        position = match.end() if match else position
        if position >= end:
            return fallback or end
        char = text[position]
        if char == ";":
            position += 1
            if body is None:
                return position
            fallback = fallback or position
            change, began = body(text, counted, position, rules)
            depth += change
            begun = begun or began
            counted = position
            if depth <= 0 and (begun or body is not _declared):
                return position
        elif rules.psql and char == "\\" and text[position + 1 : position + 2].isalpha():
            return position
        else:
            position = _skip(text, position, end, rules)


def _skip(text: str, position: int, end: int, rules: Syntax) -> int:
    """Past a comment or dollar-quoted string; past one character when it is never closed."""
    if rules.nested_comments and text.startswith("/*", position):
        close = _comment_end(text, position, end)
        return position + 2 if close < 0 else close
    if rules.dollar and (tag := _DOLLAR.match(text, position, end)):
        close = text.find(tag[0], tag.end(), end)
        return tag.end() if close < 0 else close + len(tag[0])
    return position + 1


def _comment_end(text: str, start: int, end: int) -> int:
    depth = 0
    for mark in _NEST.finditer(text, start, end):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
        if depth > MAX_NESTING:
            return -1
    return -1


def _body(text: str, first: int, end: int, rules: Syntax) -> _Count | None:
    """How the semicolons inside this statement are told from the one that ends it."""
    if text[first] not in "cCaAbBdD":
        return None
    if rules.psql and _RULE.match(text, first, end):
        return _parentheses
    if _ROUTINE.match(text, first, end):
        return _blocks if rules.blocks else _atomic
    if rules.blocks and not rules.batches and (match := _BLOCK.match(text, first, end)):
        return _declared if match[0][0] in "dD" else _blocks
    return None


def _blocks(text: str, start: int, end: int, rules: Syntax) -> tuple[int, bool]:
    """BEGIN and CASE open, END closes; END IF and END LOOP close what was not counted."""
    depth, begun = 0, False
    for match in _words(rules).finditer(text, start, end):
        if match.lastgroup == "begin":
            depth += 1
            begun = True
        elif match.lastgroup == "end":
            depth -= 1
    return depth, begun


def _declared(text: str, start: int, end: int, rules: Syntax) -> tuple[int, bool]:
    return _blocks(text, start, end, rules)


def _atomic(text: str, start: int, end: int, rules: Syntax) -> tuple[int, bool]:
    """PostgreSQL's BEGIN ATOMIC ... END; other bodies there are quoted."""
    depth, begun = 0, False
    for match in _words(rules).finditer(text, start, end):
        if match.lastgroup == "begin":
            atomic = match[0][-1] in "cC"
            begun = begun or atomic
            depth += 1 if atomic or match[0][0] in "cC" else 0
        elif match.lastgroup == "end":
            depth -= 1
    return depth, begun


def _parentheses(text: str, start: int, end: int, rules: Syntax) -> tuple[int, bool]:
    groups = [match.lastgroup for match in _words(rules).finditer(text, start, end)]
    return groups.count("open") - groups.count("close"), True


@cache
def _run(rules: Syntax) -> re.Pattern[str]:
    """Everything that cannot end a statement, as far as it goes."""
    special = "'\"/;\\-" + ("\\\\" if rules.psql else "") + ("$" if rules.dollar else "")
    special += ("`" if rules.backticks else "") + ("\\[" if rules.brackets else "")
    special += "#" if rules.hash_comments else ""
    parts = [
        rf"[^{special}]++",
        *rules.strings(),
        *rules.names(),
        *rules.line_comments(),
        r"-(?!-)",
        r"/(?!\*)",
    ]
    if not rules.nested_comments:
        parts.append(r"/\*(?:[^*]++|\*(?!/))*+\*/")
    if rules.dollar:
        parts += [r"(?<=[\w$])\$", r"\$(?!(?:[^\W\d]\w*)?\$)"]
    return re.compile(f"(?:{'|'.join(parts)})*+", re.DOTALL)


@cache
def _words(rules: Syntax) -> re.Pattern[str]:
    """What decides nesting; strings, names and comments match first and count for nothing."""
    quoted = "|".join((*rules.strings(), *rules.names(), *rules.line_comments()))
    return re.compile(
        rf"(?:{quoted}|/\*(?:[^*]++|\*(?!/))*+\*/)|(?P<stray>'|/\*)"
        r"|(?P<open>\()|(?P<close>\))"
        r"|\bEND\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b"
        r"|(?P<end>\bEND\b(?:\s+CASE\b)?)|(?P<begin>\bBEGIN(?:\s+ATOMIC)?\b|\bCASE\b)",
        re.DOTALL | re.IGNORECASE,
    )


@cache
def _space(rules: Syntax) -> re.Pattern[str]:
    comments = "|".join((*rules.line_comments(), r"/\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/"))
    return re.compile(rf"(?:[\s;\ufeff]++|{comments})*+", re.DOTALL)


def _first(text: str, start: int, end: int, rules: Syntax) -> int:
    """Where the first token after `start` stands, `end` when there is none."""
    while True:
        match = _space(rules).match(text, start, end)
        start = match.end() if match else start
        if rules.nested_comments and text.startswith("/*", start) and start < end:
            close = _comment_end(text, start, end)
            if close >= 0:
                start = close
                continue
        return start
