"""One line a column with all that is known about it: for scripts and spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator

from governance.model.catalog import Catalog
from governance.report.catalog import records
from governance.report.exchange.base import Context, Left, Piece

FILE = "catalog.jsonl"


def pieces(catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
    """A line a column, in the order of the catalog."""
    for record in records(catalog):
        yield Piece(FILE, json.dumps(record, ensure_ascii=False) + "\n")
