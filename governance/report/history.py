"""What changed in a table or column, for people: one block a scan, one line a difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from governance.model.names import TableRef, quote
from governance.model.text import printable
from governance.terminal import Terminal

if TYPE_CHECKING:
    from governance.catalog.history import Entry


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
