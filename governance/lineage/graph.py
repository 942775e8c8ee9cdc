"""The graph of columns that edges make: where a column comes from, and where it goes.

An open edge (`t.*` → `v.*`) stands for an edge of every column that has no other: following it
from `v.email` leads to `t.email`. What decides about a table's rows (`t.id` influences `v.*`)
reaches each of its columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec import structs

from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef

Direction = Literal["upstream", "downstream"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge on the way from where a walk began; `depth` is 1 for those at its beginning.

    `seen` says that what is beyond it stands elsewhere in the walk already.
    """

    edge: Edge
    depth: int
    seen: bool


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
        named = any(edge.kind is EdgeKind.VALUE for edge in edges)
        for edge in (
            self._into.get(column.table_ref.column("*"), ()) if column.column != "*" else ()
        ):
            if edge.kind is EdgeKind.INFLUENCE:
                edges.append(structs.replace(edge, downstream=column))
            elif not named:
                edges.append(_of_column(edge, column.column, downstream=column))
        return sorted(edges, key=_values_first)

    def out_of(self, column: ColumnRef) -> list[Edge]:
        """The edges that a column feeds or influences something by, values first."""
        edges = list(self._from.get(column, ()))
        for edge in (
            self._from.get(column.table_ref.column("*"), ()) if column.column != "*" else ()
        ):
            down = edge.downstream
            if down.column == "*":
                down = down.table_ref.column(column.column)
                if any(e.kind is EdgeKind.VALUE for e in self._into.get(down, ())):
                    continue  # that column is made of something else
            edges.append(structs.replace(edge, upstream=column, downstream=down))
        return sorted(edges, key=_values_first)

    def walk(self, start: ColumnRef, direction: Direction) -> Iterator[Hop]:
        """Every edge that leads to, or from, a column; depth first, each column gone on from once.

        Influences are told and not gone on from: what decides about a decision carries nothing.
        """
        gone = {start}
        stack = [iter(self._next(start, direction))]
        while stack:
            edge = next(stack[-1], None)
            if edge is None:
                stack.pop()
                continue
            column = edge.upstream if direction == "upstream" else edge.downstream
            follow = edge.kind is EdgeKind.VALUE
            yield Hop(edge, len(stack), follow and column in gone)
            if follow and column not in gone:
                gone.add(column)
                stack.append(iter(self._next(column, direction)))

    def _next(self, column: ColumnRef, direction: Direction) -> list[Edge]:
        return self.into(column) if direction == "upstream" else self.out_of(column)


def _values_first(edge: Edge) -> bool:
    return edge.kind is EdgeKind.INFLUENCE


def _of_column(edge: Edge, name: str, downstream: ColumnRef) -> Edge:
    up = edge.upstream
    return structs.replace(
        edge,
        upstream=up.table_ref.column(name) if up.column == "*" else up,
        downstream=downstream,
    )
