"""Boxes of several heights in layers from left to right, and the lanes of lines between them.

The way of Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical system
structures", 1981): turn around what closes a circle, put each box behind all that lead to it, give
lines that pass a layer a lane in it, order each layer by the middle of its neighbours, and then
move boxes towards these. Positions are in pixels. The same graph always gives the same picture.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

SWEEPS = 12
MOST_LANES = 20_000
"""Beyond that, lines pass behind boxes: a picture of so many has no reader."""

LINE = 4.0
"""Pixels between two lines in a lane."""

WIDEST_LANE = 18
"""Lines beyond that share their way with others."""

_GAP, _LANE_GAP = 26.0, 6.0


class Layout(Struct, frozen=True):
    """Where everything is.

    `layer` and `top` are of each box. `lanes` are, for each pair of boxes that a line joins over
    layers between them, the layers that it passes, in its direction, and the top of its lane.
    `turned` are the pairs whose lines go from right to left. `height` is that of the whole.
    """

    layer: tuple[int, ...]
    top: tuple[float, ...]
    lanes: Mapping[tuple[int, int], tuple[tuple[int, float], ...]]
    turned: frozenset[tuple[int, int]]
    height: float

    @property
    def layers(self) -> int:
        """How many there are."""
        return max(self.layer, default=-1) + 1


def layout(heights: Sequence[float], pairs: Mapping[tuple[int, int], int]) -> Layout:
    """Lay out boxes of those heights; `pairs` are those that lines join, with their number."""
    joined = {pair: number for pair, number in pairs.items() if pair[0] != pair[1]}
    turned = _against(len(heights), joined)
    layer = _layers(len(heights), [(b, a) if (a, b) in turned else (a, b) for a, b in joined])
    graph = _Graph(heights, layer)
    lanes: dict[tuple[int, int], list[int]] = {}
    for pair, number in joined.items():
        start, end = (pair[1], pair[0]) if pair in turned else pair
        lanes[pair] = graph.join(start, end, min(number, WIDEST_LANE) * LINE)
    graph.order()
    graph.place()
    top = min(graph.y, default=0.0)
    return Layout(
        tuple(layer),
        tuple(y - top for y in graph.y[: len(heights)]),
        {
            pair: tuple(
                (graph.layer[lane], graph.y[lane] - top)
                for lane in (reversed(found) if pair in turned else found)
            )
            for pair, found in lanes.items()
        },
        turned,
        max((y + h for y, h in zip(graph.y, graph.height, strict=True)), default=0.0) - top,
    )


def _against(count: int, pairs: Mapping[tuple[int, int], int]) -> frozenset[tuple[int, int]]:
    """The pairs that go against an order in which few lines do.

    Greedy: what nothing is left to come from is put to the left, what nothing is left to go to is
    put to the right, and in a circle whatever goes more than it comes is put to the left (Eades,
    Lin and Smyth, "A fast and effective heuristic for the feedback arc set problem", 1993).
    """
    out: list[dict[int, int]] = [{} for _ in range(count)]
    into: list[dict[int, int]] = [{} for _ in range(count)]
    for (start, end), number in pairs.items():
        out[start][end] = number
        into[end][start] = number
    left: list[int] = []
    right: list[int] = []
    remaining = dict.fromkeys(range(count))
    ready = [box for box in remaining if not out[box] or not into[box]]
    while remaining:
        if ready:
            box = ready.pop()
            if box not in remaining:
                continue
            (left if out[box] else right).append(box)
        else:
            box = max(
                remaining, key=lambda box: (sum(out[box].values()) - sum(into[box].values()), -box)
            )
            left.append(box)
        del remaining[box]
        for end in out[box]:
            del into[end][box]
            if not into[end]:
                ready.append(end)
        for start in into[box]:
            del out[start][box]
            if not out[start]:
                ready.append(start)
    place = {box: at for at, box in enumerate([*left, *reversed(right)])}
    return frozenset(pair for pair in pairs if place[pair[0]] > place[pair[1]])


def _layers(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Each box behind all that lead to it; one that nothing leads to right before its nearest."""
    out: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for start, end in pairs:
        out[start].append(end)
        waits[end] += 1
    first = [box for box in range(count) if not waits[box]]
    layer = [0] * count
    ready = list(first)
    while ready:
        box = ready.pop()
        for end in out[box]:
            layer[end] = max(layer[end], layer[box] + 1)
            waits[end] -= 1
            if not waits[end]:
                ready.append(end)
    for box in first:
        if out[box]:
            layer[box] = min(layer[end] for end in out[box]) - 1
    return layer


class _Graph:
    """Boxes and lanes as nodes, each in a layer; edges join neighbouring layers only."""

    def __init__(self, heights: Sequence[float], layer: Sequence[int]) -> None:
        self.height = list(heights)
        self.layer = list(layer)
        self._boxes = len(heights)
        self._above: list[list[int]] = [[] for _ in heights]
        self._below: list[list[int]] = [[] for _ in heights]
        self._rows: list[list[int]] = []
        self.y: list[float] = []

    def join(self, start: int, end: int, height: float) -> list[int]:
        """The lanes of a line from a box to one in a later layer."""
        between = range(self.layer[start] + 1, self.layer[end])
        if len(self.height) - self._boxes + len(between) > MOST_LANES:
            return []
        lanes = []
        before = start
        for layer in between:
            lane = len(self.height)
            self.height.append(height)
            self.layer.append(layer)
            self._above.append([])
            self._below.append([])
            self._link(before, lane)
            lanes.append(lane)
            before = lane
        self._link(before, end)
        return lanes

    def _link(self, start: int, end: int) -> None:
        self._below[start].append(end)
        self._above[end].append(start)

    def order(self) -> None:
        """Order each layer so that few lines cross."""
        rows: list[list[int]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        for node in self._depth_first():
            rows[self.layer[node]].append(node)
        best, least = rows, self._crossings(rows)
        for sweep in range(SWEEPS):
            if not least:
                break
            rows = self._swept([list(row) for row in rows], down=sweep % 2 == 0)
            crossings = self._crossings(rows)
            if crossings < least:
                best, least = rows, crossings
        self._rows = best

    def _depth_first(self) -> Iterable[int]:
        seen = [False] * len(self.height)
        for root in sorted(range(len(self.height)), key=lambda node: (self.layer[node], node)):
            stack = [root]
            while stack:
                node = stack.pop()
                if not seen[node]:
                    seen[node] = True
                    yield node
                    stack += reversed(self._below[node])

    def _swept(self, rows: list[list[int]], *, down: bool) -> list[list[int]]:
        place = {node: at for row in rows for at, node in enumerate(row)}
        beside = self._above if down else self._below
        for row in rows if down else reversed(rows):
            middle = {
                node: (
                    sum(place[other] for other in beside[node]) / len(beside[node])
                    if beside[node]
                    else float(place[node])
                )
                for node in row
            }
            row.sort(key=middle.__getitem__)
            place.update((node, at) for at, node in enumerate(row))
        return rows

    def _crossings(self, rows: Sequence[Sequence[int]]) -> int:
        """How many pairs of lines cross: inversions, counted by insertion into a sorted list."""
        total = 0
        for row, following in pairwise(rows):
            place = {node: at for at, node in enumerate(following)}
            passed: list[int] = []
            for node in row:
                ends = sorted(place[end] for end in self._below[node])
                total += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    passed.insert(bisect_right(passed, end), end)
        return total

    def place(self) -> None:
        """Move boxes towards the middle of their neighbours; the order stays."""
        self.y = [0.0] * len(self.height)
        for row in self._rows:
            self._settle(row, [0.0] * len(row))
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            for row in self._rows if down else reversed(self._rows):
                beside = self._above if down else self._below
                self._settle(row, [self._wish(node, beside[node]) for node in row])

    def _wish(self, node: int, beside: Sequence[int]) -> float:
        if not beside:
            return self.y[node]
        middle = sum(self.y[other] + self.height[other] / 2 for other in beside) / len(beside)
        return middle - self.height[node] / 2

    def _settle(self, row: Sequence[int], wishes: Sequence[float]) -> None:
        """The tops nearest to what is wished, none over another (pooling adjacent violators)."""
        offset = 0.0
        offsets = []
        pools: list[list[float]] = []  # sum, number of nodes
        for node, wish in zip(row, wishes, strict=True):
            offsets.append(offset)
            pools.append([wish - offset, 1])
            while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
                total, number = pools.pop()
                pools[-1][0] += total
                pools[-1][1] += number
            offset += self.height[node] + (_GAP if node < self._boxes else _LANE_GAP)
        at = 0
        for total, number in pools:
            for _ in range(int(number)):
                self.y[row[at]] = total / number + offsets[at]
                at += 1
