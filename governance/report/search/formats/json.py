"""What was found, for machines; the shape is a promise (docs/schemas/search.schema.json)."""

from __future__ import annotations

import json
from typing import Any

from governance.knowledge.search import Hit
from governance.model.names import ColumnRef
from governance.report.search.report import Report
from governance.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    """One JSON object: the places, the best first."""
    found = report.found
    told = {
        "version": 1,
        "catalog": report.catalog,
        "asked": report.asked,
        "meant": [{"category": c.category, "kind": c.kind} for c in found.concepts],
        "count": found.count,
        "all_words": found.all_words,
        "hits": [_record(hit) for hit in found.hits],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _record(hit: Hit) -> dict[str, Any]:
    known = hit.known
    return {
        "subject": hit.ref.name,
        "subject_is": "column" if isinstance(hit.ref, ColumnRef) else "table",
        "source": hit.ref.source,
        "table_kind": hit.kind,
        "type": hit.type or None,
        "category": known.category if known else None,
        "kind": known.kind if known else None,
        "level": known.level.value if known and known.level else None,
        "confirmed": known.confirmed if known else None,
        "owner": hit.owner,
        "description": hit.description,
        "matched": list(hit.matched),
        "perhaps": hit.perhaps,
        "score": round(hit.score, 3),
    }
