"""Drift for machines; its shape is a promise (docs/schemas/drift.schema.json)."""

from __future__ import annotations

import json
from collections import Counter

from governance.drift.records import record
from governance.model.drift import KINDS
from governance.report.drift.report import Report
from governance.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    """One JSON object, every difference in it."""
    counts = Counter(drift.kind for drift in report.drifts)
    told = {
        "version": 1,
        "before": report.before,
        "after": report.after,
        "summary": {
            "differences": len(report.drifts),
            "kinds": {kind: counts[kind] for kind in KINDS if counts[kind]},
            "fail_on": list(report.fail_on),
            "blocked": bool(report.blocking),
        },
        "drift": [
            {**record(drift), "blocks": drift.kind in report.fail_on} for drift in report.drifts
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
