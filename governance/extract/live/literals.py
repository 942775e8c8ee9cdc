"""What a database says of itself, without the values that stand in it.

A default, the query of a view, a computed column and the labels of an enumeration may hold
personal data. Their shape says what a reader of the catalog needs to know.
"""

from __future__ import annotations

import re

from governance.sql.tokens import Token, tokens

_LITERALS = ("string", "number")
_WORDS = frozenset(
    {
        *("NULL", "TRUE", "FALSE", "DEFAULT", "AND", "OR", "NOT", "IS", "AS", "CAST", "COLLATE"),
        *("CASE", "WHEN", "THEN", "ELSE", "END", "ON", "UPDATE", "NEXT", "VALUE", "FOR"),
        *("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP"),
        *("CURRENT_USER", "SESSION_USER", "USER", "SYSDATE", "SYSTIMESTAMP", "INTERVAL"),
    }
)
"""Words of an expression that are no name and no value."""

_QUOTED = r"'(?:[^'\\]|''|\\.)*'"
_LABELS = re.compile(rf"\s*\((?:[^()']|\([^()']*\))*{_QUOTED}(?:[^()']|{_QUOTED})*\)")


def without_literals(text: str, dialect: str) -> str | None:
    """SQL with a ? for each string and number; None for what cannot be cut into tokens.

    Comments are left out, too, and whatever stands between two tokens is one space.
    """
    found = tokens(text, dialect)
    if any(token.kind == "stray" for token in found):
        return None
    parts: list[str] = []
    end = 0
    for token in found:
        if token.start > end and parts:
            parts.append(" ")
        parts.append("?" if token.kind in _LITERALS else text[token.start : token.end])
        end = token.end
    return "".join(parts) or None


def expression(text: str, dialect: str) -> str | None:
    """A default as `without_literals` gives it, if it is SQL for sure.

    Some drivers give a literal without its quotes. So nothing is kept that holds a word which is
    neither a function nor the language's own: it might be a value.
    """
    found = tokens(text, dialect)
    for token, after in zip(found, [*found[1:], None], strict=True):
        if token.kind == "name" or (token.kind == "word" and not _language(token, after)):
            return None
    return without_literals(text, dialect)


def _language(token: Token, after: Token | None) -> bool:
    return token.word in _WORDS or (after is not None and after.word == "(")


def type_without_labels(text: str) -> str:
    """A type, lower case, without the labels of an enumeration: `enum('a', 'b')` → `enum`."""
    while "'" in text:
        shorter = _LABELS.sub("", text)
        if shorter == text:
            return text[: text.index("'")].partition("(")[0].strip().lower()
        text = shorter
    return text.strip().lower()
