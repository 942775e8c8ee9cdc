"""Drift for a terminal or a log: the worst first, each section short unless all is asked for."""

from __future__ import annotations

from governance.report.drift.report import SERIOUS, Report, headline, sections, verdict
from governance.terminal import Terminal

_SERIOUS_LINES, _OTHER_LINES = 10, 4


def render(report: Report, terminal: Terminal) -> str:
    """The sections, and a line that counts."""
    parts: list[str] = []
    for section in sections(report):
        style = "red" if section.blocks else "yellow" if section.kind in SERIOUS else "bold"
        mark = ", must not pass" if section.blocks else ""
        title = terminal.style(f"{section.title} ({section.count:,}{mark})", "bold", style)
        limit = _SERIOUS_LINES if section.kind in SERIOUS else _OTHER_LINES
        shown, left = section.shown(None if report.everything else limit)
        lines = [terminal.wrap(text, indent="    ", first="  ", whole=True) for text in shown]
        if left:
            lines.append(f"  and {left:,} more")
        parts.append("\n".join([title, *lines]))
    end = f"{headline(report)} {verdict(report)}".rstrip()
    return "\n\n".join([*parts, terminal.wrap(end)]) + "\n"
