"""Each case: SQL in a dialect, a schema, and every edge that comes out, with its place.

`a -> b derived @2:8` is a value edge, `a ~> b @2:8` an influence; "restores" is written where
protection is undone; `t.*` below `~>` is an influence on the rows of `t`. A case without `edges`
is not understood. `columns`, `unresolved` and `open` are checked where they are given.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from governance.lineage.reduced import NotUnderstood
from governance.model.lineage import EdgeKind

_CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "cases").rglob("*.yaml"))
    for case in yaml.safe_load(file.read_text())
]


def _written(edge):
    star = edge.downstream.table_ref.name if edge.downstream.table else ""
    down = edge.downstream.name if edge.downstream.table else edge.downstream.column
    if edge.downstream.column == "*":
        down = f"{star}.*" if star else "*"
    up = f"{edge.upstream.table_ref.name}.*" if edge.upstream.column == "*" else edge.upstream.name
    place = f"@{edge.location.line}:{edge.location.column}"
    if edge.kind is EdgeKind.INFLUENCE:
        return f"{up} ~> {down} {place}"
    restores = " restores" if edge.restores else ""
    return f"{up} -> {down} {edge.effect}{restores} {place}"


@pytest.mark.parametrize("case", _CASES)
def test_case(case, lineage):
    arguments = case["sql"], case.get("dialect", "postgres"), case.get("schema")
    if "edges" not in case:
        with pytest.raises(NotUnderstood):
            lineage(*arguments)
        return
    found = lineage(*arguments)
    assert [_written(edge) for one in found for edge in one.edges] == case["edges"]
    assert any(one.open for one in found) == case.get("open", False)
    told = [
        f"{u.name}: {', '.join(map(str, u.candidates))}" for one in found for u in one.unresolved
    ]
    assert told == case.get("unresolved", [])
    if "columns" in case:
        named = [f"{c.name} {c.type}".strip() for one in found for c in one.columns]
        assert named == case["columns"]
