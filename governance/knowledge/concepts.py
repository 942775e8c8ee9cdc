"""Words that people ask with → the categories of personal data that they mean, in any language.

What the words of a name mean is the lexicon's; what categories are called, the taxonomy's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct

from governance.in_force import in_force
from governance.knowledge.descriptions import singular, words
from governance.model.detection import OwnCategory
from governance.taxonomy import NONE, categories
from scanners.columns.lexicon import Lexicon, Strength, Word, lexicon

ANY = "*"
"""The category of a question about personal data of whatever sort."""

_ANY_WORDS = (("personal",), ("pii",), ("personal", "data"), ("gdpr",))


class Concept(Struct, frozen=True):
    """A category, or a kind of one, that the words from `start` to `end` of a question mean."""

    category: str
    kind: str | None
    start: int
    end: int


def asked(text: str) -> tuple[str, ...]:
    """The words of a question, brought to the forms that names are compared in."""
    return tuple(spelled(word) for word in words(text))


def spelled(word: str) -> str:
    """A word, an abbreviation spelled out, a plural brought to the singular."""
    return _spelled(word, lexicon())


@cache
def _spelled(word: str, known: Lexicon) -> str:
    long = known.short.get(word, word)
    return long if long in known.vocabulary else singular(long)


def concepts(question: tuple[str, ...]) -> tuple[Concept, ...]:
    """What the words mean; of words in a row the longest run that means something counts."""
    small = lexicon()
    terms, longest = _terms(small, in_force().categories)
    kept = [(n, word) for n, word in enumerate(question) if Word.SMALL not in small.word(word)]
    found: dict[tuple[str, str | None], Concept] = {}
    position = 0
    while position < len(kept):
        for size in range(min(longest, len(kept) - position), 0, -1):
            run = tuple(word for _, word in kept[position : position + size])
            meant = terms.get(run)
            if meant:
                start, end = kept[position][0], kept[position + size - 1][0] + 1
                for category, kind in meant:
                    found.setdefault((category, kind), Concept(category, kind, start, end))
                position += size
                break
        else:
            position += 1
    return tuple(found.values())


@cache
def _terms(
    words_: Lexicon, _own: tuple[OwnCategory, ...]
) -> tuple[Mapping[tuple[str, ...], tuple[tuple[str, str | None], ...]], int]:
    found: dict[tuple[str, ...], dict[tuple[str, str | None], None]] = {}
    for run, category, kind in (*_of_lexicon(words_), *_of_taxonomy()):
        found.setdefault(tuple(map(spelled, run)), {})[category, kind] = None
    for run in _ANY_WORDS:
        found[run] = {(ANY, None): None}
    return {run: tuple(meant) for run, meant in found.items()}, max(map(len, found))


def _of_lexicon(words_: Lexicon) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    for run, meant in words_.terms.items():
        for term in meant:
            local = term.language is not None and len(run) == 1
            if term.strength in (Strength.SURE, Strength.LIKELY) and not local:
                yield run, term.category, term.kind


def _of_taxonomy() -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    for category in categories().values():
        if category.key == NONE:
            continue
        yield tuple(words(category.key)), category.key, None
        yield _noun(category.noun), category.key, None
        for kind in category.kinds:
            yield tuple(words(kind.key)), category.key, kind.key
            if kind.noun != category.noun:
                yield _noun(kind.noun), category.key, kind.key


def _noun(noun: str) -> tuple[str, ...]:
    """`a date of birth` → date, birth: small words are left out of questions, too."""
    known = lexicon()
    kept = (word for word in words(noun) if word not in ("a", "an", "s"))
    return tuple(word for word in kept if Word.SMALL not in known.word(word))
