"""A pattern relaxed until a fast engine can look for it in projected text.

`relaxed(pattern, flags)` finds something in the projection of every text in which the pattern
finds something; it may find more. Characters become classes of bytes (`atoms`). Looks at the
edges become characters, others are dropped; what repeats at an edge repeats as little as it may,
since only whether there is a match matters; what a group matched is whatever the group could
match. A pattern that is not understood has no relaxed form: every cell is a candidate.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from msgspec import Struct

from scanners.values.atoms import NotUnderstood, byte_class, unmatched, widened
from scanners.values.syntax import (
    Again,
    Character,
    Choice,
    Look,
    Part,
    Place,
    Repeat,
    Sequence,
    read,
)

_PLACES = {
    "word": r"(?-u:\b)",
    "line start": "(?m:^)",
    "line end": "(?m:$)",
    "start": r"\A",
    "end": r"\z",
}
_ANYTHING = r"[\x00-\x7f]*"
_MOST_OPEN = 16
"""Where a repetition may vary by more than this it may vary at will; an automaton stays small."""
_MOST_LEAST = 64


@cache
def relaxed(pattern: str, flags: int) -> str | None:
    """The pattern for the Rust regex crate on projected text, None if it is not understood.

    `flags` are those of the `regex` module. Matches of nothing are not looked for: nobody counts
    them.
    """
    return _relaxed(pattern, flags, byte_class)


@cache
def coarse(pattern: str, flags: int) -> str | None:
    """The relaxed pattern with any digit for a digit and any letter for one of several letters.

    What `relaxed` finds, this finds as well. Hundreds of such patterns in one automaton share
    their states, so that one pass over the text looks for all of them.
    """
    return _relaxed(pattern, flags, _coarse_class)


def _coarse_class(found: str) -> str:
    return byte_class(widened(found))


def _relaxed(pattern: str, flags: int, as_class: Callable[[str], str]) -> str | None:
    try:
        return _Writer(as_class).written(read(pattern, flags), start=True, end=True)
    except NotUnderstood:
        return None


class _Writer(Struct, frozen=True):
    as_class: Callable[[str], str]

    def written(self, part: Part, *, start: bool, end: bool) -> str:
        """A part as text; `start` and `end` say that nothing of the pattern is before or after."""
        match part:
            case Character():
                return self.as_class(part.found)
            case Choice():
                texts = dict.fromkeys(
                    self.written(each, start=start, end=end) for each in part.parts
                )
                return texts.popitem()[0] if len(texts) == 1 else f"(?:{'|'.join(texts)})"
            case Sequence():
                return self._sequence(part.parts, start, end)
            case Repeat():
                return self._repeat(part, start, end)
            case Place():
                return _PLACES[part.what]
            case Look():
                return self._look(part, start, end)
            case Again() if part.part is not None and _plain(part.part):
                return self.written(part.part, start=False, end=False)
        return _ANYTHING

    def _sequence(self, parts: tuple[Part, ...], start: bool, end: bool) -> str:
        kept = list(parts)
        while start and kept and isinstance(kept[0], Repeat) and kept[0].least == 0:
            kept.pop(0)
        while end and kept and isinstance(kept[-1], Repeat) and kept[-1].least == 0:
            kept.pop()
        last = len(kept) - 1
        return "".join(
            self.written(each, start=start and number == 0, end=end and number == last)
            for number, each in enumerate(kept)
        )

    def _repeat(self, part: Repeat, start: bool, end: bool) -> str:
        least, most = part.least, part.most
        if start or end:
            most = least
        if least > _MOST_LEAST:
            least, most = _MOST_LEAST, None
        inner = "" if most == 0 else self.written(part.part, start=False, end=False)
        if not inner or (least, most) == (1, 1):
            return inner
        if most is not None and most - least > _MOST_OPEN:
            most = None
        once = inner if isinstance(part.part, Character) else f"(?:{inner})"
        if most is None:
            return once + {0: "*", 1: "+"}.get(least, f"{{{least},}}")
        return once + (f"{{{least}}}" if least == most else f"{{{least},{most}}}")

    def _look(self, part: Look, start: bool, end: bool) -> str:
        if not (end if part.ahead else start):
            return ""
        if not part.negative:
            return self.written(part.part, start=not part.ahead, end=part.ahead)
        if isinstance(part.part, Character):
            edge = r"\z" if part.ahead else r"\A"
            others = self.as_class(unmatched(part.part.atom, part.part.flags))
            return f"(?:{edge}|{others})"
        return ""


def _plain(part: Part) -> bool:
    """Whether whatever equals a match of the part matches it, wherever it stands."""
    match part:
        case Character():
            return True
        case Sequence() | Choice():
            return all(map(_plain, part.parts))
        case Repeat():
            return _plain(part.part)
    return False
