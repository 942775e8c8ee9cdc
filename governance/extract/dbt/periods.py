"""How long rows are kept, as people write it: "90 days", "2 years", "P2Y", 730."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "quarter": 365 / 4, "year": 365.0}
_SHORT = {"d": "day", "w": "week", "m": "month", "mo": "month", "q": "quarter", "y": "year"} | {
    "yr": "year",
    "wk": "week",
    "mon": "month",
    "mth": "month",
}
_LONGEST = 1_000_000
"""Days; more is a way to write "for ever"."""
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)[\s_-]*([a-z]*)\.?")
_ISO = re.compile(r"p(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?", re.IGNORECASE)


def days(value: Any, unit: str = "day") -> int | None:
    """A period in days, None when it is none (or one without end).

    `unit` is what a bare number counts. A year has 365 days, a month a twelfth of that; ISO 8601
    durations and mappings of units to numbers (`{years: 2}`, `{period: 2, unit: years}`) are read.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _whole(value, unit) if abs(value) < _LONGEST else None
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if not isinstance(value, str):
        return None
    text = value.strip().lower()
    found = _WRITTEN.fullmatch(text)
    if found:
        named = _unit(found[2]) if found[2] else unit
        return _whole(float(found[1]), named) if named else None
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        units = ("year", "month", "week", "day")
        total = sum(
            float(number) * _DAYS[each]
            for number, each in zip(iso.groups(), units, strict=True)
            if number
        )
        return _whole(total, "day")
    return None


def _of_mapping(value: Mapping[Any, Any]) -> int | None:
    said = {str(key).lower(): entry for key, entry in value.items()}
    named = next((said[key] for key in ("unit", "units", "period") if key in said), None)
    for key in ("value", "count", "duration", "period", "number"):
        number = said.get(key)
        if isinstance(number, int | float) and not isinstance(number, bool):
            unit = _unit(str(named)) if isinstance(named, str) else None
            return _whole(number, unit or "day")
    units = [(unit, entry) for key, entry in said.items() if (unit := _unit(key))]
    if len(units) == 1 and isinstance(units[0][1], int | float):
        return _whole(units[0][1], units[0][0])
    return None


def _unit(word: str) -> str | None:
    word = word.strip().lower()
    word = _SHORT.get(word, word)
    return word if word in _DAYS else next((u for u in _DAYS if word in (f"{u}s", f"{u}(s)")), None)


def _whole(number: float, unit: str) -> int | None:
    length = number * _DAYS[unit]
    return round(length) if 0.5 < length < _LONGEST else None
