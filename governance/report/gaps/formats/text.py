"""Gaps for a terminal: the most pressing first, and what to write, each section short."""

from __future__ import annotations

from governance.report.gaps.report import Report, headline, sections
from governance.terminal import Terminal

_LINES = 8


def render(report: Report, terminal: Terminal) -> str:
    """The sections, and a line that counts."""
    parts: list[str] = []
    for section in sections(report):
        title = terminal.style(f"{section.title} ({len(section.gaps):,})", "bold")
        shown, left = section.shown(None if report.everything else _LINES)
        lines = [_line(text, terminal) for text in shown]
        if left:
            lines.append(f"  and {left:,} more")
        write = terminal.style(f"  write: {section.gaps[0].write}", "dim")
        parts.append("\n".join([title, *lines, write]))
    end = headline(report)
    if report.gaps and not report.everything:
        end += " What to write goes into a stewardship file."
    return "\n\n".join([*parts, terminal.wrap(end)]) + "\n"


def _line(text: str, terminal: Terminal) -> str:
    """A line with the parts below it; names stay whole."""
    first, *below = text.split("\n")
    lines = [terminal.wrap(first, indent="    ", first="  ", whole=True)]
    lines += [terminal.wrap(part, indent="      ", first="    ", whole=True) for part in below]
    return "\n".join(lines)
