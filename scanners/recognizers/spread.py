"""How a column's values are spread, from counts by whole number."""

from __future__ import annotations

from collections.abc import Mapping


def share_between(counts: Mapping[int, int], least: int, most: int) -> float:
    """The share of the values from `least` to `most`, both included; 0.0 of nothing."""
    total = sum(counts.values())
    inside = sum(count for value, count in counts.items() if least <= value <= most)
    return inside / total if total else 0.0


def span_of_most(counts: Mapping[int, int], part: float) -> int:
    """From which to which number the middle `part` of the values lies, as a difference."""
    total = sum(counts.values())
    cut, seen, low = total * (1 - part) / 2, 0, 0
    ordered = sorted(counts)
    for value in ordered:
        seen += counts[value]
        if seen > cut:
            low = value
            break
    seen = 0
    for value in reversed(ordered):
        seen += counts[value]
        if seen > cut:
            return value - low
    return 0
