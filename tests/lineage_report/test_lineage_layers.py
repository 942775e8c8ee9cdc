"""The layout of pictures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from governance.report.lineage.layers import layout

GRAPHS = st.integers(1, 14).flatmap(
    lambda count: st.tuples(
        st.lists(st.floats(20, 200), min_size=count, max_size=count),
        st.dictionaries(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)),
            st.integers(1, 30),
            max_size=40,
        ),
    )
)


@given(GRAPHS)
def test_every_picture(graph):
    heights, pairs = graph
    found = layout(heights, pairs)
    assert found == layout(heights, pairs)
    assert min(found.top) >= 0
    for start, end in pairs:
        if start == end:
            continue
        if (start, end) in found.turned:
            start, end = end, start
        assert found.layer[start] < found.layer[end]
    for one in range(len(heights)):
        for other in range(one):
            if found.layer[one] == found.layer[other]:
                upper, lower = sorted((one, other), key=lambda box: found.top[box])
                assert found.top[upper] + heights[upper] < found.top[lower]


@given(GRAPHS)
def test_lines_over_layers_have_lanes_that_no_box_covers(graph):
    heights, pairs = graph
    found = layout(heights, pairs)
    for (start, end), lanes in found.lanes.items():
        step = -1 if (start, end) in found.turned else 1
        layers = list(range(found.layer[start] + step, found.layer[end], step))
        assert [layer for layer, _ in lanes] == layers
        for layer, top in lanes:
            for box, height in enumerate(heights):
                if found.layer[box] == layer:
                    assert not found.top[box] <= top <= found.top[box] + height


@given(st.permutations(range(7)))
def test_without_circles_nothing_is_turned(order):
    pairs = {(order[a], order[b]): 1 for a in range(7) for b in range(a + 1, 7) if (a + b) % 3}
    assert not layout([10.0] * 7, pairs).turned


def test_the_thinner_way_of_a_circle_is_turned():
    assert layout([10.0] * 3, {(0, 1): 5, (1, 2): 5, (2, 0): 1}).turned == {(2, 0)}
    assert layout([10.0] * 3, {(0, 1): 1, (1, 2): 5, (2, 0): 5}).turned == {(0, 1)}


def test_nothing_and_one():
    assert layout([], {}).layers == 0
    one = layout([30.0], {(0, 0): 3})
    assert (one.layers, one.top, one.height) == (1, (0.0,), 30.0)


def test_lines_that_need_not_cross_do_not():
    found = layout([20.0] * 6, {(0, 5): 1, (1, 4): 1, (2, 3): 1})
    order = [sorted(boxes, key=lambda box: found.top[box]) for boxes in ([0, 1, 2], [3, 4, 5])]
    assert [{0: 5, 1: 4, 2: 3}[box] for box in order[0]] == order[1]


def test_a_long_chain_needs_no_deep_stack():
    found = layout([20.0] * 5000, {(n, n + 1): 1 for n in range(4999)})
    assert found.layers == 5000
