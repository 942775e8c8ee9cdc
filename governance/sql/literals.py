"""SQL with every literal replaced by ?, so that it can be kept and shown.

A default, a generated column's expression and a view's query may hold personal data as constants:
`WHERE email <> 'ida@example.org'`. Their shape is worth keeping, and names are names anyway.
"""

from __future__ import annotations

from governance.sql.tokens import tokens

_UNSAFE = ":@"
"""A client's variable may carry a text of its own, `:'text'`; a parameter `$1` and a ? do not."""


def without_literals(text: str, dialect: str) -> str | None:
    """`text` with ? for each string and number, comments left out; the rest as it stands.

    None where it cannot be cut into tokens for certain: then nothing of it may be kept. TRUE, FALSE
    and NULL are words, not literals; a type's length and precision are numbers like any other.
    """
    parts: list[str] = []
    position = 0
    for token in tokens(text, dialect):
        if token.kind == "stray":
            return None
        between = text[position : token.start]
        # what stands between two tokens is space, or a comment
        parts.append(between if not between or between.isspace() else " ")
        written = text[token.start : token.end]
        if token.kind in ("string", "number"):
            written = "?"
        elif token.kind == "variable" and written[0] in _UNSAFE and not written[1:].isidentifier():
            written = "?"
        parts.append(written)
        position = token.end
    return "".join(parts).strip()
