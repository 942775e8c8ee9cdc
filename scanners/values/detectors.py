"""What looks for one sort of thing in a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import polars as pl
import regex
from msgspec import Struct

from scanners.values.relaxation import coarse, relaxed


class Match(Struct, frozen=True, order=True):
    """Where in a cell something stands, in characters, and how sure that is, between 0 and 1."""

    start: int
    end: int
    score: float


class Form(Struct, frozen=True):
    """A pattern of the `regex` module and its flags; whatever is found, it matches there."""

    pattern: str
    flags: int = int(regex.U)


class Undecided(Exception):  # noqa: N818 - no error of ours: a recognizer gave up on a cell
    """A recognizer could not look at a cell. Says nothing about it."""


class Detector(Struct, frozen=True):
    """What looks for one sort of thing.

    `name` is unique; `title` is what a person reads. `category` is a key of the taxonomy, "none"
    for what is not personal by itself, `kind` a finer sort or None. `find(cell, context)` gives
    all that it finds in a cell of a column whose names, in words, are the context; it raises
    `Undecided` if it cannot look. `forms`, one of which matches wherever it finds something, rule
    cells out before. `enough` is the score from which on a match is counted. `alone` and `share`
    are as in `scanners.recognizers`, None where nobody said. `bucket` and `judge` are for what
    only a column as a whole can tell. What is `slow`, a thousand cells a second or fewer, sees
    fewer of the values of a column that has very many.
    """

    name: str
    title: str
    category: str
    kind: str | None
    forms: tuple[Form, ...]
    find: Callable[[str, tuple[str, ...]], tuple[Match, ...]]
    enough: float = 0.0
    alone: float | None = None
    share: float | None = None
    bucket: Callable[[str], int] | None = None
    judge: Callable[[Mapping[int, int]], float] | None = None
    slow: bool = False

    @property
    def relaxed(self) -> str | None:
        """For the fast engine; None if some form cannot be relaxed: every cell is a candidate."""
        return _either(self.forms, relaxed)

    @property
    def coarse(self) -> str | None:
        """The same, finding more, for one automaton with many others."""
        return _either(self.forms, coarse)


@cache
def taken(form: str) -> bool:
    """Whether the engine takes the form; it refuses what would need too much memory."""
    try:
        pl.Series([""]).str.contains(form)
    except pl.exceptions.ComputeError:
        return False
    return True


def _either(forms: tuple[Form, ...], relax: Callable[[str, int], str | None]) -> str | None:
    found = [relax(form.pattern, form.flags) for form in forms]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    union = "|".join(dict.fromkeys(known))
    return union if taken(union) else None
