"""MERGE: what each of its branches writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import PREDICATE
from governance.lineage.expressions import terms
from governance.lineage.outputs import type_of
from governance.lineage.queries import ctes
from governance.lineage.reduced import (
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
    Write,
)
from governance.lineage.sources import sources
from governance.lineage.targets import Assignment, assigned, assignments, behind, called, target


def merge(context: Context, node: exp.Merge) -> Write:
    """What a MERGE writes; rows inserted without naming columns are a write of their own in it.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    outer = tuple(ctes(context, node))
    table, _ = target(context, node.this)
    own, influences = sources(context, node.this)
    using, more = sources(context, node.args["using"])
    influences = [*influences, *more]
    if isinstance(node.args.get("on"), exp.Expr):
        influences.extend(terms(context, node.args["on"], influence=True))
    influences.extend(_using(context, node, own, using))
    made: list[Assignment] = []
    rows: list[tuple[Output | Star, ...]] = []
    for when in node.args["whens"].expressions:
        if when.args.get("condition") is not None:
            influences.extend(terms(context, when.args["condition"], influence=True))
        then = when.args.get("then")
        if isinstance(then, exp.Expr) and isinstance(then.args.get("where"), exp.Expr):
            influences.extend(terms(context, then.args["where"], influence=True))
        if isinstance(then, exp.Update):
            made.extend(_update(context, then, own, using))
        elif isinstance(then, exp.Insert):
            values = _unnamed(then)
            if values is None:
                made.extend(_insert(context, then, own, using))
            else:
                rows.append(tuple(_value(context, "", value) for value in values))
    base = table
    written = []
    for one in made:
        base, column = (
            (table, one.column) if one.column == "*" else behind(outer, table, one.column)
        )
        written.append(Assignment((), column, one.output))
    every = (*own, *using)
    also = tuple(
        Write("insert", base, None, Query(Select(every, row), outer), context.whole) for row in rows
    )
    body = Select(every, tuple(a.output for a in written), tuple(influences))
    columns = tuple(a.column for a in written)
    return Write("merge", base, columns, Query(body, outer), context.whole, also=also)


def _using(
    context: Context, node: exp.Merge, own: Sequence[Source], using: Sequence[Source]
) -> list[Term]:
    """DuckDB's `MERGE INTO t USING s USING (id)`."""
    listed = node.args.get("using_cond")
    return [
        Use((called(source), context.fold(column)), PREDICATE, context.span(column), influence=True)
        for column in (listed if isinstance(listed, list) else ())
        for source in (*own, *using)[:2]
    ]


def _everything(context: Context, then: exp.Expr, using: Sequence[Source]) -> Assignment:
    """UPDATE SET *, INSERT *, INSERT ROW, UPDATE ALL BY NAME: each column into that of its name."""
    star = next(then.find_all(exp.Star), None)
    place = context.whole if star is None else context.span(star)
    return Assignment((), "*", Star((called(using[0]),), place))


def _update(
    context: Context, then: exp.Update, own: Sequence[Source], using: Sequence[Source]
) -> list[Assignment]:
    listed = then.expressions
    if not listed or any(isinstance(e, exp.Star) for e in listed):
        return [_everything(context, then, using)]
    return assignments(context, listed, own)


def _unnamed(then: exp.Insert) -> list[exp.Expr] | None:
    """The values of an INSERT that names no columns, None when it does or has none."""
    names = then.this.expressions if isinstance(then.this, exp.Tuple) else None
    if then.this is None and isinstance(then.expression, exp.Expr):
        values = then.expression
        return values.expressions if isinstance(values, exp.Tuple) else [values]
    if names is not None and len(names) == 1 and isinstance(names[0], exp.Anonymous):
        # BigQuery's INSERT VALUES (…), which the parser takes for a column that is a call.
        call = names[0]
        if call.name.upper() == "VALUES" and not isinstance(then.expression, exp.Expr):
            found: list[exp.Expr] = call.expressions
            return found
    return None


def _insert(
    context: Context, then: exp.Insert, own: Sequence[Source], using: Sequence[Source]
) -> list[Assignment]:
    row = isinstance(then.this, exp.Var) and then.this.name.upper() == "ROW"
    if isinstance(then.this, exp.Star) or row or _by_name(then):
        return [_everything(context, then, using)]
    if not isinstance(then.expression, exp.Expr):
        raise NotUnderstood("a MERGE inserts something that is not followed yet")
    values = then.expression
    listed = values.expressions if isinstance(values, exp.Tuple) else [values]
    names = then.this.expressions if isinstance(then.this, exp.Tuple) else [then.this]
    if len(names) != len(listed):
        raise NotUnderstood("a MERGE inserts another number of values than of columns")
    tables = frozenset(map(called, own))
    found = []
    for name, value in zip(names, listed, strict=True):
        column = assigned(context, name, tables)[1]
        found.append(Assignment((), column, _value(context, column, value)))
    return found


def _by_name(then: exp.Insert) -> bool:
    """DuckDB's INSERT, INSERT BY NAME."""
    if then.this is None:
        return not isinstance(then.expression, exp.Expr)
    names = then.this.expressions if isinstance(then.this, exp.Tuple) else ()
    words = [n.alias_or_name.upper() for n in names if isinstance(n, exp.Alias)]
    return words == ["NAME"] and not isinstance(then.expression, exp.Expr)


def _value(context: Context, name: str, value: exp.Expr) -> Output:
    return Output(name, terms(context, value), context.item_span(value), type_of(context, value))
