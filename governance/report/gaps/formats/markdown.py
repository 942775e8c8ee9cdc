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
        lines += map(_item, shown)
        if left:
            lines.append(f"- and {left:,} more")
        lines.append(f"- to write: {inline(section.gaps[0].write)}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _item(text: str) -> str:
    """An item of a list, with the parts below it."""
    first, *below = (
        part if len(part) <= _LINE else part[:_LINE] + "…" for part in text.split("\n")
    )
    return "\n".join([f"- {inline(first)}", *(f"  - {inline(part)}" for part in below)])
