"""From an expression to the columns in it, and what happens to each.

One walk from the top with a stack of its own, so that no expression is too deep: each node hands
down what happens to its arguments *after* they are computed (see `parts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import TypeAlias

from msgspec import structs
from sqlglot import exp

from governance.lineage.arguments import called, children
from governance.lineage.context import Context
from governance.lineage.effects import IDENTITY, PREDICATE, Transform
from governance.lineage.methods import is_method
from governance.lineage.parts import looks_up, named_window, parts_of, qualifier_of
from governance.lineage.reduced import Argument, FunctionCall, Name, Nested, Term, Use
from governance.model.lineage import Effect

_Node: TypeAlias = exp.Expr


def terms(
    context: Context,
    node: exp.Expr,
    *,
    influence: bool = False,
    windows: Mapping[str, exp.Expr] | None = None,
) -> tuple[Term, ...]:
    """The columns and queries that an expression uses, in the order of the text.

    `windows` are the named windows of its SELECT. With `influence`, none of them goes into a
    value.

    Raises:
        NotUnderstood: a query in it holds something that cannot be followed.
    """
    transform, decides = PREDICATE if influence else IDENTITY, influence
    if type(node) is exp.Column:  # most are
        return (_use(context, node, transform, decides),)
    found: dict[object, Term] = {}
    pieces: dict[Name, list[_Node]] = {}
    stack = [(node, transform, decides)]
    while stack:
        at, transform, decides = stack.pop()
        kind = type(at)
        end = _ENDS[kind] if kind in _ENDS else _end_of(kind)
        term = end(context, at, transform, decides) if end is not None else None
        if term is not None:
            # The same column in the same role once, at its first place.
            same = (term.name, transform, decides) if type(term) is Use else len(found)
            found.setdefault(same, term)
            if transform.base is Effect.GENERALISED and isinstance(term, Use) and not decides:
                pieces.setdefault(term.name, []).append(at)
            continue
        if windows and kind is exp.Window:
            stack.extend(named_window(context, at, windows))
        below = [
            (part, inner if transform is IDENTITY else inner.then(transform), decides or only)
            for part, inner, only in parts_of(kind)(at, context)
        ]
        below.reverse()
        stack += below
    if not pieces:
        return tuple(found.values())
    whole = {name for name, at in pieces.items() if len(at) >= _WHOLE and _together(at)}
    return tuple(_put_together(term, whole) for term in found.values())


_WHOLE = 3
"""Parts of a value in one expression that may be all of it: a year, a month and a day."""


def _together(nodes: Sequence[_Node]) -> bool:
    """Whether enough parts of a value stand beside each other, and not instead of each other."""
    choices = [_choice(at) for at in nodes]
    always = choices.count(None)
    return any(choices.count(choice) + (always if choice else 0) >= _WHOLE for choice in {*choices})


def _choice(node: _Node) -> int | None:
    """Which of several choices (a branch of a CASE) a node stands in, None outside of any."""
    at, above = node, node.parent
    while above is not None and not isinstance(above, exp.Query):
        if isinstance(above, exp.Case | exp.If | exp.Coalesce):
            return id(at)
        at, above = above, above.parent
    return None


def _put_together(term: Term, whole: Set[Name]) -> Term:
    if not whole or not isinstance(term, Use) or term.name not in whole:
        return term
    done = term.transform
    if term.influence or done.base is not Effect.GENERALISED:
        return term
    return structs.replace(term, transform=structs.replace(done, base=Effect.DERIVED))


# Where a walk ends: at a column, a query. What is none after all (a path that begins with no
# column) is gone on from.


def _nested(context: Context, node: _Node, transform: Transform, influence: bool) -> Term:
    return Nested(context.nested(node), transform, influence)


def _exists(context: Context, node: _Node, transform: Transform, influence: bool) -> Term | None:
    if not isinstance(node.this, exp.Query):
        return None
    query = context.nested(node.this)
    return Nested(query, transform.then(PREDICATE), influence, rows=True)


def _everything(context: Context, node: _Node, transform: Transform, influence: bool) -> Term:
    return Use(("*",), transform, context.span(node), influence)


def _positional(
    context: Context, node: _Node, transform: Transform, influence: bool
) -> Term | None:
    """Snowflake's `$2`: the second column of what is read."""
    if not isinstance(node.this, exp.Literal) or context.dialect.name != "snowflake":
        return None
    return Use((f"${node.this.name}",), transform, context.whole, influence)


def _columns(context: Context, node: _Node, transform: Transform, influence: bool) -> Term | None:
    """COLUMNS(...): which columns it stands for is told elsewhere; here it is any of them."""
    star = node.this
    if isinstance(star, exp.Column):
        return _use(context, star, transform, influence)
    return Use(("*",), transform, context.span(star), influence)


def _use(context: Context, column: _Node, transform: Transform, influence: bool) -> Use:
    args = column.args
    last = args["this"]
    if type(last) is exp.Star:
        keys = [key for key in ("catalog", "db", "table") if args.get(key)]
        qualifier = tuple(context.fold(args[key]) for key in keys)
        return Use((*qualifier, "*"), transform, context.span(last), influence)
    first = args.get("catalog") or args.get("db") or args.get("table") or last
    return Use(context.column(column), transform, context.span(first, last), influence)


def _inserted(context: Context, node: _Node, transform: Transform, influence: bool) -> Use | None:
    """MySQL's VALUES(column): what was to be inserted there."""
    column = next(iter(node.expressions), None)
    if not isinstance(column, exp.Identifier | exp.Column):
        return None
    name = context.fold(column.this if isinstance(column, exp.Column) else column)
    return Use(("excluded", name), transform, context.span(column), influence)


def _path(context: Context, dot: _Node, transform: Transform, influence: bool) -> Term | None:
    """The use that a path such as `(t).c` or `a.b.c.d.e` is; None when it starts with no column.

    Or a function with its schema in front.
    """
    if isinstance(dot.expression, exp.Anonymous) and not is_method(dot, context):
        return _called(context, dot.expression, qualifier_of(dot.this), transform, influence)
    fields: list[_Node] = []
    at: _Node = dot
    while isinstance(at, exp.Dot | exp.Paren):
        if isinstance(at, exp.Dot):
            fields.append(at.expression)
        at = at.this
    if not isinstance(at, exp.Column) or isinstance(at.this, exp.Star):
        return None
    names: list[str] = []
    for part in reversed(fields):
        if not isinstance(part, exp.Identifier | exp.Star):
            return None
        names.append("*" if isinstance(part, exp.Star) else context.fold(part))
    first = at.args.get("catalog") or at.args.get("db") or at.args.get("table") or at.this
    name: Name = (*context.parts(at), *names)
    return Use(name, transform, context.span(first, fields[0]), influence)


# Functions that are none of SQL's own: the tables at hand may define them.

_MOST_CALLS = 12
"""How deep calls in calls are kept apart: what is kept is read back without a deep stack."""


def _anonymous(context: Context, node: _Node, transform: Transform, influence: bool) -> Term | None:
    if node.name.upper() == "VALUES":
        return _inserted(context, node, transform, influence)
    if looks_up(node, context):
        return None
    return _called(context, node, "", transform, influence)


def _called(
    context: Context, node: _Node, qualifier: str, transform: Transform, influence: bool
) -> FunctionCall | None:
    """The call of a function; None within many others, and where a team said what it does."""
    full = f"{qualifier}{node.name.lower()}"
    rule = context.functions.known(full)
    if rule is not None:
        done_by_name = rule.of(node, tuple(children(node)), context.dialect.name)
        if done_by_name.effect.rank <= Effect.DERIVED.rank:
            return None  # by its name it protects nothing: whatever else it does is no worse
    if context.functions.told(full) or context.calls >= _MOST_CALLS:
        return None
    done = {id(part): (inner, only) for part, inner, only in called(node, context, qualifier)}
    context.calls += 1
    try:
        arguments = []
        for part in children(node):
            inner, only = done.get(id(part), (None, False))
            label = context.fold(part.this) if isinstance(part, exp.Kwarg) else ""
            found = terms(context, part, influence=influence or only)
            arguments.append(Argument(found, inner, label))
    finally:
        context.calls -= 1
    name = (*qualifier.split(".")[:-1], context.fold(node.name))
    return FunctionCall(name, tuple(arguments), transform, context.span(node), influence)


_End: TypeAlias = Callable[[Context, _Node, Transform, bool], Term | None]

_ENDS: dict[type[_Node], _End | None] = {
    exp.Column: _use,
    exp.Star: _everything,
    exp.Columns: _columns,
    exp.Parameter: _positional,
    exp.Exists: _exists,
    exp.Dot: _path,
    exp.Anonymous: _anonymous,
    exp.Subquery: None,
}


def _end_of(kind: type[_Node]) -> _End | None:
    """Where a walk ends of a kind that is met for the first time."""
    found = _ENDS[kind] = _nested if issubclass(kind, exp.Query) else None
    return found
