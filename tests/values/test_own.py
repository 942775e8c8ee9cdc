"""Our own recognizers are detectors like Presidio's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from scanners.values import own, presidio
from scanners.values.detectors import Match
from scanners.values.kernel import Kernel
from scanners.values.looked import looked


def recognizer(pattern: str, valid: Callable[[str], bool] | None = None) -> SimpleNamespace:
    """A recognizer as `scanners.recognizers` describes it."""
    return SimpleNamespace(
        name="world/badge",
        title="A badge number",
        category="person_id",
        kind=None,
        pattern=pattern,
        alone=0.7,
        share=0.5,
        valid=valid,
        bucket=None,
        judge=None,
    )


def test_only_valid_matches_are_found() -> None:
    badge = own.detector(recognizer(r"\bB\d{4}\b", lambda text: int(text[1:]) % 7 == 0))
    assert badge.find("B0014 and B0015, B0021", ()) == (Match(0, 5, 1.0), Match(17, 22, 1.0))
    assert (badge.alone, badge.share, badge.category) == (0.7, 0.5, "person_id")


@pytest.mark.parametrize(
    ("pattern", "cells"),
    [
        (r"\bB\d{4}\b", ["B1234", "b1234", "xB12345"]),
        (r"(?i)\bb\d{4}\b", ["B1234", "b123٤", "xB12345"]),
        (r"(?<![\w])№\d+", ["№12", "a№12", "no 12"]),
        (r"\d*", ["12", "x", "٣"]),
    ],
)
def test_what_is_ruled_out_is_what_it_would_not_find(pattern: str, cells: list[str]) -> None:
    badge = own.detector(recognizer(pattern))
    kernel = Kernel((*presidio.detectors(), badge), seed=1)
    column = looked(kernel.counts([{"c": cells}]), kernel.detectors)[0]
    found = sum(hit.rows for hit in column.hits if hit.detector == badge.name)
    assert found == sum(bool(badge.find(cell, ())) for cell in cells) > 0


def test_all_of_them_are_there() -> None:
    pytest.importorskip("scanners.recognizers", reason="built in another part of this issue")
    found = own.detectors()
    assert len({each.name for each in found}) == len(found) > 0
    assert all(each.coarse is not None for each in found)
