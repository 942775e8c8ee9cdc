"""What a picture of an answer shows: tables as boxes, their columns as rows, lines between rows.

Edges that look alike are one line. What decides about rows goes to the whole table, whose first row
is its name. A picture with more lines than a reader can follow shows tables only, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.names import ColumnRef, TableRef, printable, quote
from governance.report.lineage.answer import Answer
from governance.report.lineage.words import DONE, INFLUENCE, holds
from governance.report.words import counted

WHOLE = -1
"""The row that stands for a whole table."""


class Row(Struct, frozen=True):
    """A column: its name as it prints, what it holds ("" unless personal), whether it was asked."""

    name: str
    holds: str
    asked: bool


class Box(Struct, frozen=True):
    """A table with the columns that any line touches, in the table's order.

    `known` says whether a source describes it.
    """

    name: str
    rows: tuple[Row, ...]
    known: bool
    asked: bool


class Line(Struct, frozen=True):
    """From a row of a box to a row of another; `style` is an effect's name or "influence".

    `edges` are the edges it stands for.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    style: str
    word: str
    edges: tuple[Edge, ...]


class Picture(Struct, frozen=True):
    """Boxes, and lines between them by their numbers; `folded` says that columns are left out."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    folded: bool


def picture(answer: Answer, most: int) -> Picture:
    """The picture of an answer; with more than `most` lines it shows tables only."""
    drawn = _drawn(answer, folded=False)
    return drawn if len(drawn.lines) <= most else _drawn(answer, folded=True)


def _drawn(answer: Answer, *, folded: bool) -> Picture:
    starts = frozenset(answer.starts)
    columns: dict[TableRef, dict[str, None]] = {start.table_ref: {} for start in starts}
    for edge in answer.edges:
        for end in (edge.upstream, edge.downstream):
            columns.setdefault(end.table_ref, {})
    if not folded:
        for end in _rows(answer.edges, starts):
            columns[end.table_ref].setdefault(end.column)
    tables = answer.tables
    order: dict[TableRef, int] = {}
    rows: dict[ColumnRef, int] = {}
    boxes: list[Box] = []
    for ref, named in columns.items():
        order[ref] = len(boxes)
        table = tables.get(ref)
        listed = [c.name for c in table.columns if c.name in named] if table else []
        listed += [name for name in named if name not in set(listed)]
        for number, name in enumerate(listed):
            rows[ref.column(name)] = number
        boxes.append(
            Box(
                ref.name if ref.table else "a query",
                tuple(_row(ref.column(name), answer, starts) for name in listed),
                known=table is not None,
                asked=any(start.table_ref == ref for start in starts),
            )
        )
    lines = _lines(answer.edges, order, rows)
    return Picture(tuple(boxes), tuple(_folded(lines) if folded else lines), folded)


def _rows(edges: Iterable[Edge], starts: Iterable[ColumnRef]) -> Iterable[ColumnRef]:
    yield from starts
    for edge in edges:
        if edge.upstream.column != "*":
            yield edge.upstream
        if edge.kind is EdgeKind.VALUE and edge.downstream.column != "*":
            yield edge.downstream


def _row(column: ColumnRef, answer: Answer, starts: frozenset[ColumnRef]) -> Row:
    held = holds(answer.personal(column))
    return Row(quote(column.column), held, asked=column in starts)


def _lines(
    edges: Iterable[Edge], order: Mapping[TableRef, int], rows: Mapping[ColumnRef, int]
) -> Iterable[Line]:
    alike: dict[tuple[tuple[int, int], tuple[int, int], str, str], list[Edge]] = {}
    for edge in edges:
        influence = edge.kind is EdgeKind.INFLUENCE
        source = order[edge.upstream.table_ref], rows.get(edge.upstream, WHOLE)
        row = WHOLE if influence else rows.get(edge.downstream, WHOLE)
        target = order[edge.downstream.table_ref], row
        style = "influence" if influence else edge.effect.value
        alike.setdefault((source, target, style, _word(edge)), []).append(edge)
    for (source, target, style, word), these in alike.items():
        yield Line(source, target, style, word, tuple(these))


def _folded(lines: Iterable[Line]) -> Iterable[Line]:
    """One line for all values that go from a table to another, told as the most revealing."""
    alike: dict[tuple[int, int, bool], list[Edge]] = {}
    for line in lines:
        key = (line.source[0], line.target[0], line.style == "influence")
        alike.setdefault(key, []).extend(line.edges)
    for (source, target, influence), edges in alike.items():
        style = "influence" if influence else min((e.effect for e in edges), key=_rank).value
        yield Line((source, WHOLE), (target, WHOLE), style, "", tuple(edges))


def _rank(effect: Effect) -> int:
    return effect.rank


def _word(edge: Edge) -> str:
    """What is written at a line: nothing at one that brings the value as it is."""
    if edge.kind is EdgeKind.INFLUENCE:
        return ""
    if edge.restores:
        return "decrypted"
    if edge.effect is Effect.HASHED:
        return "hashed"
    if edge.effect is Effect.KEYED:
        return "keyed"
    return "" if edge.effect is Effect.IDENTITY else DONE[edge.effect]


def told(line: Line, *, folded: bool = False) -> str:
    """A line in words, for whoever points at it or cannot see it."""
    first = line.edges[0]
    ends = [_end(first.upstream), _end(first.downstream)]
    what = INFLUENCE if line.style == "influence" else line.word or DONE[first.effect]
    if folded:
        ends = [first.upstream.table_ref.name, first.downstream.table_ref.name]
        what = counted(len(line.edges), "edge")
    places = list(dict.fromkeys(str(edge.location) for edge in line.edges if edge.location))
    more = f" and {len(places) - 3} more places" if len(places) > 3 else ""
    said = f"{' → '.join(ends)}: {what}"
    return printable(f"{said} ({', '.join(places[:3])}{more})" if places else said)


def _end(column: ColumnRef) -> str:
    last = "*" if column.column == "*" else quote(column.column)
    return f"{column.table_ref.name}.{last}" if column.table else last
