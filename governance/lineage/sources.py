"""From a FROM clause to the sources of a query, and what joining them compares."""

from __future__ import annotations

from msgspec import structs
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.pivots import pivoted
from governance.lineage.reduced import (
    Function,
    Name,
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
)
from governance.lineage.rows import function


def sources(context: Context, node: exp.Expr) -> tuple[list[Source], list[Term]]:
    """The sources of a SELECT, UPDATE or a parenthesised join, and the columns that join them.

    Raises:
        NotUnderstood: something in it cannot be followed.
    """
    found: list[Source] = []
    influences: list[Term] = []
    start: list[exp.Expr]
    if isinstance(node, exp.Select | exp.Update):
        clause = node.args.get("from_")
        start = [clause.this] if clause is not None else []
    else:
        start = [node]
    for first in start:
        _add(context, first, None, found, influences)
    if isinstance(node, exp.Select | exp.Update):
        _rest(context, node, found, influences)
    return found, influences


def joined(context: Context, node: exp.Expr) -> tuple[list[Source], list[Term]]:
    """What is joined to a statement's table, and the columns that join it.

    Raises:
        NotUnderstood: something in it cannot be followed.
    """
    found: list[Source] = []
    influences: list[Term] = []
    _rest(context, node, found, influences)
    return found, influences


def _rest(context: Context, node: exp.Expr, found: list[Source], influences: list[Term]) -> None:
    """What stands after the first table: joins, laterals."""
    for join in node.args.get("joins") or ():
        if str(join.args.get("kind") or "").upper() == "ARRAY":
            found.append(_array_join(context, join))
            continue
        _add(context, join.this, join, found, influences)
        for key in ("on", "match_condition"):
            if isinstance(join.args.get(key), exp.Expr):
                influences.extend(terms(context, join.args[key], influence=True))
    for lateral in node.args.get("laterals") or ():
        _add(context, lateral, None, found, influences)


def _add(
    context: Context,
    node: exp.Expr,
    join: exp.Join | None,
    found: list[Source],
    influences: list[Term],
) -> None:
    """One entry of FROM, and those that hang on it."""
    if isinstance(node, exp.Paren | exp.Final):
        _add(context, node.this, join, found, influences)
        return
    joined = isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table | exp.Subquery)
    if joined and not node.args.get("alias") and not node.args.get("pivots"):
        # FROM (a JOIN b ON ...) JOIN c: brackets only.
        before = len(found)
        _add(context, node.this, join, found, influences)
        _rest(context, node, found, influences)
        if len(found) > before or not found:
            return
    source = _source(context, node, join)
    for pivot in node.args.get("pivots") or ():
        source = pivoted(context, source, pivot)
    if join is not None and str(join.args.get("kind") or "").upper() in ("SEMI", "ANTI"):
        source = structs.replace(source, filter=True)
    if join is not None and (using := join.args.get("using")):
        source = structs.replace(source, joined=context.span(using[0], using[-1]))
    found.append(source)
    if isinstance(node, exp.Table | exp.Subquery):
        _rest(context, node, found, influences)


def _array_join(context: Context, join: exp.Join) -> Source:
    """ClickHouse's ARRAY JOIN: elements under a new name, or under that of their array."""
    made = []
    for array in (join.this, *(join.args.get("expressions") or ())):
        if isinstance(array, exp.Alias):
            name, span = context.fold(array.args["alias"]), context.item_span(array)
            made.append(Output(name, terms(context, array.this), span))
    return Source(Function((), (), tuple(made)), context.whole, lateral=True)


def _source(context: Context, node: exp.Expr, join: exp.Join | None) -> Source:
    alias = node.args.get("alias")
    name = context.fold(alias.this) if alias is not None and alias.this is not None else ""
    columns = tuple(
        context.fold(column.this if isinstance(column, exp.ColumnDef) else column)
        for column in ((alias.args.get("columns") or ()) if alias is not None else ())
    )
    using: tuple[str, ...] = ()
    natural = False
    if join is not None:
        using = tuple(context.fold(column) for column in join.args.get("using") or ())
        natural = str(join.args.get("method") or "").upper() == "NATURAL"
    return _Entry(context, node, name, columns, using, natural).source()


class _Entry:
    """One entry of FROM with its alias, whatever it is."""

    def __init__(
        self,
        context: Context,
        node: exp.Expr,
        alias: str,
        columns: tuple[str, ...],
        using: tuple[str, ...],
        natural: bool,
    ) -> None:
        self.context, self.node = context, node
        self.alias, self.columns, self.using, self.natural = alias, columns, using, natural

    def source(self) -> Source:
        """The source.

        Raises:
            NotUnderstood: it is of a kind that cannot be followed.
        """
        node, context = self.node, self.context
        if isinstance(node, exp.Table):
            return self._table(node)
        if isinstance(node, exp.Lateral | exp.TableFromRows):
            inner = node.this
            if isinstance(inner, exp.Query):
                return self._as(context.nested(inner), lateral=True)
            return self._function(inner, bool(node.args.get("ordinality")))
        if isinstance(node, exp.Unnest):
            return self._function(node, False)
        if isinstance(node, exp.Query | exp.Values):
            # What hangs on the brackets is the caller's to follow.
            hung = node.args.get("pivots") or node.args.get("joins")
            return self._as(context.nested(node.this if hung else node))
        if isinstance(node, exp.Pivot) and node.args.get("unpivot") and not node.expressions:
            return self._navigated(node.this)  # Redshift: FROM t, UNPIVOT t.object AS v AT k
        if isinstance(node, exp.Pivot):
            return self._as(context.nested(node))
        if isinstance(node, exp.AtIndex):
            return self._navigated(node)
        raise NotUnderstood("FROM holds something that is not followed yet")

    def _table(self, node: exp.Table) -> Source:
        inner = node.this
        if node.args.get("rows_from"):
            return self._rows_from(node)
        if isinstance(inner, exp.Query | exp.Values):
            return self._as(self.context.nested(inner))
        if isinstance(inner, exp.Anonymous) and inner.name.upper() == "TABLE":
            inner = inner.expressions[0] if len(inner.expressions) == 1 else inner
            return self._function(inner, False)
        last = inner.expression if isinstance(inner, exp.Dot) else inner
        if isinstance(last, exp.Func):
            keys = [key for key in ("catalog", "db") if node.args.get(key)]
            schema = tuple(self.context.fold(node.args[key]) for key in keys)
            return self._function(inner, bool(node.args.get("ordinality")), schema)
        if inner is None:
            raise NotUnderstood("FROM holds something that is not followed yet")
        first = node.args.get("catalog") or node.args.get("db") or inner
        return Source(
            self.context.parts(node),
            self.context.span(first, last),
            self.alias,
            self.columns,
            self.using,
            self.natural,
        )

    def _rows_from(self, node: exp.Table) -> Source:
        """PostgreSQL's ROWS FROM (f(...), g(...)): functions side by side, and an ordinal."""
        side_by_side = tuple(
            Source(
                function(self.context, call.this if isinstance(call, exp.Table) else call),
                self.context.item_span(call),
            )
            for call in node.args["rows_from"]
        )
        items: list[Output | Star] = [Star((), self.context.whole)]
        plain = self.columns[: -1 if node.args.get("ordinality") else None]
        if len(plain) == len(side_by_side):
            made = [s.relation for s in side_by_side if isinstance(s.relation, Function)]
            items = [
                Output(name, one.terms, self.context.whole)
                for name, one in zip(plain, made, strict=True)
            ]
            items += [Output(name, (), self.context.whole) for name in self.columns[len(plain) :]]
            return self._as(Query(Select((), tuple(items))), lateral=True)
        return self._as(Query(Select(side_by_side, tuple(items))), lateral=True)

    def _navigated(self, node: exp.Expr) -> Source:
        """A path in FROM, `t.items AS i AT index`: its elements, and where each stands."""
        counted: tuple[str, ...] = ()
        key: tuple[str, ...] = ()
        if isinstance(node, exp.AtIndex):
            key = (self.context.fold(node.expression),)
            node = node.this
        if isinstance(node, exp.Alias):
            self.alias = self.context.fold(node.args["alias"])
            node = node.this
        # The keys of an object are data; the places in an array are not.
        counted = key if not isinstance(self.node, exp.Pivot) else ()
        found = terms(self.context, node)
        span = self.context.item_span(node)
        value = Output(self.alias, found, span)
        keys = tuple(Output(name, () if name in counted else found, span) for name in key)
        return self._as(Function(found, counted, (value, *keys) if key else ()))

    def _function(self, node: exp.Expr, ordinality: bool, schema: Name = ()) -> Source:
        context = self.context
        empty: tuple[str, ...] = ()
        offset = node.args.get("offset")
        if isinstance(offset, exp.Identifier):
            empty = (context.fold(offset),)
            self.columns = (*self.columns, *empty)
        elif (ordinality or offset) and self.columns:
            empty = self.columns[-1:]
        elif isinstance(node, exp.Posexplode | exp.PosexplodeOuter) and len(self.columns) > 1:
            empty = self.columns[:1]
        made = function(context, node, self.columns, empty, schema)
        if isinstance(node, exp.Anonymous):
            self.alias = self.alias or context.fold(node.name)
        return self._as(made)

    def _as(self, relation: Name | Query | Function, *, lateral: bool = False) -> Source:
        return Source(
            relation,
            self.context.whole,
            self.alias,
            self.columns,
            self.using,
            self.natural,
            lateral,
        )
