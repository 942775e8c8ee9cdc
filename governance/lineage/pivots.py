"""PIVOT and UNPIVOT: rows that become columns, and the other way round."""

from __future__ import annotations

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import IDENTITY
from governance.lineage.expressions import terms
from governance.lineage.reduced import NotUnderstood, Output, Pivot, Source, Term, Use, uses


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
    pivot = (
        _unpivot(context, source, node)
        if node.args.get("unpivot")
        else _pivot(context, source, node)
    )
    return Source(pivot, span, name or source.alias, columns, source.using, source.natural)


def _pivot(context: Context, source: Source, node: exp.Pivot) -> Pivot:
    made: list[Term] = []
    for aggregate in node.expressions:
        made.extend(terms(context, aggregate))
    used = [use.name[-1] for use in uses(made)]
    for field in node.args["fields"]:
        made.extend(terms(context, field, influence=True))
        used.extend(use.name[-1] for use in uses(terms(context, field.this)))
    span = context.item_span(node)
    # A column named after a value would repeat a literal.
    told = all(isinstance(v, exp.PivotAlias) for f in node.args["fields"] for v in f.expressions)
    outputs = tuple(
        Output(context.fold(column), tuple(made), span)
        for column in (node.args.get("columns") or () if told else ())
    )
    return Pivot(source, tuple(dict.fromkeys(used)), outputs, tuple(made))


def _unpivot(context: Context, source: Source, node: exp.Pivot) -> Pivot:
    span = context.item_span(node)
    made: list[Term] = []
    names: list[str] = []
    for field in node.args["fields"]:
        names.append(context.fold(field.this))
        for column in field.expressions:
            made.extend(terms(context, column))
    values = []
    for value in node.expressions:
        values.extend(value.expressions if isinstance(value, exp.Tuple) else [value])
    outputs = [Output(context.fold(value), tuple(made), span) for value in values]
    outputs += [Output(name, (), span) for name in names]
    used = [term.name[-1] for term in made if isinstance(term, Use) and term.transform == IDENTITY]
    return Pivot(source, tuple(dict.fromkeys(used)), tuple(outputs), ())
