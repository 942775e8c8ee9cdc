"""Answers about lineage, written tersely."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from governance.lineage.graph import Direction, Graph
from governance.model.catalog import Catalog, Column, Table
from governance.model.classification import Classification, Level
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.report.lineage.answer import Answer, walked, ways

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a'b`c&amp;]]>-->",
    "x\n    t0 --> t1",
    "\u202egnp.evil\x1b[31m",
    '"]:::asked; click t0 call alert()',
    "end",
    "#quot;&#34;",
)


def column(text: str) -> ColumnRef:
    """`table.column` of a source `app`, in a schema `s`; no part may have a dot."""
    table, _, name = text.rpartition(".")
    return ColumnRef("app", "s", table, name)


def edge(text: str, line: int = 1) -> Edge:
    """`a.x -> b.y hashed`, `~>` for an influence."""
    ends, _, effect = text.rpartition(" ") if text.count(" ") == 3 else (text, "", "identity")
    arrow = " ~> " if " ~> " in ends else " -> "
    up, down = ends.split(arrow)
    kind = EdgeKind.VALUE if arrow == " -> " else EdgeKind.INFLUENCE
    return Edge(column(up), column(down), Effect(effect), kind, Location("m/1.sql", line, 2))


def personal(ref: ColumnRef) -> Classification:
    """A column that is declared an email."""
    return Classification(
        ref, "email", Level.CONFIDENTIAL, special=False, confirmed=True, confidence=1.0, evidence=()
    )


def catalog(edges: Sequence[Edge], emails: Sequence[ColumnRef] = ()) -> Catalog:
    """The tables that edges name, all of them described."""
    columns: dict[TableRef, dict[str, None]] = {}
    for each in edges:
        for end in (each.upstream, each.downstream):
            named = columns.setdefault(end.table_ref, {})
            if end.column != "*":
                named.setdefault(end.column)
    tables = tuple(
        Table(ref, columns=tuple(Column(name, "text") for name in names))
        for ref, names in columns.items()
    )
    found = {ref: personal(ref) for ref in emails}
    return Catalog("files", tables, tuple(edges), classifications=found)


@pytest.fixture
def everything() -> Callable[..., Answer]:
    """All edges as an answer."""

    def answer(*texts: str, emails: Sequence[str] = ()) -> Answer:
        edges = tuple(edge(text, line) for line, text in enumerate(texts, 1))
        return Answer("all", "repository", edges, catalog(edges, [column(e) for e in emails]))

    return answer


@pytest.fixture
def followed() -> Callable[..., Answer]:
    """The ways of one column."""

    def answer(
        start: str,
        *texts: str,
        emails: Sequence[str] = (),
        directions: Sequence[Direction] = ("upstream", "downstream"),
        depth: int | None = None,
    ) -> Answer:
        edges = tuple(edge(text, line) for line, text in enumerate(texts, 1))
        found = ways(Graph(edges), [column(start)], directions, depth)
        known = catalog(edges, [column(e) for e in emails])
        return Answer("column", column(start).name, walked(found), known, ways=found)

    return answer
