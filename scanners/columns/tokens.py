"""Names cut into words: `customerEMail` and `CUSTOMER_E-MAIL` → customer, e, mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Set
from itertools import chain

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_LIGATURES = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_HUNGARIAN = re.compile(r"^(?:str|lng|dtm|dte|cur|bln|bol|int|dbl|sng|img|txt|vch)(?=[A-Z])")
"""The type that some put in front of a name: strSurname, dtmBirth."""
_LONGEST = 80
"""Characters of a name that are looked at; nothing meaningful is longer."""


def fold(text: str) -> tuple[str, ...]:
    """`text` in lower-case ASCII where that is possible; twice when an umlaut has two spellings."""
    lower = text.lower()
    if lower.isascii():
        return (lower,)
    plain = _without_accents(lower)
    spelled = _without_accents(lower.translate(_UMLAUTS))
    return (plain,) if plain == spelled else (plain, spelled)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def known_words(name: str, vocabulary: Set[str]) -> tuple[str, ...]:
    """The words of a name, brought to forms of the vocabulary where there is one.

    Shapes: snake_case, kebab-case, camelCase, PascalCase, spaces, dots and any punctuation.
    "addresses" → "address"; "ipv4" stays when it is known; "emailaddress" → "email", "address".
    Bare digits are left out: they number columns (`phone2`), they do not name them.
    """
    plain = _HUNGARIAN.sub("", _without_accents(name[:_LONGEST]))
    cut: list[str] = []
    for chunk in _WORD.findall(plain.replace("IDs", "Ids")):
        lower = chunk.lower()
        # a word as a whole may be one that camel case and digits cut apart: IPv4, sha256, LinkedIn
        if lower in vocabulary or (lower == chunk and chunk.isalpha()):
            cut.append(lower)
        else:
            cut += [part.lower() for part in _CAMEL.findall(chunk) or [chunk]]
    return tuple(chain.from_iterable(_known(word, vocabulary) for word in cut))


def _known(word: str, vocabulary: Set[str]) -> tuple[str, ...]:
    if word.isdigit():
        return ()
    if word in vocabulary:
        return (word,)
    single = _singular(word, vocabulary)
    if single:
        return (single,)
    return _segmented(word, lambda piece: piece in vocabulary) or (word,)


def _singular(word: str, vocabulary: Set[str]) -> str | None:
    """The dictionary form of a plural, of the languages that add -s, -es, -en, -n, -ies."""
    candidates = []
    if word.endswith("ies"):
        candidates.append(word[:-3] + "y")
    candidates += [word[: -len(end)] for end in ("s", "es", "en", "n", "x") if word.endswith(end)]
    return next((c for c in candidates if len(c) > 2 and c in vocabulary), None)


_ENDINGS = frozenset({"id", "no", "nr", "ip"})
_SHORT = frozenset({"dob", "ssn", "zip", "fax", "nbr", "num", "pwd", "url", "key", "tax", "day"})
"""Pieces of three letters that are no part of other words, as "age" is of postage and manage."""


def _segmented(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """A word run together of two to four known ones, the longest first; empty when it is not."""
    size = len(word)
    if not 5 <= size <= 40:
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * size
    for end in range(2, size + 1):
        for start in range(end):
            before, piece = best[start], word[start:end]
            if before is None or len(before) > 3:
                continue
            long_enough = len(piece) > 3 or piece in _SHORT or (end == size and piece in _ENDINGS)
            if long_enough and known(piece):
                current = best[end]
                if current is None or len(before) + 1 < len(current):
                    best[end] = (*before, piece)
    found = best[size]
    return found if found and len(found) > 1 else ()
