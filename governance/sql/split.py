"""A file's text cut into statements, without understanding them.

Whatever the text, the pieces joined are the text again, so that every offset stays true and no
statement can be lost. One pattern runs over everything that cannot end a statement (strings,
quoted names, comments, plain text) in one step; only what is left is looked at in Python. A quote
or comment that is never closed counts as a stray character: it spoils its statement, not the file.

The end of what is never closed is looked for up to the end of the text, each time in vain. A file
made of such things would take quadratic time: what is searched in vain is counted, and beyond a
multiple of the text's length the rest of it is no longer cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

import regex as re  # possessive quantifiers of re loop for ever before Python 3.11.5
from msgspec import Struct

from governance.sql.syntax import Syntax, syntax

Kind = Literal["statement", "command", "data", "blank", "rest"]
_Count = Callable[[str, int, int, Syntax], tuple[int, bool]]
"""How much deeper a stretch of text nests, and whether a body began in it."""


class Piece(Struct, frozen=True, gc=False):
    r"""`text[start:end]` of a file; `first` is where its first token stands, past comments.

    A statement includes its semicolon. A `command` is a client's own line (psql's `\connect`,
    MySQL's `DELIMITER`, `GO`, SQL*Plus's `/`); `data` the rows after COPY ... FROM stdin; `blank`
    white space and comments at the end; `rest` what is not cut because too much before it is
    never closed.
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
_SLASH = re.compile(r"/[ \t\r]*(?:\n|\Z)")
_GO = re.compile(
    r"^[ \t]*+GO(?:[ \t]++\d++)?+[ \t]*+;?+[ \t\r]*+(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
)
_NEST = re.compile(r"/\*|\*/")
MAX_NESTING = 64
"""Comments in comments; more are no comment, or a file of them would take hours."""
_RULE = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?RULE\b", re.IGNORECASE)
_PACKAGE = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:NON)?EDITIONABLE\s+)?PACKAGE\s+(?:BODY\s+)?"
    r'(?:"?[\w$#]+"?\s*\.\s*)?"?([\w$#]+)"?\s',
    re.IGNORECASE,
)
_SLASH_LINE = re.compile(r"^[ \t]*/[ \t]*$", re.MULTILINE)
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
    r"|INSERT\s+(?:INTO\b|[\"\[#@]|(?!VALUES\b|DEFAULT\b|ON\b|AS\b|OR\b)\w)|EXEC(?:UTE)?\b|GRANT\b|REVOKE\b|DENY\b|USE\b|PRINT\b|TRUNCATE\b"
    r"|DELETE\s+FROM\b|UPDATE\s+(?!SET\b|CASCADE\b|NO\b)|IF\b|BEGIN\b|END\b|ELSE\b|DECLARE\b)",
    re.IGNORECASE | re.MULTILINE,
)


class _Searches:
    """What may still be searched in vain, in characters: some times the text, whatever it holds."""

    def __init__(self, text: str) -> None:
        self._left = 2 * len(text) + 1_000_000

    def in_vain(self, characters: int) -> None:
        """Count a search that found nothing."""
        self._left -= characters

    @property
    def over(self) -> bool:
        """Whether there have been too many."""
        return self._left < 0


def split(text: str, dialect: str) -> Iterator[Piece]:
    """The pieces of `text`, in order; joined they are `text`."""
    rules = syntax(dialect)
    searches = _Searches(text)
    if not rules.batches:
        yield from _statements(text, 0, len(text), rules, searches)
        return
    start = 0
    nesting = _Nesting(text, 0, len(text), rules)
    for go in _GO.finditer(text):
        if nesting.holds(go.start()):
            continue
        yield from _batch(text, start, go.start(), rules, searches)
        yield Piece("command", go.start(), go.end(), _first(text, go.start(), go.end(), rules))
        start = go.end()
        nesting = _Nesting(text, start, len(text), rules)
    yield from _batch(text, start, len(text), rules, searches)


def _statements(
    text: str, start: int, end: int, rules: Syntax, searches: _Searches
) -> Iterator[Piece]:
    terminator: re.Pattern[str] | None = None
    while start < end:
        first = _first(text, start, end, rules)
        if first >= end:
            yield Piece("blank", start, end, end)
            return
        if rules.psql and text[first] == "\\":
            stop = _match_end(_COMMAND, text, first, end)
            yield Piece("command", start, stop, first)
        elif rules.slash and (match := _SLASH.match(text, first, end)):
            stop = match.end()
            yield Piece("command", start, stop, first)
        elif rules.delimiter and (match := _DELIMITER.match(text, first, end)):
            mark = match[1]
            terminator = None if mark == ";" else _delimited(mark)
            stop = match.end()
            yield Piece("command", start, stop, first)
        else:
            found = terminator.search(text, first, end) if terminator else None
            if found is None:
                terminator = None  # it does not come again: nothing is to be searched for it
            stop = found.end() if found else _end(text, first, end, rules, searches)
            if stop == first:
                yield Piece("rest", start, end, first)
                return
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


def _batch(text: str, start: int, end: int, rules: Syntax, searches: _Searches) -> Iterator[Piece]:
    """A T-SQL batch: one routine, or statements with or without semicolons."""
    if start >= end:
        return
    first = _first(text, start, end, rules)
    if first < end and _ROUTINE.match(text, first, end):
        yield Piece("statement", start, end, first)
        return
    for piece in _statements(text, start, end, rules, searches):
        begin = piece.start
        nesting = _Nesting(text, begin, piece.end, rules)
        verbs = _VERB.finditer(text, piece.first, piece.end) if piece.kind == "statement" else ()
        for verb in verbs:
            if verb.end() > piece.first and not nesting.holds(verb.end()):
                stop = verb.start()
                head = _first(text, begin, stop, rules)
                if head < stop:
                    yield Piece("statement", begin, stop, head)
                    begin = stop
                    nesting = _Nesting(text, begin, piece.end, rules)
        if begin < piece.end:
            yield Piece(piece.kind, begin, piece.end, _first(text, begin, piece.end, rules))


class _Nesting:
    """Which places lie within a string, comment, parenthesis or CASE opened after `start`.

    The places are asked for in rising order, so that the text is walked through once.
    """

    def __init__(self, text: str, start: int, end: int, rules: Syntax) -> None:
        self._words = _words(rules).finditer(text, start, end)
        self._next = next(self._words, None)
        self._depth = self._cases = 0

    def holds(self, position: int) -> bool:
        """Whether `position` lies within something."""
        while self._next is not None and self._next.start() < position:
            group = self._next.lastgroup
            if group == "stray" or self._next.end() > position:
                return True
            self._depth += {"open": 1, "close": -1}.get(group or "", 0)
            if group == "begin" and self._next[0][0] in "cC":
                self._cases += 1
            elif group == "end":
                self._cases = max(0, self._cases - 1)
            self._next = next(self._words, None)
        return self._depth > 0 or self._cases > 0


def _end(text: str, first: int, end: int, rules: Syntax, searches: _Searches) -> int:
    """The end of the statement that begins at `first`, its semicolon included.

    `first` itself when too much was searched in vain.
    """
    if rules.slash and (stop := _package_end(text, first, end)):
        return stop
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
            if body is not None:
                searches.in_vain(end - first)
            return fallback or end
        if searches.over:
            return first
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
            past = _close(text, position, end, rules)
            if past < 0 and char != "\\":
                searches.in_vain(end - position)
            position = past if past > 0 else position + 1


def _package_end(text: str, first: int, end: int) -> int:
    """Where one of Oracle's packages ends, which holds routines with ends of their own.

    At the END with its name, else before the line with a slash; 0 for anything else.
    """
    match = _PACKAGE.match(text, first, end)
    if match is None:
        return 0
    named = re.compile(rf"\bEND\s+\"?{re.escape(match[1])}\"?\s*;", re.IGNORECASE)
    ends = [named.search(text, match.end(), end), _SLASH_LINE.search(text, match.end(), end)]
    found = [m.end() if n == 0 else m.start() for n, m in enumerate(ends) if m is not None]
    return min(found, default=0)


def _close(text: str, position: int, end: int, rules: Syntax) -> int:
    """The end of the comment or dollar-quoted string that begins there, -1 without one."""
    if rules.nested_comments and text.startswith("/*", position):
        return _comment_end(text, position, end)
    if rules.dollar and (tag := _DOLLAR.match(text, position, end)):
        close = text.find(tag[0], tag.end(), end)
        return -1 if close < 0 else close + len(tag[0])
    return -1


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
        if rules.slash:  # what is declared before BEGIN ends in semicolons, too
            return _declared
        return _blocks if rules.blocks else _atomic
    if rules.blocks and not rules.batches and (match := _BLOCK.match(text, first, end)):
        if match[0][0] in "dD":
            return _declared if rules.declares else None
        return _blocks
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
        r"|(?P<end>\bEND\b(?:\s+CASE\b)?)|(?P<begin>\bBEGIN(?!\s+TRAN)(?:\s+ATOMIC)?\b|\bCASE\b)",
        re.DOTALL | re.IGNORECASE,
    )


@cache
def _space(rules: Syntax) -> re.Pattern[str]:
    comments = "|".join((*rules.line_comments(), rules.block_comment()))
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
