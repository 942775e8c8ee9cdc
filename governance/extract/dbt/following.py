"""Models laid over what they read, each after those it reads: their columns and edges.

An ephemeral model is no table: what goes through it is composed into one edge over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from governance.extract.dbt.elsewhere import Elsewhere
from governance.lineage.effects import Transform
from governance.lineage.reduced import Query, Write
from governance.lineage.resolve import Relation, Resolution, resolve
from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef

PLACEHOLDER = re.compile(r"dbt_ref_(\d+)", re.IGNORECASE)
"""The names of tables that calls of a model stand for."""


def follow(
    query: Query,
    reads: Sequence[Relation | None],
    ref: TableRef,
    file: str,
    elsewhere: Elsewhere,
    ephemeral: Mapping[TableRef, tuple[Edge, ...]],
) -> tuple[Resolution, tuple[Edge, ...]]:
    """What a model makes: its query laid over what its calls name, in turn.

    `elsewhere` are the tables that SQL names itself; `ephemeral` the edges of models that are no
    tables: those that are given name none.
    """
    write = Write("table", (ref.table,), None, query, (0, 0, 0, 0))
    resolution = resolve(write, ref, _Names(tuple(reads), elsewhere), file)
    if not ephemeral:
        return resolution, resolution.edges
    return resolution, tuple(_composed(resolution.edges, ephemeral))


def _composed(
    edges: Iterable[Edge], ephemeral: Mapping[TableRef, tuple[Edge, ...]]
) -> Iterator[Edge]:
    """The edges, those from ephemeral models replaced by what goes into these."""
    found: dict[tuple[object, ...], Edge] = {}
    rows: set[TableRef] = set()
    for edge in edges:
        upstream = edge.upstream.table_ref
        inner = ephemeral.get(upstream)
        if inner is None:
            found.setdefault(_identity(edge), edge)
            continue
        for each in _through(inner, edge):
            found.setdefault(_identity(each), each)
        if upstream not in rows:
            rows.add(upstream)
            for each in _rows(inner, edge):
                found.setdefault(_identity(each), each)
    yield from found.values()


class _Names(Struct, frozen=True):
    """The tables that one model may name."""

    called: tuple[Relation | None, ...]
    elsewhere: Elsewhere

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name; None when it is not known."""
        placeholder = PLACEHOLDER.fullmatch(parts[-1])
        if placeholder is None:
            schema = parts[-2] if len(parts) > 1 else ""
            return self.elsewhere.get(schema, parts[-1])
        number = int(placeholder[1])
        return self.called[number] if number < len(self.called) else None


def _through(inner: Iterable[Edge], outer: Edge) -> Iterator[Edge]:
    """What goes into one column of an ephemeral model, and on through `outer`."""
    column = outer.upstream.column
    into = [edge for edge in inner if edge.downstream.column == column]
    into = into or [
        edge for edge in inner if edge.downstream.column == "*" and edge.kind is EdgeKind.VALUE
    ]
    for edge in into:
        upstream = edge.upstream
        if upstream.column == "*" and column != "*":
            upstream = upstream.table_ref.column(column)
        transform = _transform(edge).then(_transform(outer))
        value = edge.kind is EdgeKind.VALUE and outer.kind is EdgeKind.VALUE
        yield Edge(
            upstream,
            outer.downstream,
            transform.effect,
            EdgeKind.VALUE if value else EdgeKind.INFLUENCE,
            outer.location,
            restores=transform.restores,
        )


def _rows(inner: Iterable[Edge], outer: Edge) -> Iterator[Edge]:
    """What decides about the rows of an ephemeral model decides about those of its readers."""
    down = outer.downstream
    whole = ColumnRef(down.source, down.schema, down.table, "*")
    for edge in inner:
        if edge.downstream.column == "*" and edge.kind is EdgeKind.INFLUENCE:
            yield Edge(edge.upstream, whole, edge.effect, edge.kind, outer.location)


def _transform(edge: Edge) -> Transform:
    return Transform.of(edge.effect, edge.restores)


def _identity(edge: Edge) -> tuple[object, ...]:
    return edge.upstream, edge.downstream, edge.effect, edge.kind, edge.restores


_OPEN, _DONE = 1, 2


def by_level(order: Iterable[str], reads: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Nodes that can be followed at once, each after those it reads; `order` as of `in_order`."""
    level: dict[str, int] = {}
    levels: list[list[str]] = []
    for node in order:
        own = level[node] = 1 + max((level.get(read, -1) for read in reads[node]), default=-1)
        if own == len(levels):
            levels.append([])
        levels[own].append(node)
    return levels


def in_order(reads: Mapping[str, Iterable[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The nodes, each after those it reads, and the circles in which some read each other.

    A node of a circle stands where it was met first.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    state: dict[str, int] = {}
    for start in reads:
        if start in state:
            continue
        state[start] = _OPEN
        path = [start]
        waiting = [(start, iter(reads[start]))]
        while waiting:
            node, rest = waiting[-1]
            for read in rest:
                if read not in reads:
                    continue
                if state.get(read) == _OPEN:
                    circles.append(tuple(path[path.index(read) :]))
                elif read not in state:
                    state[read] = _OPEN
                    path.append(read)
                    waiting.append((read, iter(reads[read])))
                    break
            else:
                waiting.pop()
                path.pop()
                state[node] = _DONE
                order.append(node)
    return order, circles
