"""Catalogs in a few words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from governance.classify.effective import Classified, classify
from governance.model.catalog import Column, Table
from governance.model.classification import Finding
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Fact


def _edge(text: str) -> Edge:
    """`a.x -derived-> b.y`; `-identity!->` restores, `~identity~>` only has influence."""
    upstream, arrow, downstream = text.split()
    kind = EdgeKind.INFLUENCE if arrow.startswith("~") else EdgeKind.VALUE
    effect = arrow.strip("-~>")
    return Edge(
        ColumnRef.parse(upstream) if "*" not in upstream else _star(upstream),
        ColumnRef.parse(downstream) if "*" not in downstream else _star(downstream),
        Effect(effect.removesuffix("!")),
        kind,
        Location("m.sql", 1),
        restores=effect.endswith("!"),
    )


def _star(text: str) -> ColumnRef:
    return TableRef.parse(text.removesuffix(".*")).column("*")


def _fact(text: str) -> Fact:
    value, _, reason = text.partition(" because ")
    return Fact(value, Location("stewardship.yml", 5, 3), reason or None)


@pytest.fixture
def effective() -> Callable[..., Classified]:
    """Classify tables given as {"table": "column column"}, with short edges, facts, findings."""

    def run(tables=(), edges=(), declared=(), detected=()) -> Classified:
        made = [
            Table(TableRef.parse(name), columns=tuple(Column(c) for c in columns.split()))
            for name, columns in dict(tables).items()
        ]
        facts = {}
        known = {table.ref for table in made}
        for name, said in dict(declared).items():
            table = TableRef.parse(name)
            ref = table if table in known else ColumnRef.parse(name)
            facts[ref] = {key: _fact(value) for key, value in said.items()}
        findings = []
        for name, said in dict(detected).items():
            category, score, *kind = said
            kind = kind[0] if kind else None
            subject = ColumnRef.parse(name)
            findings.append(
                Finding(subject, category, "names", score, "its name says so", kind=kind)
            )
        return classify(made, [_edge(edge) for edge in edges], facts, findings)

    return run
