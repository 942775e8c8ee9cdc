"""Every case of routines.yml: bodies of functions, procedures, triggers, blocks, and their edges.

Each case stands beside `crm.customers (id, email, phone, born)` and `staging.t (a, b)`. Edges are
listed without influences, unless the case says `influence`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

_TABLES = """
CREATE TABLE crm.customers (id int, email varchar(80), phone varchar(80), born date);
CREATE TABLE staging.t (a varchar(80), b varchar(80));
"""


def _cases() -> Iterator[Any]:
    file = Path(__file__).with_name("routines.yml")
    for case in yaml.safe_load(file.read_text("utf-8")):
        yield pytest.param(case, id=f"{case.get('dialect', 'postgres')}: {case['name']}")


@pytest.mark.parametrize("case", list(_cases()))
def test_routine(case: dict[str, Any], read: Any) -> None:
    written = case["files"] if "files" in case else {"1.sql": case["sql"]}
    found = read({"0.sql": _TABLES} | written, case.get("dialect", "postgres"))
    edges = sorted(
        f"{edge.upstream.name} -> {edge.downstream.name} {edge.effect.value}".lower()
        for edge in found.edges
        if edge.kind.value == "value" or case.get("influence")
    )
    assert edges == sorted(case.get("edges", []))
    assert [problem.message for problem in found.problems] == case.get("problems", [])
    assert len(found.notices) == len(case.get("notices", []))
    for notice, part in zip(found.notices, case.get("notices", []), strict=True):
        assert part in notice
    assert found.coverage.routines == case.get("not followed", 0)
    for place, line in case.get("places", {}).items():
        lines = {edge.location.line for edge in found.edges if edge.downstream.name == place}
        assert lines == {line}
