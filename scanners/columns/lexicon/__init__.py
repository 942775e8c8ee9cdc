"""What words in names mean: one YAML file a language, all read into one lexicon.

`en.yml` explains the format. A team's own words (`detection:` in lictor.yml) come on top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntFlag, StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from msgspec import Struct

from governance.documents import load
from governance.in_force import in_force
from governance.model.detection import OwnWords
from scanners.columns.tokens import fold


class Strength(StrEnum):
    """How much a term alone tells."""

    SURE = "sure"
    LIKELY = "likely"
    CONTEXT = "context"
    THEME = "theme"


class Word(IntFlag):
    """What a word does to the terms around it; see `en.yml`."""

    PERSON = 1
    THING = 2
    ABOUT = 4
    STATE = 8
    FLAG = 16
    KEEPS = 32
    LEAD = 64
    SMALL = 128
    FACET = 256
    ROLE = 512
    NUMERAL = 1024


class Term(NamedTuple):
    """One entry: these words in a row mean that category.

    `language` is set for a term that counts only where the table speaks that language.
    """

    words: tuple[str, ...]
    category: str
    kind: str | None
    strength: Strength
    language: str | None = None


class Lexicon(Struct, frozen=True, eq=False):
    """Every language at once; two of them are the same only when they are one object.

    `terms` is by words; `longest` gives for a first word the length of the longest term that
    starts so. `short` has the long form of abbreviations. `languages` tells for a word that is not
    also English which languages it belongs to, `leads` in which a word is the head of a name.
    `own` are the categories that a thing has itself (a supplier its phone), `themes` those that a
    table named so is about.
    """

    terms: Mapping[tuple[str, ...], tuple[Term, ...]]
    longest: Mapping[str, int]
    words: Mapping[str, Word]
    short: Mapping[str, str]
    languages: Mapping[str, frozenset[str]]
    leads: Mapping[str, frozenset[str]]
    vocabulary: frozenset[str]
    own: Mapping[str, frozenset[str]]
    themes: Mapping[str, frozenset[str]]

    def word(self, token: str) -> Word:
        """What the word does, nothing for one we do not know."""
        return self.words.get(token, _NOTHING)


_NOTHING = Word(0)
_WORDS = {word.name.lower(): word for word in Word if word.name}


def lexicon(own: OwnWords | None = None) -> Lexicon:
    """The lexicon that ships with the program, with a team's own words on top; made once each.

    Without `own`, the words in force count.
    """
    return _made(in_force().words if own is None else own)


@cache
def _made(own: OwnWords) -> Lexicon:
    documents = _shipped()
    short = dict(
        entry.split("=") for data in documents.values() for entry in _entries(data.get("short", ""))
    )
    words: dict[str, Word] = {}
    spoken: dict[str, set[str]] = {}
    leads: dict[str, set[str]] = {}
    for language, data in documents.items():
        for name, text in data.get("words", {}).items():
            kind = _WORDS[name]
            for word in (form for entry in _entries(text) for form in fold(entry)):
                word = short.get(word, word)
                words[word] = words[word] | kind if word in words else kind
                spoken.setdefault(word, set()).add(language)
                if kind is Word.LEAD:
                    leads.setdefault(word, set()).add(language)
    small = frozenset(word for word, kind in words.items() if Word.SMALL in kind)
    terms: dict[tuple[str, ...], list[Term]] = {}
    for language, data in documents.items():
        for term in _terms(language, data["terms"], small, short):
            terms.setdefault(term.words, []).append(term)
            if term.language is None:
                for word in term.words:
                    spoken.setdefault(word, set()).add(language)
    for said in own.terms:
        for form in fold(said.words):
            sequence = _words_of(form, small, short)
            term = Term(sequence, said.category, said.kind, Strength(said.strength), said.language)
            # what a team says of its words counts before what they mean elsewhere
            terms[sequence] = [term] if said.language is None else [term, *terms.get(sequence, [])]
    for kind, entries in ((Word.PERSON, own.people), (Word.THING, own.things)):
        for word in (form for entry in entries for form in fold(entry)):
            words[short.get(word, word)] = kind
    longest: dict[str, int] = {}
    for sequence in terms:
        longest[sequence[0]] = max(len(sequence), longest.get(sequence[0], 0))
    return Lexicon(
        terms={sequence: tuple(found) for sequence, found in terms.items()},
        longest=longest,
        words=words,
        short=short,
        languages={w: frozenset(found) for w, found in spoken.items() if "en" not in found},
        leads={
            word: frozenset(found) if "en" in spoken[word] else frozenset()
            for word, found in leads.items()
        },
        vocabulary=frozenset(words).union(short, *terms),
        own=_by_word(documents, "own", short),
        themes=_by_word(documents, "themes", short),
    )


@cache
def _shipped() -> Mapping[str, dict[str, Any]]:
    return {
        file.name.removesuffix(".yml"): load(file.read_bytes(), f"lexicon/{file.name}").data
        for file in sorted(files(__name__).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yml")
    }


def _by_word(
    documents: Mapping[str, dict[str, Any]], section: str, short: Mapping[str, str]
) -> Mapping[str, frozenset[str]]:
    """Word → categories, of a section that lists the words of one or several categories."""
    found: dict[str, frozenset[str]] = {}
    for data in documents.values():
        for categories, text in data.get(section, {}).items():
            for word in (form for entry in _entries(text) for form in fold(entry)):
                word = short.get(word, word)
                found[word] = found.get(word, frozenset()).union(categories.split())
    return found


def _terms(
    language: str, data: Mapping[str, Any], small: frozenset[str], short: Mapping[str, str]
) -> Iterator[Term]:
    for name, strengths in data.items():
        category, _, kind = name.partition("/")
        for key, text in strengths.items():
            strength = Strength(key)
            for entry in _entries(text):
                local = language if entry[0] == "~" else None
                for form in fold(entry.removeprefix("~")):
                    sequence = _words_of(form, small, short)
                    yield Term(sequence, category, kind or None, strength, local)


def _words_of(form: str, small: frozenset[str], short: Mapping[str, str]) -> tuple[str, ...]:
    return tuple([short.get(word, word) for word in form.split() if word not in small])


def _entries(text: str) -> list[str]:
    return text.split(", ") if text else []
