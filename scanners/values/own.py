"""The recognizers of `scanners.recognizers` as detectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol

import regex

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


def detector(recognizer: Recognizer) -> Detector:
    """The detector for one recognizer: its pattern, and what it takes for valid."""
    pattern, valid = regex.compile(recognizer.pattern), recognizer.valid

    def find(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        return tuple(
            Match(*each.span(), 1.0)
            for each in pattern.finditer(cell)
            if each[0] and (valid is None or valid(each[0]))
        )

    return Detector(
        name=recognizer.name,
        title=recognizer.title,
        category=recognizer.category,
        kind=recognizer.kind,
        forms=(Form(recognizer.pattern, pattern.flags),),
        find=find,
        alone=recognizer.alone,
        share=recognizer.share,
        bucket=recognizer.bucket,
        judge=recognizer.judge,
    )
