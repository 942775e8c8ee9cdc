"""Coverage for machines; the shape is a promise (docs/schemas/coverage.schema.json)."""

from __future__ import annotations

import json
from typing import Any

from governance.knowledge.coverage import MEASURES, Coverage
from governance.report.coverage.report import Report
from governance.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    """One JSON object: the total, the groups, and what is below the threshold."""
    told = {
        "version": 1,
        "catalog": report.catalog,
        "by": report.by,
        "total": _record(report.covered.total),
        "groups": [{"name": g.name, **_record(g)} for g in report.covered.groups],
        "threshold": report.threshold,
        "below": [
            {
                "name": None if group is report.covered.total else group.name,
                "total": group is report.covered.total,
                "measures": list(measures),
            }
            for group, measures in report.below
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _record(group: Coverage) -> dict[str, Any]:
    return {
        measure: {
            "done": group.share(measure).done,
            "of": group.share(measure).of,
            "percent": group.share(measure).percent,
        }
        for measure in MEASURES
    }
