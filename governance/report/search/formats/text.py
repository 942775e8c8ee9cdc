"""What was found, for a terminal: a line each, and why below it."""

from __future__ import annotations

from collections import Counter

from governance.report.search.report import Report, explained, headline, what
from governance.terminal import Terminal


def render(report: Report, terminal: Terminal) -> str:
    """The places, the best first, and how many there are."""
    lines = []
    named = Counter(hit.ref.name for hit in report.found.hits)
    for hit in report.found.hits:
        said = what(hit)
        shown = hit.ref.name if named[hit.ref.name] == 1 else str(hit.ref)
        name = terminal.style(shown, "bold")
        lines.append(f"{name}  {said}".rstrip())
        if why := explained(hit):
            lines.append(terminal.wrap(why, indent="    "))
    if lines:
        lines.append("")
    lines.append(terminal.wrap(headline(report)))
    return "\n".join(lines) + "\n"
