"""The graph of columns that edges make: where a column comes from, and where it goes.

An open edge (`t.*` → `v.*`) stands for an edge of every column that has no other: following it
from `v.email` leads to `t.email`. What decides about a table's rows (`t.id` influences `v.*`)
reaches each of its columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Literal

from msgspec import Struct, structs

from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef

Direction = Literal["upstream", "downstream"]

Beyond = Literal["more", "nothing", "above", "below", "circle", "cut", "influence"]
"""What is beyond a hop.

more: the hops that follow, one deeper; nothing: no edge that is known; above, below: hops that
stand elsewhere in the walk; circle: the way the walk came; cut: edges, deeper than was asked for;
influence: whatever it is, it is not gone on to.
"""


class Hop(Struct, frozen=True, gc=False):
    """One edge on the way from where a walk began; `depth` is 1 for those at its beginning."""

    edge: Edge
    depth: int
    beyond: Beyond

    def column(self, direction: Direction) -> ColumnRef:
        """The end of the edge that the walk comes to."""
        return self.edge.upstream if direction == "upstream" else self.edge.downstream


class Graph:
    """Edges, found by either end. Building and walking take time linear in their number."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._into: dict[ColumnRef, list[Edge]] = defaultdict(list)
        self._from: dict[ColumnRef, list[Edge]] = defaultdict(list)
        for edge in edges:
            self._into[edge.downstream].append(edge)
            self._from[edge.upstream].append(edge)

    def columns(self, table: TableRef) -> tuple[ColumnRef, ...]:
        """The columns of a table that any edge names, sorted."""
        ends = self._into.keys() | self._from.keys()
        return tuple(sorted(c for c in ends if c.table_ref == table and c.column != "*"))

    def into(self, column: ColumnRef) -> list[Edge]:
        """The edges that feed or influence a column, values first."""
        edges = list(self._into.get(column, ()))
        if column.column != "*":
            named = any(edge.kind is EdgeKind.VALUE for edge in edges)
            for edge in self._into.get(_star(column), ()):
                if edge.kind is EdgeKind.INFLUENCE:
                    edges.append(structs.replace(edge, downstream=column))
                elif not named:
                    edges.append(_of_column(edge, column.column, downstream=column))
        return sorted(edges, key=_most_telling_first)

    def out_of(self, column: ColumnRef) -> list[Edge]:
        """The edges that a column feeds or influences something by, the most telling first."""
        edges = list(self._from.get(column, ()))
        if column.column != "*":
            for edge in self._from.get(_star(column), ()):
                down = edge.downstream
                if down.column == "*":
                    down = down.table_ref.column(column.column)
                    if any(e.kind is EdgeKind.VALUE for e in self._into.get(down, ())):
                        continue  # that column is made of something else
                edges.append(structs.replace(edge, upstream=column, downstream=down))
        return sorted(edges, key=_most_telling_first)

    def next(self, column: ColumnRef, direction: Direction) -> list[Edge]:
        """One step: `into` for upstream, `out_of` for downstream."""
        return self.into(column) if direction == "upstream" else self.out_of(column)

    def walk(
        self,
        start: ColumnRef,
        direction: Direction,
        *,
        depth: int | None = None,
        gone: set[ColumnRef] | None = None,
    ) -> Iterator[Hop]:
        """Every edge that leads to, or from, a column; depth first, each column gone on from once.

        Influences are told and not gone on from: what decides about a decision carries nothing.
        With `depth` no hop is deeper, and a column is gone on from where it is least deep. `gone`
        are columns that earlier walks went on from; those of this one are added.
        """
        gone = set() if gone is None else gone
        near = None if depth is None else self._distances(start, direction, depth)
        deepest = inf if depth is None else depth
        path = [start]
        on_path = {start}
        gone.add(start)
        stack = [iter(self.next(start, direction))]
        while stack:
            edge = next(stack[-1], None)
            if edge is None:
                stack.pop()
                on_path.remove(path.pop())
                continue
            column = edge.upstream if direction == "upstream" else edge.downstream
            if edge.kind is EdgeKind.INFLUENCE:
                yield Hop(edge, len(stack), "influence")
                continue
            if column in gone:
                yield Hop(edge, len(stack), "circle" if column in on_path else "above")
                continue
            onward = self.next(column, direction)
            if not onward:
                yield Hop(edge, len(stack), "nothing")
            elif near is not None and near[column] < len(stack):
                yield Hop(edge, len(stack), "below")
            elif len(stack) >= deepest:
                yield Hop(edge, len(stack), "cut")
            else:
                gone.add(column)
                path.append(column)
                on_path.add(column)
                yield Hop(edge, len(stack), "more")
                stack.append(iter(onward))

    def _distances(
        self, start: ColumnRef, direction: Direction, depth: int
    ) -> dict[ColumnRef, int]:
        """The fewest steps to every column that `depth` steps along values reach."""
        near = {start: 0}
        front: Sequence[ColumnRef] = [start]
        for distance in range(1, depth + 1):
            reached = []
            for column in front:
                for edge in self.next(column, direction):
                    end = edge.upstream if direction == "upstream" else edge.downstream
                    if edge.kind is EdgeKind.VALUE and end not in near:
                        near[end] = distance
                        reached.append(end)
            front = reached
        return near


def _star(column: ColumnRef) -> ColumnRef:
    return ColumnRef(column.source, column.schema, column.table, "*")


def _most_telling_first(edge: Edge) -> tuple[bool, int]:
    return edge.kind is EdgeKind.INFLUENCE, edge.effect.rank


def _of_column(edge: Edge, name: str, downstream: ColumnRef) -> Edge:
    up = edge.upstream
    return structs.replace(
        edge,
        upstream=up.table_ref.column(name) if up.column == "*" else up,
        downstream=downstream,
    )
