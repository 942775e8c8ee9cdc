"""Gaps for machines; the shape is a promise (docs/schemas/gaps.schema.json)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from governance.knowledge.gaps import KINDS, Gap
from governance.report.gaps.report import Report
from governance.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    """One JSON object, every gap in it."""
    counts = Counter(gap.kind for gap in report.gaps)
    told = {
        "version": 1,
        "catalog": report.catalog,
        "summary": {
            "tables": report.tables,
            "gaps": len(report.gaps),
            "kinds": {kind: counts[kind] for kind in KINDS if counts[kind]},
        },
        "gaps": [_record(gap) for gap in report.gaps],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _record(gap: Gap) -> dict[str, Any]:
    place = gap.location
    return {
        "kind": gap.kind,
        "subject": gap.subject,
        "source": gap.source,
        "table": gap.table,
        "what": gap.what,
        "write": gap.write,
        "owner": gap.owner,
        "file": place.file if place else None,
        "line": (place.line or None) if place else None,
        "sayings": [
            {"description": said.text, "columns": [ref.name for ref in said.columns]}
            for said in gap.sayings
        ],
    }
