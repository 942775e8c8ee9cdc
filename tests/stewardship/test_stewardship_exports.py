"""Exports in which anything stands where something else should: what is broken stops nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.stewardship.base import Candidate
from governance.stewardship.formats import datahub, openmetadata
from governance.stewardship.written import Written

CASES = yaml.safe_load((Path(__file__).parent / "formats.yml").read_text(encoding="utf-8"))
DATAHUB = json.loads(CASES["change proposals of DataHub"]["text"])
OPENMETADATA = json.loads(CASES["tables of OpenMetadata as a page of its API"]["text"])
ODD: list[Any] = [None, True, 0, -1.5, "", "x", [], [None], [[]], {}, {"": None}, {"a": [1]}]


def _damaged(value: Any, draw: st.DrawFn, left: list[int]) -> Any:
    """The value with things in the place of others, at places that chance chooses."""
    if left[0] and draw(st.integers(0, 11)) == 0:
        left[0] -= 1
        return draw(st.sampled_from(ODD))
    if isinstance(value, dict):
        return {key: _damaged(inner, draw, left) for key, inner in value.items()}
    return [_damaged(inner, draw, left) for inner in value] if isinstance(value, list) else value


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> str:
    return json.dumps(_damaged(whole, draw, [4]))


@settings(max_examples=200, deadline=None)
@given(damaged(DATAHUB))
def test_damaged_proposals(text: str) -> None:
    assert isinstance(datahub.read(Candidate("x.json", text.encode())), Written)


@settings(max_examples=200, deadline=None)
@given(damaged(OPENMETADATA))
def test_damaged_tables(text: str) -> None:
    assert isinstance(openmetadata.read(Candidate("x.json", text.encode())), Written)
