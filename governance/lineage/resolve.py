"""A reduced statement laid over the tables there are: which column feeds which, and how.

The world is open. A column that nobody knows belongs to every source that may have it, and the
result says so; a star over an unknown table is an edge from its "*"; an unknown table still has
edges. Nothing here imports the parser, so that a history can be replayed from a cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from governance.lineage.evaluation import Evaluation, TooMuch
from governance.lineage.reduced import Name, Query, Select, Write, tables_in
from governance.lineage.relations import Flows, Influences, Made, Rest, aligned, pour
from governance.lineage.schema import Relation, Schema
from governance.model.lineage import Edge, EdgeKind, Effect
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, quote
from governance.sql.place import Span

__all__ = [
    "Relation",
    "Resolution",
    "ResolvedColumn",
    "Schema",
    "Unresolved",
    "resolve",
    "resolve_query",
]


class ResolvedColumn(Struct, frozen=True):
    """A column that a statement makes or fills; `span` is the expression that makes it."""

    name: str
    type: str
    span: Span


class Unresolved(Struct, frozen=True):
    """A column that could not be told: it was taken to be each of `candidates`, if any."""

    name: str
    span: Span
    candidates: tuple[ColumnRef, ...]


class Resolution(Struct, frozen=True):
    """What a statement does.

    `columns` are those of what is created, or those written of what was there. `open` says that
    there are more whose names are not known. `overrun` says that there were more ways from column
    to column than can be followed: then any column of any table read may be in any column.
    """

    columns: tuple[ResolvedColumn, ...]
    edges: tuple[Edge, ...]
    open: bool = False
    unresolved: tuple[Unresolved, ...] = ()
    overrun: bool = False


def resolve(write: Write, target: TableRef, schema: Schema, file: str = "") -> Resolution:
    """The edges of a statement that writes, and the columns it makes.

    `target` is the table that `write.target` means, `file` where the statement stands.
    """
    evaluation = Evaluation(schema, target.source)
    edges = _Edges(target, file)
    items: list[Made | Rest] = []
    try:
        for part in (write, *write.also):
            found, rows = _outputs(part, evaluation)
            edges.take(found, rows)
            items.extend(found)
    except TooMuch:
        tables = (table for part in (write, *write.also) for table in tables_in(part.query))
        return _anything(tables, Evaluation(schema, target.source), target, write.span, file)
    return _resolution(evaluation, edges, items)


def resolve_query(query: Query, schema: Schema, file: str = "") -> Resolution:
    """The edges of a query that writes nothing: its outputs are columns of a table without name."""
    evaluation = Evaluation(schema, "")
    nameless = TableRef("", "", "")
    try:
        result = evaluation.query(query)
    except TooMuch:
        known = tables_in(query)
        return _anything(known, Evaluation(schema, ""), nameless, (1, 1, 1, 1), file)
    items = _placeholders(result.items)
    edges = _Edges(nameless, file)
    edges.take(items, result.rows)
    return _resolution(evaluation, edges, items)


def _anything(
    tables: Iterable[Name], evaluation: Evaluation, target: TableRef, span: Span, file: str
) -> Resolution:
    """What is left to say of a statement that cannot be followed: what it reads may be anywhere."""
    flows: Flows = {}
    for name in tables:
        for item in evaluation.table(name).items:
            pour(flows, item.flows)
    edges = _Edges(target, file)
    edges.take([Rest(span, flows)], {})
    return Resolution((), edges.all(), open=True, overrun=True)


def _resolution(evaluation: Evaluation, edges: _Edges, items: list[Made | Rest]) -> Resolution:
    columns: dict[str, ResolvedColumn] = {}
    for item in items:
        if isinstance(item, Made) and item.name != "*":
            columns.setdefault(item.name, ResolvedColumn(item.name, item.type, item.span))
    return Resolution(
        tuple(columns.values()),
        (*edges.all(), *edges.missing(evaluation.missing)),
        any(isinstance(item, Rest) for item in items),
        tuple(
            Unresolved(".".join(quote(part) for part in name), span, candidates)
            for (name, span), candidates in evaluation.unsure.items()
        ),
    )


def _outputs(write: Write, evaluation: Evaluation) -> tuple[list[Made | Rest], Influences]:
    """What is written, under the names of the target's columns; and what decides about rows."""
    body = write.query.body
    around = evaluation.around(write.around)
    if write.kind in ("update", "merge", "delete") and isinstance(body, Select):
        known = evaluation.names(write.query, around, None)
        groups, rows, _ = evaluation.select(body, around, known)
        items: list[Made | Rest] = []
        for name, group in zip(write.columns or (), groups, strict=True):
            items += group if name == "*" else aligned(group, (name,))
        return items, rows
    result = evaluation.query(write.query, around)
    columns = write.columns
    if write.kind == "insert" and columns is None and not write.by_name:
        target = evaluation.schema.relation(write.target)
        if target is not None and target.columns and not target.open:
            columns = tuple(name for name, _ in target.columns)
            # Surplus outputs go nowhere: the statement would fail.
            return aligned(result.items, columns)[: len(columns)], result.rows
    if columns is not None and write.by_name and write.kind == "table":
        own = [Made(c, "", write.span) for c in columns if not result.named(c)]
        return [*own, *_placeholders(result.items)], result.rows
    if columns is not None:
        return aligned(result.items, columns), result.rows
    return _placeholders(result.items), result.rows


def _placeholders(items: list[Made | Rest]) -> list[Made | Rest]:
    """The items with a name for each column that its engine would make up, by position."""
    return [
        item.named(f"_col{index}") if isinstance(item, Made) and not item.name else item
        for index, item in enumerate(items)
    ]


class _Edges:
    """The edges into one table, each pair of columns once for each kind."""

    def __init__(self, target: TableRef, file: str) -> None:
        self._target = target
        self._file = file
        self._values: dict[tuple[ColumnRef, ColumnRef], dict[bool, tuple[Effect, Span]]] = {}
        self._influences: dict[tuple[ColumnRef, ColumnRef], Span] = {}

    def take(self, items: list[Made | Rest], rows: Influences) -> None:
        """Add what flows into columns, and what decides about rows."""
        for item in items:
            column = self._target.column(item.name if isinstance(item, Made) else "*")
            self._value(column, item.flows, item.span)
            for ref in item.influences:
                self._influences.setdefault((ref, column), item.span)
        every = self._target.column("*")
        for ref, span in rows.items():
            self._influences.setdefault((ref, every), span)

    def _value(self, column: ColumnRef, flows: Flows, span: Span) -> None:
        for (ref, _), transform in flows.items():
            restores = transform.restores
            paths = self._values.setdefault((ref, column), {})
            before = paths.get(restores)
            if before is None or transform.effect.rank < before[0].rank:
                paths[restores] = transform.effect, span

    def all(self) -> tuple[Edge, ...]:
        """The edges: values first, in the order of the columns, then influences."""
        found = []
        for (ref, column), paths in self._values.items():
            restoring, plain = paths.get(True), paths.get(False)
            if restoring and plain and restoring[0].rank <= plain[0].rank:
                plain = None  # undoing protection shows at least as much, whatever came before
            for path, restores in ((plain, False), (restoring, True)):
                if path is not None:
                    effect, span = path
                    location = self._location(span)
                    found.append(Edge(ref, column, effect, EdgeKind.VALUE, location, restores))
        for (ref, column), span in self._influences.items():
            found.append(
                Edge(ref, column, Effect.PREDICATE, EdgeKind.INFLUENCE, self._location(span))
            )
        return tuple(found)

    def missing(self, named: Iterable[tuple[ColumnRef, Span]]) -> Iterator[Edge]:
        """What the statement names and nothing has; see `Edge.missing`."""
        every = self._target.column("*")
        for ref, span in named:
            yield Edge(ref, every, Effect.DERIVED, EdgeKind.INFLUENCE, self._location(span))

    def _location(self, span: Span) -> Location:
        return Location(self._file, *span)
