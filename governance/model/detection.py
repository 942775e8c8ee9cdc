"""What a team adds to how personal data is found: categories, words and patterns of its own."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from msgspec import Struct

from governance.model.classification import Level
from governance.model.location import Location

WordStrength = Literal["sure", "likely", "context"]


class OwnCategory(Struct, frozen=True):
    """A category that does not ship with the program; see `taxonomy.Category` for its fields."""

    key: str
    noun: str
    level: Level
    law: Literal["special", "criminal"] | None = None
    quasi: bool = False
    about: str = ""


class OwnTerm(Struct, frozen=True):
    """These words in a row mean that category.

    `language` is set for words that count only where a table's names speak that language.
    """

    words: str
    category: str
    kind: str | None = None
    strength: WordStrength = "sure"
    language: str | None = None


class OwnWords(Struct, frozen=True):
    """All of them; `people` and `things` are what the rows of tables named so are."""

    terms: tuple[OwnTerm, ...] = ()
    people: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


class OwnPattern(Struct, frozen=True):
    """What values of a category look like; its examples were found and its counter-examples not.

    `words` in a name support it; `alone` is how sure a column is of it, between 0 and 1, when
    nearly all its values match and no name says anything.
    """

    name: str
    category: str
    pattern: str
    kind: str | None = None
    words: tuple[str, ...] = ()
    alone: float = 0.5


class Detection(Struct, frozen=True):
    """Everything `detection:` in lictor.yml says; `location` is where it stands."""

    categories: tuple[OwnCategory, ...] = ()
    words: OwnWords = OwnWords()
    patterns: tuple[OwnPattern, ...] = ()
    location: Location | None = None

    @property
    def digest(self) -> str:
        """Of all that can change a finding; "" where a team adds nothing."""
        if not (self.categories or self.patterns or self.words != OwnWords()):
            return ""
        said = repr((self.categories, self.words, self.patterns))
        return sha256(said.encode("utf-8", "surrogateescape")).hexdigest()
