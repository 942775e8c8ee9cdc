"""Gaps for an issue, a wiki or a chat."""

from __future__ import annotations

from governance.report.formats.markdown import inline
from governance.report.gaps.report import Report, headline, sections
from governance.terminal import Terminal

_LINES = 10
_LINE = 600


def render(report: Report, terminal: Terminal) -> str:
    """A heading for each kind, and a list below it."""
    parts = [f"**Lictor:** {inline(headline(report))}"]
    for section in sections(report):
        shown, left = section.shown(None if report.everything else _LINES)
        lines = [f"**{section.title}** ({len(section.gaps):,})"]
        lines += [
            f"- {inline(text if len(text) <= _LINE else text[:_LINE] + '…')}" for text in shown
        ]
        if left:
            lines.append(f"- and {left:,} more")
        lines.append(f"- to write: {inline(section.gaps[0].write)}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
