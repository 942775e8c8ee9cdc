"""Defaults and types as drivers tell them, without the values that stand in them.

A driver may give a default without its quotes, and a type with the labels of an enumeration, which
are data.
"""

from __future__ import annotations

import re

from governance.sql.literals import without_literals
from governance.sql.tokens import Token, tokens

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


def expression(text: str, dialect: str) -> str | None:
    """A default without its literals, if it is SQL for sure.

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
