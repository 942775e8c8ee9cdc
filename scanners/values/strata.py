"""Detectors in three strata, each with one automaton that rules cells out.

What a plain number, date or word can match is *loose*, the rest *strict*; *slow* are detectors that
take a millisecond a cell. They are counted and
sampled apart: a column of a million numbers is full of candidates for account numbers, and three
addresses among them must not be lost in these.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import polars as pl
from msgspec import Struct

from scanners.values.detectors import Detector

Name = Literal["strict", "loose", "slow"]

PLAIN = (
    *(("7316" * 8)[:length] for length in range(1, 25)),
    *("2024-03-05", "2024-03-05 11:22:33", "2024-03-05T11:22:33.123456+00:00", "5.3.2024", "11:22"),
    *("12.50", "-3", "1,234.50", "2.5e-07", "true", "A1", "item 12 of 30", "sku_12345", "AB12345"),
    *("ABC-1234", "e3b0c442" * 4, "c0ffee00-1234-4abc-8def-0123456789ab"),
    *("warehouses", "extraordinarily", "the lamp of the panel was sent, with a hinge."),
)
"""What any table is full of."""

_EVERYTHING = ""


class Stratum(Struct, frozen=True):
    """Detectors of one sort, and what a cell must match for one of them to look at it."""

    name: Name
    detectors: tuple[Detector, ...]
    coarse: str


def strata(detectors: tuple[Detector, ...]) -> tuple[Stratum, ...]:
    """The detectors, each in one stratum; a stratum without any is left out."""
    parts: dict[Name, list[Detector]] = {"strict": [], "loose": [], "slow": []}
    for detector in detectors:
        name: Name = "loose" if _plain(detector.coarse) else "strict"
        parts["slow" if detector.slow else name].append(detector)
    return tuple(
        Stratum(name, tuple(found), _union(name, tuple(found)))
        for name, found in parts.items()
        if found
    )


@cache
def _plain(coarse: str | None) -> bool:
    return coarse is None or bool(pl.Series(PLAIN).str.contains(coarse).any())


def _union(name: Name, detectors: tuple[Detector, ...]) -> str:
    forms = [each.coarse for each in detectors]
    known = [each for each in forms if each is not None]
    if len(known) < len(forms):
        return _EVERYTHING
    union = "|".join(dict.fromkeys(known))
    # to look for a first digit by other means is slow where nearly all cells have one
    return rf"\A[\x00-\x7f]*?(?:{union})" if name == "slow" else union
