"""PIVOT and UNPIVOT: rows that become columns, and the other way round.

PIVOT names its new columns after values of the data, as the SQL lists them. Those that read like
names ("q1", 2024) are the names of columns in the database, too, and are kept; any other value is
data, is not repeated, and leaves the result open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import IDENTITY
from governance.lineage.expressions import terms
from governance.lineage.reduced import (
    Nested,
    NotUnderstood,
    Output,
    Pivot,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
    uses,
)
from governance.sql.place import Span

_NAME = re.compile(r"(?=\D*(?:\d\D*){0,6}$)[A-Za-z0-9_]{1,30}")
"""One word with few digits: a quarter, a status. No address, no telephone, nobody's full name."""


def pivoted(context: Context, source: Source, node: exp.Expr) -> Source:
    """A source with one PIVOT or UNPIVOT over it.

    Raises:
        NotUnderstood: it is of a form that cannot be followed.
    """
    if not isinstance(node, exp.Pivot) or not node.args.get("fields"):
        raise NotUnderstood("this form of PIVOT is not followed yet")
    alias = node.args.get("alias")
    name = context.fold(alias.this) if alias is not None and alias.this is not None else ""
    columns = tuple(context.fold(c) for c in (alias.args.get("columns") or ())) if alias else ()
    span = context.item_span(node)
    if node.args.get("unpivot"):
        pivot = _unpivot(context, source, node, span)
    else:
        pivot = _pivot(context, source, node, span)
    return Source(pivot, span, name or source.alias, columns, source.using, source.natural)


def _pivot(context: Context, source: Source, node: exp.Pivot, span: Span) -> Pivot:
    fields = node.args["fields"]
    aggregates = [terms(context, aggregate) for aggregate in node.expressions]
    deciding: list[Term] = []
    used = [use.name[-1] for made in aggregates for use in uses(made)]
    for field in fields:
        key = field.this if isinstance(field, exp.In) else field
        found = terms(context, key, influence=True)
        deciding.extend(found)
        used.extend(use.name[-1] for use in uses(found))
        for value in field.expressions if isinstance(field, exp.In) else ():
            if value.find(exp.Query):  # IN (SELECT …): which columns there are
                deciding.extend(terms(context, value, influence=True))
    values = [v for f in fields for v in f.expressions] if len(fields) == 1 else []
    columns = node.args.get("columns") or ()
    told = len(columns) == len(values) * len(aggregates)
    outputs: list[Output] = []
    for index, column in enumerate(columns if told else ()):
        # The columns of one value stand together, one for each aggregate.
        value, made = values[index // len(aggregates)], aggregates[index % len(aggregates)]
        if _tellable(value):
            name = context.fold(_as_written(context, value, column))
            outputs.append(Output(name, (*made, *deciding), span))
    every = (*(term for made in aggregates for term in made), *deciding)
    closed = told and len(outputs) == len(columns) and bool(outputs)
    return Pivot(source, tuple(dict.fromkeys(used)), tuple(outputs), () if closed else every)


def _tellable(value: exp.Expr) -> bool:
    """Whether the columns named after a value may be named here."""
    if isinstance(value, exp.PivotAlias | exp.Column | exp.Identifier):
        return True
    return isinstance(value, exp.Literal) and _NAME.fullmatch(value.name) is not None


def _as_written(context: Context, value: exp.Expr, column: exp.Expr) -> exp.Expr:
    """The column's name: where it is taken from a string, the engine does not fold it."""
    if isinstance(value, exp.Literal) and context.dialect.name == "oracle":
        name = column.name.replace(value.name, f"'{value.name}'", 1) if value.is_string else ""
        return exp.Identifier(this=name or column.name, quoted=True)
    return column


def _unpivot(context: Context, source: Source, node: exp.Pivot, span: Span) -> Pivot:
    values: list[exp.Expr] = []
    for value in node.expressions:
        values.extend(value.expressions if isinstance(value, exp.Tuple) else [value])
    made: list[list[Term]] = [[] for _ in values]
    names: list[str] = []
    used: list[str] = []
    for field in node.args["fields"]:
        names.append(context.fold(field.this))
        for column in field.expressions:
            inner = column.this if isinstance(column, exp.PivotAlias | exp.Alias) else column
            parts = inner.expressions if isinstance(inner, exp.Tuple) else [inner]
            for index, part in enumerate(parts):
                found = terms(context, part)
                used.extend(
                    t.name[-1] for t in found if isinstance(t, Use) and t.transform == IDENTITY
                )
                for into in made if len(parts) != len(values) else made[index : index + 1]:
                    into.extend(found)
    outputs = [
        Output(context.fold(value), tuple(found), span)
        for value, found in zip(values, made, strict=True)
    ]
    outputs += [Output(name, (), span) for name in names]
    return Pivot(source, tuple(dict.fromkeys(used)), tuple(outputs), ())


def pivot_query(context: Context, node: exp.Pivot, source: Source) -> Select:
    """DuckDB's statements: `PIVOT t ON q USING sum(x) GROUP BY k`, `UNPIVOT t ON a, b INTO …`."""
    span = context.item_span(node)
    if node.args.get("unpivot"):
        return _simple_unpivot(context, node, source, span)
    calls = node.args.get("using") or ()
    aggregates = [terms(context, call) for call in calls]
    deciding: list[Term] = []
    for on in node.expressions:
        deciding.extend(terms(context, on.this if isinstance(on, exp.In) else on, influence=True))
    every = (*(term for made in aggregates for term in made), *deciding)
    new: list[Output] = []
    names = _simple_names(node.expressions, calls)
    for index, name in enumerate(names):
        made = aggregates[index % len(aggregates)]
        new.append(Output(context.fold(name), (*made, *deciding), span))
    if not names:
        new.append(Output("*", every, span))
    group = node.args.get("group")
    if group is not None:
        kept = [
            Output(context.fold(column.this), terms(context, column), context.item_span(column))
            for column in group.expressions
            if isinstance(column, exp.Column)
        ]
        return Select((source,), (*kept, *new))
    used = tuple(dict.fromkeys(use.name[-1] for use in uses(every)))
    return Select((source,), (Star((), span, used), *new))


def _simple_names(ons: list[exp.Expr], calls: Sequence[exp.Expr]) -> list[str]:
    """The new columns of `PIVOT … ON q IN (…)`, value by value; none when one cannot be told."""
    if len(ons) != 1 or not isinstance(ons[0], exp.In) or not calls:
        return []
    values = ons[0].expressions
    if not all(isinstance(value, exp.Literal) and _tellable(value) for value in values):
        return []
    if len(calls) == 1 and not isinstance(calls[0], exp.Alias):
        return [value.name for value in values]
    if not all(isinstance(call, exp.Alias) for call in calls):
        return []
    return [f"{value.name}_{call.alias}" for value in values for call in calls]


def _simple_unpivot(context: Context, node: exp.Pivot, source: Source, span: Span) -> Select:
    into = node.args.get("into")
    name, values = "name", ["value"]
    if into is not None:
        name = context.fold(into.this)
        values = [context.fold(value) for value in into.expressions] or values
    made: list[Term] = []
    used: list[str] = []
    kept: list[Output | Star] = []
    for on in node.expressions:
        star = on.this if isinstance(on, exp.Columns) else on
        if isinstance(star, exp.Star):
            without = tuple(context.fold(e) for e in star.args.get("except_") or ())
            query = Query(Select((source,), (Star((), span, without),)))
            made.append(Nested(query, IDENTITY))
            kept.append(Star((), span, named=without))
            continue
        found = terms(context, on)
        made.extend(found)
        used.extend(use.name[-1] for use in uses(found))
    if not kept:
        kept.append(Star((), span, tuple(dict.fromkeys(used))))
    outputs = [Output(value, tuple(made), span) for value in values]
    return Select((source,), (*kept, Output(name, (), span), *outputs))
