"""Walking the graph of columns."""

from __future__ import annotations

import pytest

from governance.lineage.graph import Graph
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef


def _graph(*texts):
    edges = []
    for text in texts:
        kind = EdgeKind.INFLUENCE if "~>" in text else EdgeKind.VALUE
        up, down = text.split(" ~> " if "~>" in text else " -> ")
        edges.append(Edge(_ref(up), _ref(down), Effect.IDENTITY, kind))
    return Graph(edges)


def _ref(text):
    table, _, column = text.rpartition(".")
    return ColumnRef("", "", table, column)


_SAID = {"above": " above", "below": " below", "circle": " circle", "cut": " cut"}


def _walk(graph, start, direction, depth=None):
    return [
        f"{'  ' * (hop.depth - 1)}{hop.column(direction)}{_SAID.get(hop.beyond, '')}"
        for hop in graph.walk(_ref(start), direction, depth=depth)
    ]


@pytest.mark.parametrize(
    ("edges", "start", "direction", "expected"),
    [
        (["a.x -> b.x", "b.x -> c.x"], "c.x", "upstream", ["b.x", "  a.x"]),
        (["a.x -> b.x", "b.x -> c.x"], "a.x", "downstream", ["b.x", "  c.x"]),
        (["a.x -> a.x"], "a.x", "upstream", ["a.x circle"]),
        (["a.x -> b.x", "b.x -> a.x"], "a.x", "upstream", ["b.x", "  a.x circle"]),
        (
            ["a.x -> b.x", "a.x -> c.x", "b.x -> d.x", "c.x -> d.x"],
            "d.x",
            "upstream",
            ["b.x", "  a.x", "c.x", "  a.x"],
        ),
        (
            ["a.x -> b.x", "b.x -> c.x", "b.x -> d.x", "c.x -> e.x", "d.x -> e.x"],
            "e.x",
            "upstream",
            ["c.x", "  b.x", "    a.x", "d.x", "  b.x above"],
        ),
        (["a.* -> b.*", "b.* -> c.*"], "c.x", "upstream", ["b.x", "  a.x"]),
        (["a.* -> b.*", "b.* -> c.*"], "a.x", "downstream", ["b.x", "  c.x"]),
        (["a.* -> b.*", "z.y -> b.x"], "b.x", "upstream", ["z.y"]),
        (["a.* -> b.*", "z.y -> b.x"], "a.x", "downstream", []),
        (["a.* -> b.k"], "a.x", "downstream", ["b.k"]),
        (["a.x -> b.x", "a.w ~> b.*", "q.w -> a.w"], "b.x", "upstream", ["a.x", "a.w"]),
        (["a.w ~> b.*"], "a.w", "downstream", ['b."*"']),
    ],
)
def test_walk(edges, start, direction, expected):
    assert _walk(_graph(*edges), start, direction) == expected


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (1, ["b.x cut", "d.x"]),
        (2, ["b.x", "  c.x cut", "d.x"]),
        (3, ["b.x", "  c.x", "    d.x", "d.x"]),
    ],
)
def test_a_walk_goes_as_deep_as_asked(depth, expected):
    graph = _graph("a.x -> b.x", "b.x -> c.x", "c.x -> d.x", "a.x -> d.x")
    assert _walk(graph, "a.x", "downstream", depth) == expected


def test_what_a_shorter_way_leads_to_is_not_cut():
    graph = _graph("a.x -> b.x", "b.x -> c.x", "a.x -> c.x", "c.x -> d.x", "d.x -> e.x")
    walked = _walk(graph, "a.x", "downstream", 3)
    assert walked == ["b.x", "  c.x below", "c.x", "  d.x", "    e.x"]


def test_walks_that_follow_each_other_go_on_from_a_column_once():
    graph = _graph("a.x -> b.x", "a.x -> b.y", "z.x -> a.x")
    gone = set()
    first = [hop.beyond for hop in graph.walk(_ref("b.x"), "upstream", gone=gone)]
    second = [hop.beyond for hop in graph.walk(_ref("b.y"), "upstream", gone=gone)]
    assert (first, second) == (["more", "nothing"], ["above"])


def test_a_long_chain_needs_no_deep_stack():
    graph = _graph(*(f"t{i}.x -> t{i + 1}.x" for i in range(5000)))
    assert len(_walk(graph, "t5000.x", "upstream")) == 5000


def test_a_ladder_is_walked_once():
    graph = _graph(*(f"t{i}.{a} -> t{i + 1}.{b}" for i in range(200) for a in "xy" for b in "xy"))
    assert len(_walk(graph, "t0.x", "downstream")) <= 800
