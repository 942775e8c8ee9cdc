"""The names and globs that declarations match with."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from msgspec import Struct

from governance.model.names import printable, split


class Part(Struct, frozen=True):
    """One part of a match: a literal name, or a glob when `glob` is set."""

    text: str
    glob: bool

    def fits(self, name: str) -> bool:
        """Whether the part matches a name; case counts."""
        return fnmatchcase(name, self.text) if self.glob else name == self.text

    @property
    def literal(self) -> int:
        """How many characters stand for themselves."""
        return len(re.sub(r"\[[^]]*\]|[*?]", "", self.text)) if self.glob else len(self.text)


class Pattern(Struct, frozen=True):
    """A match, taken apart; `source` is None when it is not given."""

    source: Part | None
    parts: tuple[Part, ...]

    @property
    def exact(self) -> bool:
        """Whether it names one thing."""
        return not any(part.glob for part in self.parts)

    @property
    def specificity(self) -> tuple[int, int]:
        """Exact parts, then literal characters; more is more specific."""
        parts = [*self.parts, *([self.source] if self.source else [])]
        return sum(1 for part in parts if not part.glob), sum(part.literal for part in parts)


_PART = re.compile(r'(?:[Uu]&)?"(?:[^"]|"")*"|[^\s".:]+')


@lru_cache(maxsize=65536)
def pattern(text: str) -> Pattern:
    """A match, taken apart.

    Raises:
        ValueError: `text` is none; says where it stops being one.
    """
    source: Part | None = None
    parts: list[Part] = []
    position = 0
    while True:
        found = _PART.match(text, position)
        if found is None:
            raise ValueError(
                f"the match {printable(text)!r} has a fault at character {position + 1}: "
                "write [source:]schema.table[.column], each part a name or a glob"
            )
        parts.append(_part(found[0]))
        position = found.end()
        if position == len(text):
            return Pattern(source, tuple(parts))
        if text[position] == ":" and source is None and len(parts) == 1:
            source = parts.pop()
        elif text[position] != ".":
            raise ValueError(
                f"the match {printable(text)!r} has a fault at character {position + 1}: "
                "parts are separated by dots; other characters need double quotes"
            )
        position += 1


def _part(text: str) -> Part:
    if text.endswith('"'):
        return Part(split(text)[1][0], glob=False)
    return Part(text, glob="*" in text or "?" in text or "[" in text)
