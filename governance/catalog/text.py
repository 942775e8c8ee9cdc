r"""Text that every database keeps, whatever characters a name has.

PostgreSQL keeps no NUL, and neither PostgreSQL nor SQLite the lone surrogates that Python makes of
file names which are no UTF-8. Such a character is kept as the control character SUBSTITUTE (U+001A)
and its number in four hexadecimal digits; SUBSTITUTE itself, too, so that all come back.
"""

from __future__ import annotations

import re

_SUBSTITUTE = "\x1a"
_UNKEPT = re.compile("[\0\x1a\ud800-\udfff]")
_KEPT = re.compile("\x1a([0-9a-f]{4})")


def stored(text: str) -> str:
    """The text as databases keep it; mostly the text itself."""
    if text.isprintable():
        return text
    return _UNKEPT.sub(lambda found: f"{_SUBSTITUTE}{ord(found[0]):04x}", text)


def meant(text: str) -> str:
    """The inverse of `stored`."""
    if _SUBSTITUTE not in text:
        return text
    return _KEPT.sub(lambda found: chr(int(found[1], 16)), text)


def stored_or_none(text: str | None) -> str | None:
    """The same where there may be nothing."""
    return None if text is None else stored(text)
