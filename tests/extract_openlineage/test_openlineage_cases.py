"""What events become: the cases of cases/edges.yml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from .conftest import edges, event, lines, table

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "edges.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_edges(case, extracted):
    content = lines([event(each) for each in case["events"]])
    others = [
        replace(made, query=made.ref.name in case.get("queries", []))
        for made in map(table, case.get("others", []))
    ]
    made = extracted({"a.jsonl": content}, others, case.get("namespaces"))
    assert edges(made) == case["edges"]
    assert made.problems == ()
    assert len(made.notices) == case.get("notices", 0)
    assert all(edge.location.file == "events/a.jsonl" for edge in made.edges)
