"""Coverage for a spreadsheet: a row a group, the total last."""

from __future__ import annotations

import csv
import io

from governance.knowledge.coverage import MEASURES
from governance.report.coverage.report import Report
from governance.report.rows import cell
from governance.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    """For each measure how many, of how many, and percent; empty cells where there are none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = (f"{m}_{what}" for m in MEASURES for what in ("done", "of", "percent"))
    writer.writerow([report.by, *heads])
    for group in (*report.covered.groups, report.covered.total):
        shares = (group.share(measure) for measure in MEASURES)
        numbers = (n for share in shares for n in (share.done, share.of, share.percent))
        name = group.name if group is not report.covered.total else "all"
        writer.writerow([cell(name), *(cell(n) for n in numbers)])
    return out.getvalue()
