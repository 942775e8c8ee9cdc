"""What an engine calls an output column that nobody named."""

from __future__ import annotations

from sqlglot import exp

from governance.lineage.context import Context

_POSTGRES_LIKE = frozenset({"postgres", "redshift"})
_NAMED: dict[type[exp.Expr], str] = {
    exp.Coalesce: "coalesce",
    exp.Greatest: "greatest",
    exp.Least: "least",
    exp.Nullif: "nullif",
    exp.Array: "array",
    exp.Exists: "exists",
    exp.Case: "case",
    exp.Extract: "extract",
    exp.Substring: "substring",
    exp.CurrentDate: "current_date",
    exp.CurrentTimestamp: "now",
    exp.TimestampTrunc: "date_trunc",
    exp.GroupConcat: "string_agg",
    exp.StrPosition: "position",
    exp.Rand: "random",
}
_UNNAMED = (exp.Binary, exp.Unary, exp.Literal, exp.Null, exp.Boolean, exp.In, exp.Between)


def output_name(context: Context, node: exp.Expr) -> str:
    """The name of an output column without an alias; "" when the engine makes one up.

    A column keeps its name, a path its last field. PostgreSQL names a call after its function and
    a cast after what is cast (FigureColname in parse_target.c); other engines take the text of
    the expression, which may hold a literal and is not repeated here.
    """
    while True:
        if isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier):
            return context.fold(node.this)
        if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Identifier):
            return context.fold(node.expression)
        if isinstance(node, exp.Identifier):
            return context.fold(node)
        if isinstance(node, exp.Paren):
            node = node.this
            continue
        if context.dialect.name not in _POSTGRES_LIKE:
            return ""
        following = _within(node)
        if following is None:
            return _call_name(context, node)
        node = following


def _within(node: exp.Expr) -> exp.Expr | None:
    """The part of an expression that PostgreSQL takes the name from."""
    if isinstance(node, exp.Cast):
        inner = node.this
        named = not isinstance(inner, _UNNAMED) or isinstance(inner, exp.Dot | exp.Paren)
        return inner if named else None
    if isinstance(node, exp.Subquery):
        selects = node.this.selects if isinstance(node.this, exp.Select) else ()
        if not selects:
            return None
        first: exp.Expr = selects[0]
        alias: exp.Expr | None = first.args.get("alias") if isinstance(first, exp.Alias) else None
        return alias or first
    if isinstance(node, exp.Window | exp.Filter | exp.WithinGroup | exp.Collate | exp.Bracket):
        inner = node.this
        return inner if isinstance(inner, exp.Expr) else None
    if isinstance(node, exp.Case) and isinstance(node.args.get("default"), exp.Column):
        found: exp.Expr = node.args["default"]
        return found
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Func):
        return node.expression
    return None


def _call_name(context: Context, node: exp.Expr) -> str:
    if isinstance(node, exp.Cast):
        return node.to.sql(dialect="postgres").lower().partition("(")[0]
    if type(node) in _NAMED:
        return _NAMED[type(node)]
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    if isinstance(node, exp.Func) and not isinstance(node, exp.Binary | exp.Predicate):
        return context.written(node) or node.sql_names()[0].lower()
    return "?column?"
