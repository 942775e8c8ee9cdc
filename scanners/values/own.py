"""The recognizers of `scanners.recognizers` as detectors, and the patterns of a team's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol

import regex

from governance.in_force import in_force
from scanners.values.detectors import Detector, Form, Match


class Recognizer(Protocol):
    """What is used of a `scanners.recognizers.recognizer.Recognizer`."""

    name: str
    title: str
    category: str
    kind: str | None
    pattern: str
    alone: float
    share: float
    valid: Callable[[str], bool] | None
    bucket: Callable[[str], int] | None
    judge: Callable[[Mapping[int, int]], float] | None


@cache
def detectors() -> tuple[Detector, ...]:
    """A detector for each of our recognizers, sorted by name."""
    found = import_module("scanners.recognizers").recognizers()
    return tuple(detector(each) for each in found)


def of_team() -> tuple[Detector, ...]:
    """A detector for each pattern of `detection:` in lictor.yml that is in force."""
    return tuple(
        _made(f"own/{each.name}", each.name, each.category, each.kind, each.pattern, each.alone)
        for each in in_force().patterns
    )


def words() -> Mapping[str, tuple[str, ...]]:
    """Words in names that speak for a detector, by its name."""
    found = import_module("scanners.recognizers").recognizers()
    own = {f"own/{each.name}": each.words for each in in_force().patterns}
    return {**{each.name: each.words for each in found}, **own}


def detector(recognizer: Recognizer) -> Detector:
    """The detector for one recognizer: its pattern, and what it takes for valid."""
    return _made(
        recognizer.name,
        recognizer.title,
        recognizer.category,
        recognizer.kind,
        recognizer.pattern,
        recognizer.alone,
        share=recognizer.share,
        valid=recognizer.valid,
        bucket=recognizer.bucket,
        judge=recognizer.judge,
    )


def _made(
    name: str,
    title: str,
    category: str,
    kind: str | None,
    written: str,
    alone: float,
    *,
    share: float | None = None,
    valid: Callable[[str], bool] | None = None,
    bucket: Callable[[str], int] | None = None,
    judge: Callable[[Mapping[int, int]], float] | None = None,
) -> Detector:
    pattern = regex.compile(written)

    def find(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        return tuple(
            Match(*each.span(), 1.0)
            for each in pattern.finditer(cell)
            if each[0] and (valid is None or valid(each[0]))
        )

    return Detector(
        name=name,
        title=title,
        category=category,
        kind=kind,
        forms=(Form(written, pattern.flags),),
        find=find,
        alone=alone,
        share=share,
        bucket=bucket,
        judge=judge,
    )
