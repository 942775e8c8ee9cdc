"""What a table says about its columns: whether it is about people, and in which languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

from governance.model.catalog import Table
from scanners.columns.lexicon import Lexicon, Strength, Word
from scanners.columns.tokens import known_words


class About(IntEnum):
    """Whom or what the rows of a table are about."""

    THINGS = -1
    UNKNOWN = 0
    PERHAPS_PEOPLE = 1
    PEOPLE = 2


_OF_PEOPLE = frozenset({"health", "criminal_legal"})


@lru_cache(maxsize=131072)
def split(name: str, words: Lexicon) -> tuple[str, ...]:
    """The words of a name that carry meaning, in forms of the lexicon."""
    return tuple(
        words.short.get(token, token)
        for token in known_words(name, words.vocabulary)
        if Word.SMALL not in words.word(token)
    )


@lru_cache(maxsize=16384)
def about(table: str, words: Lexicon) -> About:
    """What a table's name says alone: the last word counts most, as in English compounds.

    `patients`, `patient_addresses` are about people; `customer_orders` may be; `patient_types` and
    `products` are about things.
    """
    tokens = [t for t in split(table, words) if not _only_keeps(words.word(t))]
    if not tokens:
        return About.UNKNOWN
    kinds = [words.word(token) for token in tokens]
    people = any(Word.PERSON in kind for kind in kinds)
    head = kinds[-1]
    if Word.PERSON in head:
        if Word.THING not in head:
            return About.PEOPLE
        return _things(True) if _only_things(kinds[:-1]) else About.PERHAPS_PEOPLE
    if _says(tokens, words):
        return About.PERHAPS_PEOPLE
    if head & (Word.THING | Word.ABOUT):
        # the first word is the head in the Romance languages: clients_entreprise
        return About.PERHAPS_PEOPLE if Word.PERSON in kinds[0] and _exact(head) else _things(people)
    if people:
        return About.PEOPLE if (tokens[-1],) in words.terms else About.PERHAPS_PEOPLE
    return About.UNKNOWN


def _only_things(kinds: list[Word]) -> bool:
    return any(Word.THING in kind for kind in kinds)


def _says(tokens: list[str], words: Lexicon) -> bool:
    """Whether the name itself is a term that only people have: `diagnoses`, `lab_results`."""
    return any(
        term.category in _OF_PEOPLE and term.strength is Strength.SURE
        for start in range(len(tokens))
        for term in words.terms.get(tuple(tokens[start:]), ())
    )


def _things(people: bool) -> About:
    return About.UNKNOWN if people else About.THINGS


def _exact(head: Word) -> bool:
    return Word.ABOUT not in head and Word.THING in head


def _only_keeps(kind: Word) -> bool:
    return Word.KEEPS in kind and not kind & (Word.PERSON | Word.THING | Word.ABOUT)


def languages(table: Table, words: Lexicon) -> frozenset[str]:
    """The languages besides English that the names of the table and its columns speak."""
    found = set(_spoken(table.ref.table, words))
    for column in table.columns:
        found |= _spoken(column.name, words)
    return frozenset(found)


@lru_cache(maxsize=131072)
def _spoken(name: str, words: Lexicon) -> frozenset[str]:
    spoken = words.languages
    return frozenset().union(*(spoken.get(token, ()) for token in split(name, words)))


@lru_cache(maxsize=16384)
def names_people(table: str, words: Lexicon) -> bool:
    """Whether a word of a table's name means people."""
    return any(Word.PERSON in words.word(token) for token in split(table, words))


@lru_cache(maxsize=16384)
def owned(table: str, words: Lexicon) -> frozenset[str]:
    """The categories that the things of a table have themselves: a supplier's phone is its own."""
    tokens = [t for t in split(table, words) if not _only_keeps(words.word(t))]
    if any(Word.PERSON in words.word(t) and Word.THING not in words.word(t) for t in tokens):
        return frozenset()
    # the first word is the head in the Romance languages
    heads = {*tokens[-1:], *(t for t in tokens[:1] if t in words.languages)}
    return frozenset().union(*(_of(words.own, token) for token in heads))


@lru_cache(maxsize=16384)
def themes(table: str, words: Lexicon) -> frozenset[str]:
    """The categories that a table is about: `exam_results` education, `vital_signs` health."""
    tokens = split(table, words)
    if tokens and Word.ABOUT in words.word(tokens[-1]) and not _of(words.themes, tokens[-1]):
        return frozenset()  # diagnosis_types lists what there is
    return frozenset[str]().union(*(_of(words.themes, token) for token in tokens))


def _of(categories: Mapping[str, frozenset[str]], word: str) -> frozenset[str]:
    """The categories of a word, or of its singular."""
    single = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return categories.get(word) or categories.get(single, frozenset())
