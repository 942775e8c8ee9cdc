r"""Which bytes one character of a pattern stands for, after projection.

A pattern's character (`a`, `.`, `\w`, `[^0-9-]`) is asked of the `regex` module itself, about
every character there is: the byte of whatever it matches belongs to it. So nothing that the
pattern matches can be missed, whatever its flags and its Unicode properties.
"""

from __future__ import annotations

import string
from functools import cache

import regex

from scanners.values.projection import FOLDING, beyond_ascii

_DIGITS = frozenset(string.digits)
_LETTERS = frozenset(string.ascii_letters)
_ASCII = "".join(map(chr, range(128)))
_PLAIN = regex.compile(
    r"(?:\\[-\\.+*?^$|(){}\[\]/@#&~:;=!<>'\"%, ]|\[(?!\^)[ -Z_-~]+\]|[ -\-\/-Z_-~])"
)
"""What is made of ASCII characters only: beyond ASCII it can match what folds to them."""


class NotUnderstood(Exception):  # noqa: N818 - no error: such a pattern is always a candidate
    """A part of a pattern whose bytes cannot be told."""


@cache
def matched(atom: str, flags: int) -> str:
    """The bytes, in order, of all characters that the atom matches.

    Raises:
        NotUnderstood: the `regex` module does not take it for one character.
    """
    try:
        pattern = regex.compile(atom, flags)
    except regex.error:
        raise NotUnderstood from None
    found = set(filter(pattern.fullmatch, _ASCII))
    if _PLAIN.fullmatch(atom):
        found.update(byte for char, byte in FOLDING.items() if pattern.fullmatch(char))
    else:
        found.update(byte for byte, chars in beyond_ascii().items() if pattern.search(chars))
    return "".join(sorted(found))


def unmatched(atom: str, flags: int) -> str:
    """The bytes, in order, of all characters that the atom does not match.

    Raises:
        NotUnderstood: the `regex` module does not take it for one character.
    """
    return matched(f"(?!{atom})(?s:.)", flags)


def widened(found: str) -> str:
    """The bytes, with all digits if there is one, with all letters if there are several.

    One letter in both cases stays what it is: words are told apart by it.
    """
    wide = set(found)
    if not wide.isdisjoint(_DIGITS):
        wide |= _DIGITS
    if len({each.lower() for each in wide & _LETTERS}) > 1:
        wide |= _LETTERS
    return "".join(sorted(wide))


def byte_class(found: str) -> str:
    """Bytes as a class that the Rust regex crate reads; it matches nothing when there are none."""
    if not found:
        return r"[^\x00-\x7f]"
    spans: list[list[int]] = []
    for code in map(ord, found):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "[" + "".join(_span(first, last) for first, last in spans) + "]"


def _span(first: int, last: int) -> str:
    return _byte(first) if first == last else f"{_byte(first)}-{_byte(last)}"


def _byte(code: int) -> str:
    return chr(code) if chr(code).isalnum() else f"\\x{code:02x}"
