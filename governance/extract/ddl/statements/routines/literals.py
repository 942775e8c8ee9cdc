"""A body that stands in a string literal."""

from __future__ import annotations


def inside(literal: str) -> tuple[str, int]:
    """The text in a string literal, as long as it stands there; and where it begins."""
    start = literal.find("$")
    quote = literal.find("'")
    if start >= 0 and (quote < 0 or start < quote):
        tag = literal.index("$", start + 1) + 1
        return literal[tag : len(literal) - (tag - start)], tag
    quote = min((at for at in (quote, literal.find('"')) if at >= 0), default=0)
    mark = literal[quote]
    if literal[quote : quote + 3] == mark * 3 and len(literal) >= quote + 6:  # BigQuery
        return literal[quote + 3 : -3], quote + 3
    return literal[quote + 1 : -1].replace(mark * 2, " " + mark), quote + 1
