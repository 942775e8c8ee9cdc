"""What the items of a SELECT list put out: columns, and stars of all sorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import regex as re
from msgspec import structs
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import DERIVED
from governance.lineage.expressions import terms
from governance.lineage.naming import output_name
from governance.lineage.reduced import FunctionCall, Name, Output, Star, Term, Use
from governance.sql.place import Span

_DETAILS = ("expressions", "values", "kind", "nullable", "collate")
_MANY = frozenset({"duckdb", "clickhouse"})
"""Dialects where COLUMNS(...) stands for many columns."""
_GENERATES = frozenset({"spark", "databricks"})
"""Dialects where a SELECT list may make rows of an array, under names of their own."""


def outputs(
    context: Context, node: exp.Expr, windows: Mapping[str, exp.Expr]
) -> Iterator[Output | Star]:
    """What one item of a SELECT list puts out.

    Raises:
        NotUnderstood: a query in it holds something that cannot be followed.
    """
    if isinstance(node, exp.Aliases):
        yield from _aliased(context, node, windows)
        return
    star = _star_of(context, node, context.item_span(node)) if _may_be_star(node) else None
    if star is not None:
        yield star
    elif isinstance(node, exp.Dot) and isinstance(node.expression, exp.Star):
        yield Output("*", terms(context, node.this), context.item_span(node))
    elif isinstance(node, exp.Apply):
        yield Output("*", terms(context, node), context.item_span(node))
    elif context.dialect.name in _GENERATES and isinstance(node, _GENERATORS):
        yield from _generated(context, node)
    else:
        yield output(context, node, windows)


_GENERATORS = (exp.Explode, exp.ExplodeOuter, exp.Posexplode, exp.PosexplodeOuter, exp.Inline)
_POSITIONED = (exp.Posexplode, exp.PosexplodeOuter)


def _aliased(
    context: Context, node: exp.Aliases, windows: Mapping[str, exp.Expr]
) -> Iterator[Output]:
    """`posexplode(xs) AS (position, element)`, `stack(2, …) AS (k, v)`."""
    made, span = terms(context, node.this, windows=windows), context.item_span(node)
    for index, alias in enumerate(node.args["expressions"]):
        counts = index == 0 and isinstance(node.this, _POSITIONED)
        yield Output(context.fold(alias), () if counts else made, span)


def _generated(context: Context, node: exp.Expr) -> Iterator[Output]:
    """Spark's functions that make rows, under the names that it gives their columns."""
    made, span = terms(context, node), context.item_span(node)
    if isinstance(node, exp.Inline):  # one column for each field, whatever they are
        yield Output("*", made, span)
        return
    if isinstance(node, _POSITIONED):
        yield Output("pos", (), span)
    yield Output("col", made, span)


def output(context: Context, node: exp.Expr, windows: Mapping[str, exp.Expr]) -> Output | Star:
    """An expression under its name; a star when it holds COLUMNS(...)."""
    aliased = isinstance(node, exp.Alias)
    inner: exp.Expr = node.args["this"] if aliased else node
    name = context.fold(node.args["alias"]) if aliased else output_name(context, node)
    found = terms(context, inner, windows=windows)
    if context.dialect.name in _MANY and (many := list(inner.find_all(exp.Columns))):
        star = _star_of(context, many[0], context.item_span(node))
        if star is not None and len(found) == 1 and len(many) == 1:
            star = structs.replace(star, alias=name) if aliased else star
            return _with(star, found[0])
        return Output("*", found, context.item_span(node))
    span = context.item_span(node)
    while type(inner) is exp.Paren:
        inner = inner.this
    if type(inner) is exp.Column:
        return Output(name, found, span, plain=True)
    return Output(name, found, span, type_of(context, inner))


@cache
def _plain_type(kind: exp.DType, dialect: str) -> str:
    text: str = exp.DataType(this=kind).sql(dialect=dialect)
    return text.lower()


def type_of(context: Context, node: exp.Expr) -> str:
    """The type that a cast names, "" for any other expression."""
    if not isinstance(node, exp.Cast):
        return ""
    kind = node.to
    if isinstance(kind.this, exp.DType) and not any(kind.args.get(k) for k in _DETAILS):
        return _plain_type(kind.this, context.dialect.sqlglot)
    text = kind.sql(dialect=context.dialect.sqlglot).lower()
    # The members of an ENUM are literals.
    return text.partition("(")[0].strip() if "'" in text or '"' in text else text


# Stars.

_STARS = (exp.Star, exp.Columns, exp.Dot, exp.Apply, exp.Like, exp.ILike, exp.SimilarTo)


def _may_be_star(node: exp.Expr) -> bool:
    if isinstance(node, exp.Column):
        return isinstance(node.this, exp.Star)
    return isinstance(node, _STARS)


def _star_of(context: Context, node: exp.Expr, span: Span) -> Star | None:
    """The star that an item is, None when it is none."""
    if isinstance(node, exp.Star):
        return _star(context, node, (), span)
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        keys = [key for key in ("catalog", "db", "table") if node.args.get(key)]
        return _star(context, node.this, tuple(context.fold(node.args[k]) for k in keys), span)
    if isinstance(node, exp.Columns):
        return _columns(context, node.this, (), span)
    if isinstance(node, exp.Apply):
        return _applied(context, node, span)
    if isinstance(node, exp.Like | exp.ILike | exp.SimilarTo):
        star = _star_of(context, node.this, span) if _may_be_star(node.this) else None
        return None if star is None else _like(star, _pattern(node), bool(node.args.get("negate")))
    if not isinstance(node, exp.Dot):
        return None
    call = node.expression
    if isinstance(call, exp.Anonymous) and call.name.upper() == "COLUMNS" and call.expressions:
        return _columns(context, call.expressions[0], (context.fold(node.this),), span)
    if isinstance(call, exp.Star):
        found = terms(context, node)
        path = found[0] if len(found) == 1 else None
        if isinstance(path, Use) and path.name[-1] == "*":
            return Star(path.name[:-1], span)
    return None


def _star(context: Context, star: exp.Star, qualifier: Name, span: Span) -> Star:
    replaced = (output(context, e, {}) for e in star.args.get("replace") or ())
    made = Star(
        qualifier,
        span,
        unplaced="start" not in star.meta,
        without=tuple(context.fold(e) for e in star.args.get("except_") or ()),
        replaced=tuple(one for one in replaced if isinstance(one, Output)),
        renamed=tuple(
            (context.fold(e.this), context.fold(e.args["alias"]))
            for e in star.args.get("rename") or ()
        ),
    )
    like = star.args.get("ilike")
    return _like(made, like_pattern(like.name, any_case=True)) if like is not None else made


def _like(star: Star, pattern: str, unlike: bool = False) -> Star:
    return structs.replace(star, like=pattern, unlike=unlike)


def _columns(context: Context, node: exp.Expr, qualifier: Name, span: Span) -> Star:
    """COLUMNS(...): all columns whose names match, are listed, or pass a test."""
    if isinstance(node, exp.Star | exp.Column):
        return _star_of(context, node, span) or Star(qualifier, span)
    star = Star(qualifier, span)
    if isinstance(node, exp.Literal) and node.is_string:
        return _like(star, node.name)
    if isinstance(node, exp.Array) and all(e.is_string for e in node.expressions):
        names = tuple(context.fold(e.name) for e in node.expressions)
        return structs.replace(star, named=names)
    test = node.this if isinstance(node, exp.Lambda) else None
    if isinstance(test, exp.Like | exp.ILike | exp.SimilarTo):
        return _like(star, _pattern(test), bool(test.args.get("negate")))
    return star  # any other test may let every column through


def _pattern(node: exp.Expr) -> str:
    """The regular expression of `x LIKE '…'`, "" when it is no plain string."""
    wanted = node.expression
    if not isinstance(wanted, exp.Literal) or not wanted.is_string:
        return ""
    if isinstance(node, exp.SimilarTo):
        return f"^(?:{wanted.name})$"
    return like_pattern(wanted.name, any_case=isinstance(node, exp.ILike))


def like_pattern(text: str, *, any_case: bool) -> str:
    """LIKE's pattern as a regular expression."""
    parts = ({"%": ".*", "_": "."}.get(c) or re.escape(c) for c in text)
    return f"(?{'i' if any_case else ''}s)^{''.join(parts)}$"


def _applied(context: Context, node: exp.Apply, span: Span) -> Star | None:
    """ClickHouse's `* APPLY(f)`: f of each column, which is then called `f(column)`."""
    star = _star_of(context, node.this, span)
    function = node.expression
    if star is None or not isinstance(function, exp.Var | exp.Identifier | exp.Column):
        return None
    rule = context.functions.known(function.name.lower())
    transform = star.transform.then(DERIVED if rule is None else rule.transform)
    call = function.name if not star.call else f"{function.name}({star.call}"
    return structs.replace(star, transform=transform, call=call)


def _with(star: Star, term: Term) -> Star | Output:
    """A star each of whose columns stands in an expression."""
    if isinstance(term, FunctionCall) and len(term.arguments) == 1:
        (argument,) = term.arguments
        if len(argument.terms) == 1 and argument.transform is not None:
            inner = structs.replace(star, transform=star.transform.then(argument.transform))
            called = _with(inner, argument.terms[0])
            if isinstance(called, Star):
                return structs.replace(called, transform=called.transform.then(term.transform))
    if not isinstance(term, Use):
        return Output("*", (term,), star.span)
    return structs.replace(star, transform=star.transform.then(term.transform))
