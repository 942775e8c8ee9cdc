"""Models laid over what they read, each after those it reads: their columns and edges.

An ephemeral model is no table: what goes through it is composed into one edge over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from governance.extract.dbt.models import Model
from governance.lineage.effects import Transform
from governance.lineage.reduced import Write
from governance.lineage.resolve import Relation, Resolution, resolve
from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef

_PLACEHOLDER = re.compile(r"dbt_ref_(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a model makes: `edges` name no ephemeral model."""

    relation: Relation
    resolution: Resolution
    edges: tuple[Edge, ...]


@dataclass(slots=True)
class Following:
    """The relations known so far, by node; filled in the order in which nodes build on each other.

    `elsewhere` finds tables by a name that stands in the SQL itself.
    """

    elsewhere: Mapping[tuple[str, str], Relation]
    relations: dict[str, Relation] = field(default_factory=dict)
    _ephemeral: dict[TableRef, tuple[Edge, ...]] = field(default_factory=dict)

    def model(
        self,
        model: Model,
        reads: Sequence[str | None],
        ref: TableRef,
        file: str,
        *,
        ephemeral: bool,
    ) -> Followed | None:
        """Follow one model; `reads` are the ids of the nodes its calls name, in turn.

        None when its SQL was not read.
        """
        if model.query is None:
            return None
        known = tuple(self.relations.get(node) if node else None for node in reads)
        write = Write("table", (ref.table,), None, model.query, (0, 0, 0, 0))
        before = _KNOWN.get(ref)
        inputs = (model, known, file)
        if before is not None and before[0] == inputs:
            resolution = before[1]
        else:
            resolution = resolve(write, ref, _Names(known, self.elsewhere), file)
            _KNOWN[ref] = inputs, resolution
        edges = tuple(self._composed(resolution.edges))
        columns = tuple((column.name, column.type) for column in resolution.columns)
        if ephemeral:
            self._ephemeral[ref] = edges
        return Followed(Relation(ref, columns, resolution.open), resolution, edges)

    def _composed(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """The edges, those from ephemeral models replaced by what goes into these."""
        found: dict[tuple[object, ...], Edge] = {}
        rows: set[TableRef] = set()
        for edge in edges:
            inner = self._ephemeral.get(edge.upstream.table_ref)
            if inner is None:
                found.setdefault(_identity(edge), edge)
                continue
            for each in _through(inner, edge):
                found.setdefault(_identity(each), each)
            if edge.upstream.table_ref not in rows:
                rows.add(edge.upstream.table_ref)
                for each in _rows(inner, edge):
                    found.setdefault(_identity(each), each)
        yield from found.values()


_KNOWN: dict[TableRef, tuple[object, Resolution]] = {}
"""What was resolved last, and from what: the base and head of a change have most models alike."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The tables that one model may name."""

    called: tuple[Relation | None, ...]
    elsewhere: Mapping[tuple[str, str], Relation]

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name; None when it is not known."""
        placeholder = _PLACEHOLDER.fullmatch(parts[-1])
        if placeholder is None:
            schema = parts[-2] if len(parts) > 1 else ""
            return self.elsewhere.get((schema.lower(), parts[-1].lower()))
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
    whole = ColumnRef(*_table(outer.downstream), "*")
    for edge in inner:
        if edge.downstream.column == "*" and edge.kind is EdgeKind.INFLUENCE:
            yield Edge(edge.upstream, whole, edge.effect, edge.kind, outer.location)


def _table(ref: ColumnRef) -> tuple[str, str, str]:
    return ref.source, ref.schema, ref.table


def _transform(edge: Edge) -> Transform:
    return Transform.of(edge.effect, edge.restores)


def _identity(edge: Edge) -> tuple[object, ...]:
    return edge.upstream, edge.downstream, edge.effect, edge.kind, edge.restores


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
        path: list[str] = []
        waiting = [(start, iter(reads[start]))]
        state[start] = _OPEN
        path.append(start)
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


_OPEN, _DONE = 1, 2
