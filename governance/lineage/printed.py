"""Edges as they are told where nobody lays them over a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import structs

from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef


def spelled_out(edges: Iterable[Edge]) -> Iterator[Edge]:
    """The edges, with an influence on a table's rows told for each of its columns."""
    kept = list(edges)
    columns: dict[TableRef, dict[ColumnRef, None]] = defaultdict(dict)
    for edge in kept:
        if edge.downstream.column != "*":
            columns[edge.downstream.table_ref].setdefault(edge.downstream)
    for edge in kept:
        known = columns.get(edge.downstream.table_ref)
        if edge.kind is EdgeKind.INFLUENCE and edge.downstream.column == "*" and known:
            yield from (structs.replace(edge, downstream=column) for column in known)
        else:
            yield edge
