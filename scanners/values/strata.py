"""Detectors in three strata, each with automata that rule cells out.

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

from scanners.values.detectors import Detector, taken

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
    """Detectors of one sort; a cell matches one of the forms if any of them might look at it."""

    name: Name
    detectors: tuple[Detector, ...]
    forms: tuple[str, ...]

    def possible(self, text: pl.Series) -> pl.Series:
        """Which projected cells are candidates, as booleans."""
        found = text.str.contains(self.forms[0])
        for form in self.forms[1:]:
            found |= text.str.contains(form)
        return found


def strata(detectors: tuple[Detector, ...]) -> tuple[Stratum, ...]:
    """The detectors, each in one stratum; a stratum without any is left out."""
    parts: dict[Name, list[Detector]] = {"strict": [], "loose": [], "slow": []}
    for detector in detectors:
        name: Name = "loose" if _plain(detector.coarse) else "strict"
        parts["slow" if detector.slow else name].append(detector)
    return tuple(
        Stratum(name, tuple(found), _forms(name, tuple(found)))
        for name, found in parts.items()
        if found
    )


@cache
def _plain(coarse: str | None) -> bool:
    return coarse is None or bool(pl.Series(PLAIN).str.contains(coarse).any())


def _forms(name: Name, detectors: tuple[Detector, ...]) -> tuple[str, ...]:
    found = [each.coarse for each in detectors]
    known = tuple(dict.fromkeys(form for form in found if form is not None))
    if None in found or "" in known:
        return (_EVERYTHING,)
    # to look for a first digit by other means is slow where nearly all cells have one
    start = r"\A[\x00-\x7f]*?" if name == "slow" else ""
    return tuple(start + form if start else form for form in packed(known))


def packed(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms together in one, or in as few as the engine takes."""
    union = f"(?:{'|'.join(forms)})"
    if len(forms) == 1 or taken(union):
        return (union,)
    middle = len(forms) // 2
    return (*packed(forms[:middle]), *packed(forms[middle:]))
