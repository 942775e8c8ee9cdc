"""Gaps for a spreadsheet, a row each, so that they can be shared out among people."""

from __future__ import annotations

import csv
import io

from governance.knowledge.gaps import Gap
from governance.report.gaps.report import Report
from governance.report.rows import cell
from governance.terminal import Terminal

_HEAD = ("kind", "subject", "source", "table", "what", "write", "owner", "file", "line")


def render(report: Report, terminal: Terminal) -> str:
    """A head, and a row a gap."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for gap in report.gaps:
        writer.writerow([cell(value) for value in _row(gap)])
    return out.getvalue()


def _row(gap: Gap) -> tuple[object, ...]:
    place = gap.location
    what = gap.what
    if gap.sayings:
        what += ": " + "; ".join(
            f'"{said.text}" ({", ".join(ref.name for ref in said.columns)})' for said in gap.sayings
        )
    return (
        gap.kind,
        gap.subject,
        gap.source,
        gap.table,
        what,
        gap.write,
        gap.owner,
        place.file if place else None,
        place.line or None if place else None,
    )
