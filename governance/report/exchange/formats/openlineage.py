"""OpenLineage events of all edges of the catalog; see `governance.report.lineage`."""

from __future__ import annotations

from collections.abc import Iterator

from governance.model.catalog import Catalog
from governance.report.exchange.base import Context, Left, Piece
from governance.report.lineage.answer import Answer
from governance.report.lineage.formats import openlineage

FILE = "lineage.jsonl"
TIMED = True


def pieces(catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
    """An event a line for each table that something is known to go into."""
    answer = Answer(
        "all",
        context.subject,
        catalog.edges,
        catalog,
        time=context.time,
        namespaces=context.namespaces,
    )
    for event in openlineage.events(answer):
        yield Piece(FILE, event)
