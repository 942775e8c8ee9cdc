"""A tree for people: each column that is met, what the SQL did to the value there, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import structs

from governance.lineage.graph import Direction, Hop
from governance.model.lineage import Edge, EdgeKind
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, printable, quote
from governance.report.lineage.answer import Answer, Page, Way, column_name
from governance.report.lineage.words import INFLUENCE, done, holds
from governance.terminal import Terminal, width

ONCE = True
"""What several columns of a table share is told where it comes first."""

_HEAD: dict[Direction, str] = {"upstream": "comes from", "downstream": "goes to"}
_BEYOND = {
    "above": "(see above)",
    "below": "(see below)",
    "circle": "(a circle: see above)",
    "cut": "(there is more: --depth)",
}
_DEEPEST = 16
"""Steps that are indented; what is deeper is numbered, and stays on the screen."""

_FEW = 4
"""Influences on one column that are told before the rest is counted."""


def render(answer: Answer, page: Page) -> str:
    """The ways of a column or a table as trees, or edges by the table that they make."""
    writer = _Writer(answer, page.terminal)
    if answer.asked == "table":
        lines = writer.table()
    else:
        lines = writer.column(answer.ways) if answer.asked == "column" else writer.edges()
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, answer: Answer, terminal: Terminal) -> None:
        self._answer = answer
        self._terminal = terminal
        self._tables = answer.tables

    def column(self, found: Sequence[Way]) -> Iterator[str]:
        """The ways of one column."""
        yield self._name(found[0].start, bold=True)
        for way in found:
            yield from self._way(way)

    def table(self) -> Iterator[str]:
        """One section a column; what decides about all rows is told once, before them."""
        style = self._terminal.style
        yield style(self._answer.subject, "bold")
        if not self._answer.ways:
            yield "no column of it is known"
        rows = _about_rows(self._answer.ways)
        if rows:
            yield ""
            yield "its rows"
        for number, edge in enumerate(rows):
            first, under = ("└ ", "  ") if number == len(rows) - 1 else ("├ ", "│ ")
            yield from self._told(first, under, edge.upstream, edge, "")
        silent = []
        for start in self._answer.starts:
            ways = [way for way in self._answer.ways if way.start == start]
            found = [structs.replace(way, hops=_without(way, rows)) for way in ways]
            if any(way.hops for way in found):
                yield ""
                yield from self.column(found)
            else:
                silent.append(quote(start.column))
        if silent:
            yield ""
            told = f"nothing {'more ' if rows else ''}is known of: {', '.join(silent)}"
            yield self._terminal.wrap(told, indent="  ", first="")

    def _way(self, way: Way) -> Iterator[str]:
        head = _HEAD[way.direction]
        if not way.hops:
            yield f"{head}: nothing that is known"
            return
        yield head
        yield from self._branches(way.hops, way.direction)

    def _branches(self, hops: Sequence[Hop], direction: Direction) -> Iterator[str]:
        """The hops of a walk as branches, without recursion: a chain may be very long."""
        twigs = list(_twigs(hops, direction))
        lasts = _lasts([depth for depth, _ in twigs])
        goes_on = [False] * (max(depth for depth, _ in twigs) + 1)
        for number, (depth, twig) in enumerate(twigs):
            last = number in lasts
            goes_on[depth] = not last
            shown = range(1, min(depth, _DEEPEST))
            stem = "".join("│ " if goes_on[level] else "  " for level in shown)
            if depth > _DEEPEST:
                stem += f"({depth} steps) "
            if isinstance(twig, Hop):
                yield from self._hop(twig, direction, stem, last=last)
            else:
                yield f"{stem}└ {twig} more {INFLUENCE if twig == 1 else 'decide about rows'}"

    def _hop(self, hop: Hop, direction: Direction, stem: str, *, last: bool) -> Iterator[str]:
        column = hop.column(direction)
        branch, under = ("└ ", "  ") if last else ("├ ", "│ ")
        end = _BEYOND.get(hop.beyond, "")
        if hop.beyond == "nothing" and direction == "upstream":
            end = self._end(column)
        below = stem if hop.depth <= _DEEPEST else " " * width(stem)
        yield from self._told(stem + branch, below + under, column, hop.edge, end)

    def _told(
        self, first: str, under: str, column: ColumnRef, edge: Edge, end: str
    ) -> Iterator[str]:
        """A column and what was done, on one line where that fits, else on two."""
        said = done(edge)
        place = str(edge.location) if edge.location else ""
        influence = edge.kind is EdgeKind.INFLUENCE
        plain = column_name(column) if influence else self._plain(column)
        name = plain if influence else self._name(column)
        rest = "  ".join(filter(None, (said, place, end)))
        shown = "  ".join(filter(None, (said, self._terminal.style(place, "dim"), end)))
        if width(first) + width(plain) + 2 + width(rest) <= self._terminal.width:
            yield f"{first}{name}  {shown}"
        else:
            yield f"{first}{name}"
            yield f"{under}  {shown}"

    def _end(self, column: ColumnRef) -> str:
        table = self._tables.get(column.table_ref)
        if table is None:
            return "(no source describes this table)" if column.table else ""
        return "" if column.column != "*" else "(its columns are not known)"

    def _plain(self, column: ColumnRef) -> str:
        held = holds(self._answer.personal(column))
        return f"{column_name(column)} [{held}]" if held else column_name(column)

    def _name(self, column: ColumnRef, *, bold: bool = False) -> str:
        style = self._terminal.style
        name = style(column_name(column), "bold") if bold else column_name(column)
        held = holds(self._answer.personal(column))
        return f"{name} {style(f'[{held}]', 'yellow')}" if held else name

    def edges(self) -> Iterator[str]:
        """Edges by the table and the column that they make, as the SQL makes them."""
        if not self._answer.edges:
            yield f"{printable(self._answer.subject)}: no edge that is known"
            return
        order = {ref: n for n, ref in enumerate(dict.fromkeys(map(_made, self._answer.edges)))}
        edges = sorted(self._answer.edges, key=lambda edge: order[_made(edge)])
        for number, (table, made) in enumerate(groupby(edges, key=_made)):
            if number:
                yield ""
            yield self._terminal.style(table.name if table.table else "(a query)", "bold")
            columns: dict[str, list[Edge]] = {}
            for edge in made:
                column = edge.downstream.column
                name = "*" if column == "*" else self._column(edge.downstream)
                if column == "*" and edge.kind is EdgeKind.INFLUENCE:
                    name = "its rows"
                columns.setdefault(name, []).append(edge)
            yield from self._columns(columns)

    def _columns(self, columns: dict[str, list[Edge]]) -> Iterator[str]:
        for position, (name, edges) in enumerate(columns.items()):
            last = position == len(columns) - 1
            yield f"{'└ ' if last else '├ '}{name}"
            stem = "  " if last else "│ "
            for number, edge in enumerate(edges):
                end = number == len(edges) - 1
                branch, under = ("└ ", "  ") if end else ("├ ", "│ ")
                yield from self._told(stem + branch, stem + under, edge.upstream, edge, "")

    def _column(self, column: ColumnRef) -> str:
        held = holds(self._answer.personal(column))
        shown = f" {self._terminal.style(f'[{held}]', 'yellow')}" if held else ""
        return quote(column.column) + shown


def _made(edge: Edge) -> TableRef:
    return edge.downstream.table_ref


def _about_rows(found: Iterable[Way]) -> tuple[Edge, ...]:
    """The influences that each column of a table has, as edges of one of them."""
    ways = [way for way in found if way.direction == "upstream"]
    alike = [{_decides(hop): hop.edge for hop in way.hops if _is_about_rows(hop)} for way in ways]
    if len(alike) < 2:
        return ()
    return tuple(edge for key, edge in alike[0].items() if all(key in each for each in alike))


def _without(way: Way, rows: Sequence[Edge]) -> tuple[Hop, ...]:
    told = {(edge.upstream, edge.location) for edge in rows}
    if way.direction == "downstream" or not told:
        return way.hops
    return tuple(hop for hop in way.hops if not (_is_about_rows(hop) and _decides(hop) in told))


def _is_about_rows(hop: Hop) -> bool:
    return hop.depth == 1 and hop.beyond == "influence"


def _decides(hop: Hop) -> tuple[ColumnRef, Location | None]:
    return hop.edge.upstream, hop.edge.location


def _twigs(hops: Sequence[Hop], direction: Direction) -> Iterator[tuple[int, Hop | int]]:
    """The hops with their depth; of many influences on one column a few, and how many are left."""
    alike = groupby(hops, key=lambda hop: (hop.depth, hop.beyond == "influence"))
    for (depth, influences), run in alike:
        if not influences:
            yield from ((depth, hop) for hop in run)
            continue
        told = list({hop.column(direction): hop for hop in reversed(list(run))}.values())[::-1]
        few = told if len(told) <= _FEW + 1 else told[:_FEW]
        yield from ((depth, hop) for hop in few)
        if len(told) > len(few):
            yield depth, len(told) - len(few)


def _lasts(depths: Sequence[int]) -> frozenset[int]:
    """The numbers of those that no other of the same parent follows."""
    open_ones: list[tuple[int, int]] = []
    found = set()
    for number, depth in enumerate(depths):
        while open_ones and open_ones[-1][0] > depth:
            found.add(open_ones.pop()[1])
        if open_ones and open_ones[-1][0] == depth:
            open_ones.pop()
        open_ones.append((depth, number))
    return frozenset(found | {number for _, number in open_ones})
