"""SQL with every literal replaced by ?, so that it can be kept and shown.

A default, a generated column's expression and a view's query may hold personal data as constants:
`WHERE email <> 'ida@example.org'`. Their shape is worth keeping, and names are names anyway.
"""

from __future__ import annotations

from governance.sql.tokens import tokens


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
        if token.kind in ("string", "number") or _carries_text(token.kind, written):
            written = "?"
        parts.append(written)
        position = token.end
    return "".join(parts).strip()


def _carries_text(kind: str, written: str) -> bool:
    """Whether a variable is one like psql's `:'text'`, or the operator in `@5`, and no name."""
    return kind == "variable" and written[0] in ":@" and not written.lstrip(":@").isidentifier()
