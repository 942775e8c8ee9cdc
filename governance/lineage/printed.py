"""Edges as records for machines and as lines for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import structs

from governance.lineage.graph import Direction, Hop
from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef, quote


def column_name(column: ColumnRef) -> str:
    """A column as it prints: `t.*` for all of a table, the bare name for a query's output."""
    last = "*" if column.column == "*" else quote(column.column)
    return f"{column.table_ref.name}.{last}" if column.table else last


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


def record(edge: Edge) -> dict[str, Any]:
    """An edge for machines: source, target, effect, kind, and its place if it has one.

    `restores` says that encryption which the source may have is undone.
    """
    place = edge.location
    return {
        "source": column_name(edge.upstream),
        "target": column_name(edge.downstream),
        "effect": edge.effect.value,
        "kind": edge.kind.value,
        "restores": edge.restores,
        "file": place.file or None if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def line(edge: Edge) -> str:
    """An edge for people, on one line."""
    place = f"  {edge.location}" if edge.location else ""
    return f"{column_name(edge.upstream)} -> {column_name(edge.downstream)}  {_how(edge)}{place}"


def hop_line(hop: Hop, direction: Direction) -> str:
    """One step of a walk for people, indented by its depth."""
    edge = hop.edge
    column = edge.upstream if direction == "upstream" else edge.downstream
    place = f"  {edge.location}" if edge.location else ""
    again = "  (see above)" if hop.seen else ""
    return f"{'  ' * hop.depth}{column_name(column)}  {_how(edge)}{place}{again}"


def _how(edge: Edge) -> str:
    if edge.kind is EdgeKind.INFLUENCE:
        return "influences"
    return f"{edge.effect}, decrypted" if edge.restores else edge.effect.value
