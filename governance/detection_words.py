"""A team's own words for what its columns are called, as values that lexicons are made with."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Strength = Literal["sure", "likely", "context"]


class OwnTerm(Struct, frozen=True):
    """These words in a row mean that category.

    `language` is set for words that count only where a table's names speak that language.
    """

    words: str
    category: str
    kind: str | None = None
    strength: Strength = "sure"
    language: str | None = None


class OwnWords(Struct, frozen=True):
    """All of them; `people` and `things` are what rows of tables named so are about."""

    words: tuple[OwnTerm, ...] = ()
    people: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
