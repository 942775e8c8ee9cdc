"""Drift as a message for a chat or an issue: short, and safe whatever names a database holds."""

from __future__ import annotations

from governance.report.drift.report import SERIOUS, Report, Section, headline, sections, verdict
from governance.report.formats.markdown import inline
from governance.terminal import Terminal

_SERIOUS_LINES, _OTHER_LINES = 8, 2
_LINE = 400
"""Characters of one line; a table with hundreds of new columns needs no more to be found."""
_MESSAGE = 12_000
"""Bytes of the whole message; chats cut what is longer, or refuse it."""


def render(report: Report, terminal: Terminal) -> str:
    """The message; what does not fit is counted."""
    head = f"**Lictor:** {inline(headline(report))}"
    if said := verdict(report):
        head += f" **{inline(said)}**" if report.blocking else f" {inline(said)}"
    parts = [head]
    room = _MESSAGE - len(head.encode()) - 200
    left = 0
    for section in sections(report):
        text = _section(section, everything=report.everything)
        room -= len(text.encode()) + 2
        if room < 0:
            left += section.count
        else:
            parts.append(text)
    if left:
        parts.append(f"And {left:,} more differences, which do not fit in here.")
    return "\n\n".join(parts) + "\n"


def _section(section: Section, *, everything: bool) -> str:
    limit = _SERIOUS_LINES if section.kind in SERIOUS else _OTHER_LINES
    shown, left = section.shown(None if everything else limit)
    mark = ", must not pass" if section.blocks else ""
    lines = [f"**{section.title}** ({section.count:,}{mark})"]
    lines += [f"- {inline(text if len(text) <= _LINE else text[:_LINE] + '…')}" for text in shown]
    if left:
        lines.append(f"- and {left:,} more")
    return "\n".join(lines)
