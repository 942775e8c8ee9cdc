"""Text on its way to people."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""`text` with every character that does not show written as `\xNN`, `\uNNNN` or `\UNNNNNNNN`.

    For free text on its way to a terminal, a log or an annotation: line breaks, escape sequences
    and right-to-left marks come out as visible characters. Names have their own form, see `quote`.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
