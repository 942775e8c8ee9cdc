"""Frequent names of people in eight languages, and whether a text consists of such.

`people.yml` says where the names are from. A lexicon knows only some of the names of a column; how
many must be known is a matter of the recognizers that use it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import regex
from msgspec import Struct

from governance.documents import load
from scanners.columns.tokens import fold

_WORD = regex.compile(r"[^\W\d_]+")
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "da",
        "di",
        "del",
        "della",
        "dos",
        "das",
        "do",
        "du",
        "la",
        "le",
        "el",
        "y",
        "e",
        "i",
        "zu",
        "zur",
        "ten",
    ]
)


class People(Struct, frozen=True):
    """The names of all languages, folded to small ASCII letters."""

    given: frozenset[str]
    surnames: frozenset[str]
    others: frozenset[str]


@cache
def people() -> People:
    """The lexicon that ships with the program, read once."""
    place = files("scanners.recognizers").joinpath("people.yml")
    data = load(place.read_bytes(), "scanners/recognizers/people.yml").data
    return People(
        given=_folded(" ".join(data["given"].values())),
        surnames=_folded(" ".join(data["surnames"].values())),
        others=_folded(data["others"]),
    )


def is_given_name(text: str) -> bool:
    """Whether the first word is a known given name and no other speaks against a person."""
    words = _words(text)
    known = people()
    return bool(words) and known.others.isdisjoint(words) and words[0] in known.given


def is_surname(text: str) -> bool:
    """Whether a word is a known surname and no other speaks against a person."""
    words = _words(text)
    known = people()
    return known.others.isdisjoint(words) and any(word in known.surnames for word in words)


def is_full_name(text: str) -> bool:
    """Whether the text is of two to five words, one a known given name, in the usual places.

    That is first ("Ada Lovelace"), after a comma ("Lovelace, Ada") or last ("Lovelace Ada").
    """
    words = [word for word in _words(text) if word not in _PARTICLES]
    known = people()
    if not 2 <= len(words) <= 5 or not known.others.isdisjoint(words):
        return False
    if "," in text:
        after = _words(text.partition(",")[2])
        return bool(after) and after[0] in known.given
    return words[0] in known.given or (words[-1] in known.given and words[0] in known.surnames)


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word)[0] for word in _WORD.findall(text))


def _folded(names: str) -> frozenset[str]:
    return frozenset(form for name in names.split() for form in fold(name))
