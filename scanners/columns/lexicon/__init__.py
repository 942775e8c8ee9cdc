"""What words in names mean: one YAML file a language, all read into one lexicon.

`en.yml` explains the format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from governance.documents import load
from scanners.columns.tokens import fold


class Strength(StrEnum):
    """How much a term alone tells."""

    SURE = "sure"
    LIKELY = "likely"
    CONTEXT = "context"


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


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: these words in a row mean that category.

    `language` is set for a term that counts only where the table speaks that language.
    """

    words: tuple[str, ...]
    category: str
    kind: str | None
    strength: Strength
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every language at once.

    `terms` is by words; `longest` gives for a first word the length of the longest term that
    starts so. `languages` tells for a word that is not also English which languages it belongs to.
    """

    terms: Mapping[tuple[str, ...], tuple[Term, ...]]
    longest: Mapping[str, int]
    words: Mapping[str, Word]
    languages: Mapping[str, frozenset[str]]
    vocabulary: frozenset[str]

    def word(self, token: str) -> Word:
        """What the word does, nothing for one we do not know."""
        return self.words.get(token, Word(0))


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the program, read once."""
    terms: dict[tuple[str, ...], list[Term]] = {}
    words: dict[str, Word] = {}
    spoken: dict[str, set[str]] = {}
    entries = [(f.name, f.read_bytes()) for f in files(__name__).iterdir()]
    documents = {
        name.removesuffix(".yml"): load(content, f"scanners/columns/lexicon/{name}").data
        for name, content in sorted(entries)
        if name.endswith(".yml")
    }
    small = {
        form
        for data in documents.values()
        for entry in _entries(data["words"].get("small", ""))
        for form in fold(entry)
    }
    for language, data in documents.items():
        for term in _terms(language, data["terms"], small):
            terms.setdefault(term.words, []).append(term)
            if term.language is None:
                for word in term.words:
                    spoken.setdefault(word, set()).add(language)
        for name, text in data["words"].items():
            for entry in _entries(text):
                for word in fold(entry):
                    words[word] = words.get(word, Word(0)) | Word[name.upper()]
                    spoken.setdefault(word, set()).add(language)
    longest: dict[str, int] = {}
    for sequence in terms:
        longest[sequence[0]] = max(len(sequence), longest.get(sequence[0], 0))
    return Lexicon(
        terms={sequence: tuple(found) for sequence, found in terms.items()},
        longest=longest,
        words=words,
        languages={w: frozenset(found) for w, found in spoken.items() if "en" not in found},
        vocabulary=frozenset(words).union(*terms),
    )


def _terms(language: str, data: Mapping[str, Any], small: set[str]) -> list[Term]:
    found = []
    for name, strengths in data.items():
        category, _, kind = name.partition("/")
        for strength, text in strengths.items():
            for entry in _entries(text):
                local = language if entry.startswith("~") else None
                for form in fold(entry.removeprefix("~")):
                    sequence = tuple(w for w in form.split() if w not in small)
                    found.append(Term(sequence, category, kind or None, Strength(strength), local))
    return found


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",")]
