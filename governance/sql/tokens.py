"""One statement's text cut into tokens."""

from __future__ import annotations

from functools import cache
from typing import Literal

import regex as re  # possessive quantifiers of re loop for ever before Python 3.11.5
from msgspec import Struct

from governance.sql.syntax import Syntax, syntax

TokenKind = Literal["word", "name", "string", "number", "mark", "variable", "stray"]


class Token(Struct, frozen=True, gc=False):
    """`text[start:end]` of a statement.

    `word` is upper case for a bare word, the character itself for a mark, and "" for everything
    else, so that a keyword is told from a quoted name by looking at `word` alone. A `stray` is
    something that cannot be SQL: a quote that is never closed, a control character; and, after
    many of these, everything that is left.
    """

    kind: TokenKind
    word: str
    start: int
    end: int


@cache
def _pattern(rules: Syntax) -> re.Pattern[str]:
    strings = [*rules.strings()]
    # A string's prefix is part of it: E'..', N'..', B'..', X'..', r"..".
    prefixed = [rf"(?:[eEnNbBxXrR]|[uU]&|[rR][bB]|[bB][rR]|_\w+ ?)?{s}" for s in strings]
    if not rules.backslash:
        prefixed[0] = r"[eE]'(?:[^'\\]++|\\.|'')*+'"
    names = [r'[uU]&"(?:[^"]++|"")*+"', *rules.names()]
    comments = [*rules.line_comments(), rules.block_comment()]
    variable = r":'(?:[^'])*+'|:\"[^\"]*+\"|(?<!:):[^\W\d]\w*|@@?[\w$#]+|\$\d+|\?"
    return re.compile(
        rf"(?:[\s\ufeff]++|{'|'.join(comments)})*+(?:"
        # Most tokens are words; only before a quote may one be the prefix of a string or name.
        r"(?P<word>[^\W\d][\w$#]*+(?! ?['\"&$]))"
        rf"|(?P<string>{'|'.join(prefixed)})"
        rf"|(?P<name>{'|'.join(names)})"
        r"|(?P<rarer>\#{0,2}[^\W\d][\w$#]*+)"
        r"|(?P<number>\d[\w.]*+|\.\d[\w]*+)"
        + (r"|(?P<dollar>\$(?:[^\W\d]\w*+)?\$)" if rules.dollar else "")
        + rf"|(?P<variable>{variable})"
        r"|(?P<mark>::|[-+*/<>=~!@\#%^&|`?(){}\[\],.;:\\])"
        r"|(?P<stray>.)|(?P<end>\Z))",
        re.DOTALL,
    )


_NEST = re.compile(r"/\*|\*/")
_MOST_STRAYS = 20
"""For what may be a quote that is never closed, the whole text is searched."""


def tokens(text: str, dialect: str) -> list[Token]:
    """The tokens of a statement, comments left out, its closing semicolon too."""
    rules = syntax(dialect)
    found: list[Token] = []
    strays = position = 0
    end = len(text)
    while position < end:
        for match in _pattern(rules).finditer(text, position):
            kind = match.lastgroup
            if kind is None or kind == "end":
                position = end
                break
            position, stop = match.span(kind)
            if kind == "word" or kind == "rarer":
                found.append(Token("word", text[position:stop].upper(), position, stop))
            elif kind == "mark" and not text.startswith("/*", position):
                found.append(Token("mark", text[position:stop], position, stop))
            elif kind in ("mark", "dollar", "stray"):
                close = _close(text, position, stop, rules)
                if close and kind == "dollar":
                    found.append(Token("string", "", position, close))
                elif not close:
                    strays += 1
                    close = position + 1 if strays < _MOST_STRAYS else end
                    found.append(Token("stray", "", position, close))
                position = close
                break
            else:
                found.append(Token(kind, "", position, stop))  # type: ignore[arg-type]
    while found and found[-1].word == ";":
        found.pop()
    return found


def _close(text: str, start: int, stop: int, rules: Syntax) -> int:
    """The end of the comment or dollar-quoted string that begins there, 0 when there is none."""
    if text[start] == "$":
        close = text.find(text[start:stop], stop) if stop - start > 1 else -1
        return close + stop - start if close > 0 else 0
    return _nested(text, start) if text[start] == "/" and rules.nested_comments else 0


def _nested(text: str, start: int) -> int:
    depth = 0
    for mark in _NEST.finditer(text, start):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
        if depth > 64:  # as in governance.sql.split
            return 0
    return 0


_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BACKSLASH = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|(.))", re.DOTALL
)


def string_value(literal: str, dialect: str) -> str:
    """The value of a string literal as it stands in SQL, quotes and prefix included."""
    if literal[0] == "$" or "$" in literal[:2]:
        tag = literal.index("$", literal.index("$") + 1) + 1
        return literal[tag:-tag]
    quote = min((literal.find(q) for q in "'\"" if q in literal), default=0)
    prefix, mark = literal[:quote].strip().upper(), literal[quote]
    width = 3 if literal[quote : quote + 3] == mark * 3 and len(literal) >= quote + 6 else 1
    body = literal[quote + width : -width]
    if width == 1:
        body = body.replace(mark * 2, mark)
    if prefix == "U&":
        return unicode_escapes(body)
    if prefix == "E" or (syntax(dialect).backslash and not prefix.startswith("R")):
        return _BACKSLASH.sub(_unescape, body)
    return body


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits or match[4]:
        code = int(digits, 16) if digits else int(match[4], 8)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(match[5], match[5])


_UNICODE = re.compile(r"\\(?:\\|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))")


def unicode_escapes(body: str) -> str:
    r"""The text of the inside of `U&"..."` or `U&'...'` (ISO/IEC 9075-2, escape character `\`)."""

    def character(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        if not digits:
            return "\\"
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"

    return _UNICODE.sub(character, body)
