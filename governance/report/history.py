"""What changed in a table or column, and the scans, for people.

Of a table one block a scan, one line a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from governance.model.names import TableRef, quote
from governance.model.text import printable
from governance.report.words import counted
from governance.terminal import Terminal

if TYPE_CHECKING:
    from governance.catalog.history import Entry, Scan


def told(entries: Sequence[Entry], table: TableRef, column: str | None, terminal: Terminal) -> str:
    """The history of a table, the oldest first; of one column where `column` names it."""
    name = str(table if column is None else table.column(column))
    blocks = [terminal.style(name, "bold")]
    for (at, scan, by), group in groupby(entries, key=lambda e: (e.at, e.scan, e.by)):
        lines = list(_lines(list(group), column))
        if not lines:
            continue
        whence = f"scan {scan} by {printable(by)}" if scan is not None else f"by {printable(by)}"
        head = terminal.style(f"{at:%Y-%m-%d %H:%M:%S} UTC  {whence}", "dim")
        wrapped = (terminal.wrap(line, indent="    ", first="  ") for line in lines)
        blocks.append("\n".join((head, *wrapped)))
    if len(blocks) == 1:
        blocks.append("nothing about it has changed since the catalog knows it")
    return "\n\n".join(blocks)


def listed(scans: Sequence[Scan], terminal: Terminal) -> str:
    """A line for each scan: its number, when, of what, by whom, and what became of it."""
    lines = []
    for scan in scans:
        name = terminal.style(f"scan {scan.id}", "bold")
        when = f"{scan.started:%Y-%m-%d %H:%M:%S} UTC"
        text = f"{name}  {when}  {printable(scan.source)} by {printable(scan.by)}: {_ended(scan)}"
        lines.append(terminal.wrap(text, indent="    ", first="", whole=True))
    return "\n".join(lines) or "no scans yet; lictor scan fills the catalog"


def _ended(scan: Scan) -> str:
    if scan.state != "published":
        return scan.state if scan.failure is None else f"{scan.state}: {printable(scan.failure)}"
    parts = [counted(scan.tables, "table")]
    parts += [
        f"{number:,} {word}"
        for word in ("new", "changed", "dropped")
        if (number := getattr(scan, word))
    ]
    if scan.problems:
        parts.append(f"{scan.problems:,} not understood")
    return ", ".join(parts)


def _lines(entries: Sequence[Entry], column: str | None) -> Iterator[str]:
    from governance.catalog.differences import differences

    for entry in entries:
        found = differences(entry.aspect, entry.before, entry.after)
        born = entry.aspect == "structure" and None in (entry.before, entry.after)
        for each in found:
            if column is None or each.column == column or (born and each.column is None):
                where = f"{quote(each.column)}: " if each.column is not None and not column else ""
                yield printable(where + each.what)
        if not found and column is None:
            yield f"{entry.aspect}: moved within its file"
