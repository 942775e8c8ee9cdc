"""The patterns of the `regex` module, read as far as their matches can be told.

`read` gives a tree of the parts below. What is read is the module's version 0 with the flags
IGNORECASE, MULTILINE, DOTALL and UNICODE; whatever else a pattern uses (recursion, conditions,
fuzzy matching, verbose patterns) is `NotUnderstood`.
https://pypi.org/project/regex/
"""

from __future__ import annotations

from functools import cache

import regex
from msgspec import Struct

from scanners.values.atoms import NotUnderstood, matched

KNOWN_FLAGS = int(regex.I | regex.M | regex.S | regex.U | regex.V0)
"""Flags that are understood. Without UNICODE in them it is on, as for all str patterns."""

_INLINE = {"i": int(regex.I), "m": int(regex.M), "s": int(regex.S), "u": int(regex.U)}
_MOST_DEPTH = 50


class Part(Struct, frozen=True):
    """A part of a pattern."""


class Character(Part, frozen=True):
    """One character: its text in the pattern, the flags there, the bytes it stands for."""

    atom: str
    flags: int
    found: str


class Sequence(Part, frozen=True):
    """Parts one after the other."""

    parts: tuple[Part, ...]


class Choice(Part, frozen=True):
    """One of several parts."""

    parts: tuple[Part, ...]


class Repeat(Part, frozen=True):
    """A part `least` to `most` times; None is any number of times."""

    part: Part
    least: int
    most: int | None


class Place(Part, frozen=True):
    """A place between characters: word (boundary), line start, line end, start, end."""

    what: str


class Look(Part, frozen=True):
    """A look ahead or behind that consumes nothing."""

    part: Part
    ahead: bool
    negative: bool


class Again(Part, frozen=True):
    """What a group matched, once more; `part` is the group, None when nothing is known of it."""

    part: Part | None


@cache
def read(pattern: str, flags: int) -> Part:
    """The parts of a pattern.

    Raises:
        NotUnderstood: it uses what is not read here.
    """
    if flags & ~KNOWN_FLAGS:
        raise NotUnderstood
    try:
        compiled = regex.compile(pattern, flags)
    except (regex.error, RecursionError):
        raise NotUnderstood from None
    if compiled.flags & ~KNOWN_FLAGS:
        raise NotUnderstood
    # in version 0 flags without a scope are the whole pattern's, wherever they stand
    return _Reader(pattern, compiled.flags).whole()


class _Reader:
    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags
        self._at = 0
        self._depth = 0
        self._groups: dict[int | str, Part] = {}
        self._opened = 0

    def whole(self) -> Part:
        part = self._choice()
        if self._at < len(self._pattern):
            raise NotUnderstood
        return part

    def _peek(self, text: str) -> bool:
        return self._pattern.startswith(text, self._at)

    def _take(self, expression: str) -> regex.Match[str] | None:
        found = regex.compile(expression).match(self._pattern, self._at)
        if found:
            self._at = found.end()
        return found

    def _choice(self) -> Part:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise NotUnderstood
        parts = [self._sequence()]
        while self._take(r"\|"):
            parts.append(self._sequence())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            part = self._one()
            if part is not None:
                parts.append(self._repeated(part))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, part: Part) -> Part:
        while found := self._take(r"(?:([*+?])|\{(?=[\d,])(\d*)(,?)(\d*)\})[?+]?"):
            sign, least, comma, most = found.groups()
            if sign:
                bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
            elif not comma:
                bounds = (int(least), int(least))
            else:
                bounds = (int(least or 0), int(most) if most else None)
            part = Repeat(part, *bounds)
        return part

    def _one(self) -> Part | None:
        if self._peek("("):
            return self._group()
        if self._take(r"\^"):
            return Place("line start" if self._flags & regex.M else "start")
        if self._take(r"\$"):
            return Place("line end")  # without MULTILINE it is one of the ends of lines
        if self._peek("["):
            return self._character(self._class())
        if self._peek("\\"):
            return self._escape()
        if self._pattern[self._at] in "*+?{":
            raise NotUnderstood
        self._at += 1
        return self._character(self._pattern[self._at - 1])

    def _character(self, atom: str) -> Character:
        return Character(atom, self._flags, matched(atom, self._flags))

    def _class(self) -> str:
        found = self._take(
            r"\[\^?\]?(?:\\[pP]\{[^{}]*\}|\\N\{[^{}]*\}|\\.|\[:\^?\w+:\]|[^\]\\\[])*\]"
        )
        if not found:
            raise NotUnderstood
        return found.group()

    def _escape(self) -> Part | None:
        if found := self._take(r"\\([bmM])"):
            return Place("word")
        if found := self._take(r"\\A"):
            return Place("start")
        if found := self._take(r"\\[Zz]"):
            return Place("end")
        if self._take(r"\\[BG]"):
            return None
        if found := self._take(r"\\(?:g<(\w+)>|([1-9])(?!\d))"):
            name = found.group(1) or found.group(2)
            return Again(self._groups.get(int(name) if name.isdigit() else name))
        if found := self._take(
            r"\\(?:[dDsSwWtnrfv]|[pP]\{[^{}]*\}|[pP][A-Z]|N\{[^{}]*\}"
            r"|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^\w])"
        ):
            return self._character(found.group())
        raise NotUnderstood

    def _group(self) -> Part | None:
        outer = self._flags
        if self._take(r"\(\?#[^)]*\)") or self._take(r"\(\?[imsu]+\)"):
            return None  # the pattern's flags were asked for already
        if found := self._take(r"\(\?(<?)([=!])"):
            part: Part = Look(self._choice(), ahead=not found[1], negative=found[2] == "!")
        elif found := self._take(r"\(\?(?:P?<(\w+)>)") or self._take(r"\((?!\?)"):
            self._opened += 1
            number, name = self._opened, found[1] if found.re.groups else None
            part = self._choice()
            self._groups[number] = part
            if name:
                self._groups[name] = part
        elif found := self._take(r"\(\?(?:>|([imsu]*)(?:-([ims]+))?:)"):
            for letter in found[1] or "":
                self._flags |= _INLINE[letter]
            for letter in found[2] or "":
                self._flags &= ~_INLINE[letter]
            part = self._choice()
        else:
            raise NotUnderstood
        if not self._take(r"\)"):
            raise NotUnderstood
        self._flags = outer
        return part
