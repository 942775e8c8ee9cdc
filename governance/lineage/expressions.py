"""From an expression to the columns in it, and what happens to each.

One walk from the top with a stack of its own, so that no expression is too deep: each node hands
down what happens to its arguments *after* they are computed. A node of a kind that is not known
here is taken for a function that may do anything: everything below it is derived, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from msgspec import structs
from sqlglot import exp

from governance.lineage.arguments import Part, aggregate, called, children, rule_of
from governance.lineage.context import Context
from governance.lineage.effects import (
    AGGREGATED,
    DERIVED,
    IDENTITY,
    PREDICATE,
    Transform,
    most_revealing,
)
from governance.lineage.methods import is_method, method
from governance.lineage.reduced import Argument, FunctionCall, Name, Nested, Term, Use
from governance.model.lineage import Effect

_Node: TypeAlias = exp.Expr
_Parts: TypeAlias = Callable[[_Node, Context], Iterator[Part]]


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
    found: dict[object, Term] = {}
    parts_of: dict[Name, list[_Node]] = {}
    stack: list[Part] = [(node, PREDICATE if influence else IDENTITY, influence)]
    while stack:
        at, transform, decides = stack.pop()
        end = _end_of(type(at))
        term = end(context, at, transform, decides) if end is not None else None
        if term is not None:
            # The same column in the same role once, at its first place.
            same = (term.name, transform, decides) if isinstance(term, Use) else len(found)
            found.setdefault(same, term)
            if transform.base is Effect.GENERALISED and isinstance(term, Use) and not decides:
                parts_of.setdefault(term.name, []).append(at)
            continue
        if windows and isinstance(at, exp.Window):
            stack.extend(_named_window(context, at, windows))
        parts = [
            (part, inner.then(transform), decides or only)
            for part, inner, only in _parts_of(type(at))(at, context)
        ]
        stack.extend(reversed(parts))
    whole = {name for name, at in parts_of.items() if len(at) >= _WHOLE and _together(at)}
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
    if isinstance(last, exp.Star):
        keys = [key for key in ("catalog", "db", "table") if args.get(key)]
        qualifier = tuple(context.fold(args[key]) for key in keys)
        return Use((*qualifier, "*"), transform, context.span(last), influence)
    first = args.get("catalog") or args.get("db") or args.get("table") or last
    return Use(context.parts(column), transform, context.span(first, last), influence)


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
        return _called(context, dot.expression, _qualifier(dot.this), transform, influence)
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


def _named_window(
    context: Context, window: exp.Window, windows: Mapping[str, exp.Expr]
) -> Iterator[Part]:
    alias = window.args.get("alias")
    named = windows.get(context.fold(alias)) if alias is not None else None
    if named is not None and named is not window:
        for part, transform, _ in _window(named, context):
            if part is not named.this:
                yield part, transform, True


# What each kind of node does to its parts.


def _nothing(node: _Node, context: Context) -> Iterator[Part]:
    yield from ()


def _all(transform: Transform) -> _Parts:
    def parts(node: _Node, context: Context) -> Iterator[Part]:
        for child in children(node):
            yield child, transform, False

    return parts


_same, _derived, _compared = _all(IDENTITY), _all(DERIVED), _all(PREDICATE)


def _this(node: _Node, context: Context) -> Iterator[Part]:
    if isinstance(node.this, exp.Expr):
        yield node.this, IDENTITY, False


def _struct(node: _Node, context: Context) -> Iterator[Part]:
    """A struct keeps its values apart; Snowflake's OBJECT_CONSTRUCT builds JSON of them."""
    yield from (_derived if context.dialect.name == "snowflake" else _same)(node, context)


def _value(node: _Node, context: Context) -> Iterator[Part]:
    """A named argument or a field of a struct: `name => value`."""
    if isinstance(node, exp.PropertyEQ) and not isinstance(node.this, exp.Identifier):
        yield node.this, IDENTITY, False  # a key that an expression makes
    yield node.expression, IDENTITY, False


_AT_IS_ABS = frozenset({"postgres", "redshift", "duckdb"})


def _parameter(node: _Node, context: Context) -> Iterator[Part]:
    """A variable, which is no column; in PostgreSQL and its kin `@` is the absolute value."""
    if not isinstance(node.this, exp.Var | exp.Literal | exp.Identifier):
        yield from _derived(node, context)
    elif context.dialect.name in _AT_IS_ABS and not isinstance(node.this, exp.Literal):
        yield exp.column(exp.to_identifier(node.this.name)), DERIVED, False


def _extract(node: _Node, context: Context) -> Iterator[Part]:
    """EXTRACT(unit FROM x); Oracle's EXTRACT(xml, path) looks the same to the parser."""
    path = node.expression
    if context.dialect.name == "oracle" and isinstance(path, exp.Literal) and path.is_string:
        yield exp.column(exp.to_identifier(node.this.name)), DERIVED, False
    else:
        yield from called(node, context)


def _conditional(node: _Node, context: Context) -> Iterator[Part]:
    yield node.this, PREDICATE, False
    for key in ("true", "false"):
        if isinstance(node.args.get(key), exp.Expr):
            yield node.args[key], IDENTITY, False


def _case(node: _Node, context: Context) -> Iterator[Part]:
    if node.this is not None:
        yield node.this, PREDICATE, False
    for branch in node.args["ifs"]:
        yield branch, IDENTITY, False
    if node.args.get("default") is not None:
        yield node.args["default"], IDENTITY, False


def _decode(node: _Node, context: Context) -> Iterator[Part]:
    """Oracle's and Snowflake's DECODE(x, search, result, ..., default)."""
    arguments = node.expressions
    for index, argument in enumerate(arguments):
        result = index and (index % 2 == 0 or index == len(arguments) - 1)
        yield argument, IDENTITY if result else PREDICATE, False


def _accessed(node: _Node, context: Context) -> Iterator[Part]:
    """A field, an element, a path: where it is taken from goes on, its index is only compared."""
    for child in children(node):
        yield child, IDENTITY if child is node.this else PREDICATE, False


def _ordered(node: _Node, context: Context) -> Iterator[Part]:
    """ORDER BY inside an aggregate, around its argument."""
    for child in children(node):
        yield child, IDENTITY if child is node.this else PREDICATE, child is not node.this


def _window(node: _Node, context: Context) -> Iterator[Part]:
    alone = _of_one_row(node.args.get("spec"))
    for child in children(node):
        if child is node.this:
            if alone and isinstance(child, exp.Func):
                # what is over many rows elsewhere is over one row here
                yield from ((argument, DERIVED, False) for argument in children(child))
            else:
                yield child, IDENTITY, False
        elif not isinstance(child, exp.Identifier):
            yield child, PREDICATE, True


def _of_one_row(frame: _Node | None) -> bool:
    """Whether a frame holds one row: between a row and the same row."""
    if frame is None or frame.args.get("kind") != "ROWS":
        return False
    start, end = ((frame.args.get(k), frame.args.get(f"{k}_side")) for k in ("start", "end"))
    return start == end or (start[0] == "CURRENT ROW" and end[0] is None)


def _within_group(node: _Node, context: Context) -> Iterator[Part]:
    function = node.this
    yield function, IDENTITY, False
    if isinstance(function, exp.PercentileDisc | exp.Mode | exp.PercentileCont):
        # The value comes out of the ORDER BY.
        rule = rule_of(function, context)
        done = rule.of(function, tuple(children(function)), context.dialect.name)
        yield node.expression, done, False
    else:
        yield node.expression, PREDICATE, True


def _order(node: _Node, context: Context) -> Iterator[Part]:
    if node.this is None:
        yield from ((child, IDENTITY, False) for child in children(node))
    else:
        yield from _ordered(node, context)


def _count(node: _Node, context: Context) -> Iterator[Part]:
    for child in children(node):
        if not isinstance(child, exp.Star):
            yield child, AGGREGATED, False


def _comprehension(node: _Node, context: Context) -> Iterator[Part]:
    """DuckDB's [f(x) FOR x IN list IF …]: what is made of x is made of the list."""
    name = node.expression.name.lower()
    element = DERIVED
    for column in node.this.find_all(exp.Column):
        if column.args.get("table") is None and column.name.lower() == name:
            if column is node.this:
                element = IDENTITY
        else:
            yield column, DERIVED, False
    yield node.args["iterator"], element, False


def _dotted(node: _Node, context: Context) -> Iterator[Part]:
    """`schema.function(x)`, `x.method()`, or a field of what an expression gives."""
    if isinstance(node.expression, exp.Func):
        if is_method(node, context):
            yield from method(node, context)
            return
        yield from called(node.expression, context, _qualifier(node.this))
    else:
        yield node.this, IDENTITY, False


def _qualifier(node: _Node) -> str:
    names = [n.name for n in node.find_all(exp.Identifier)] if node else []
    return ".".join(names).lower() + "."


def _applied(node: _Node, context: Context) -> Iterator[Part]:
    """A function applied to each element of a list: what it does to its parameter."""
    function = next((part for part in children(node) if isinstance(part, exp.Lambda)), None)
    parameters = {p.name for p in function.expressions} if function is not None else set()
    if function is None or len(parameters) != 1:
        yield from _derived(node, context)
        return
    done: Transform | None = None
    stack: list[tuple[_Node, Transform]] = [(function.this, IDENTITY)]
    while stack:
        at, transform = stack.pop()
        if isinstance(at, exp.Identifier | exp.Column | exp.Dot) and _root(at) in parameters:
            done = transform if done is None else most_revealing(done, transform)
        elif not isinstance(at, exp.Query):
            stack += [(part, t.then(transform)) for part, t, _ in _parts_of(type(at))(at, context)]
        elif done is None or done.effect.rank > DERIVED.effect.rank:
            done = DERIVED  # a query in it may use the parameter
    for part in children(node):
        yield part, IDENTITY if part is function else done or PREDICATE, False


_LOOKUP = "dictget"


def _looked_up(node: _Node) -> Iterator[Part]:
    """ClickHouse's dictGet('crm.people', 'email', key): the column of the dictionary comes out."""
    table, column, *keys = node.expressions
    names = [exp.to_identifier(part, quoted=True) for part in table.name.split(".")]
    source = exp.Table(**dict(zip(("this", "db", "catalog"), reversed(names), strict=False)))
    yield exp.Select(expressions=[exp.column(column.name)]).from_(source), IDENTITY, False
    for key in keys:
        yield key, PREDICATE, False


def _looks_up(node: _Node, context: Context) -> bool:
    if not isinstance(node, exp.Anonymous) or context.dialect.name != "clickhouse":
        return False
    named = [a for a in node.expressions[:2] if isinstance(a, exp.Literal) and a.is_string]
    return (
        node.name.lower().startswith(_LOOKUP) and len(named) == 2 and named[0].name.count(".") < 3
    )


def _function(node: _Node, context: Context) -> Iterator[Part]:
    yield from _looked_up(node) if _looks_up(node, context) else called(node, context)


def _root(node: _Node) -> str:
    while isinstance(node, exp.Dot):
        node = node.this
    return node.name if isinstance(node, exp.Identifier) or not node.args.get("table") else ""


_KINDS: dict[type[_Node], _Parts] = {
    **dict.fromkeys(
        (
            *(exp.Literal, exp.Null, exp.Boolean, exp.Var, exp.DataType, exp.Identifier),
            *(exp.Placeholder, exp.SessionParameter, exp.JSONPath),
            *(exp.WindowSpec, exp.HexString, exp.BitString, exp.ByteString, exp.National),
            *(exp.RawString, exp.UnicodeString, exp.CurrentDate, exp.CurrentTime),
            *(exp.CurrentTimestamp, exp.CurrentUser, exp.SessionUser, exp.RowNumber),
            exp.Pi,
        ),
        _nothing,
    ),
    **dict.fromkeys(
        (
            *(exp.Paren, exp.Subquery, exp.Alias, exp.Aliases, exp.Collate, exp.IgnoreNulls),
            *(
                exp.RespectNulls,
                exp.Ordered,
                exp.Lambda,
                exp.Cast,
                exp.TryCast,
                exp.JSONCast,
                exp.Limit,
                exp.Columns,
            ),
            *(exp.PivotAlias, exp.SafeFunc, exp.NetFunc, exp.Prior, exp.ConnectByRoot),
        ),
        _this,
    ),
    **dict.fromkeys((exp.Kwarg, exp.PropertyEQ), _value),
    **dict.fromkeys(
        (
            *(exp.Tuple, exp.Array, exp.Distinct, exp.Coalesce, exp.List),
            *(exp.Unnest, exp.Explode, exp.ExplodeOuter, exp.Posexplode, exp.PosexplodeOuter),
            *(exp.Inline, exp.Where, exp.Having, exp.Qualify, exp.Group, exp.Cube, exp.Rollup),
            *(
                exp.GroupingSets,
                exp.Sort,
                exp.Cluster,
                exp.Distribute,
                exp.Map,
                exp.ToMap,
                exp.Greatest,
            ),
            *(exp.Least, exp.Values, exp.Any, exp.All, exp.JSONKeyValue),
        ),
        _same,
    ),
    **dict.fromkeys(
        (
            *(exp.Bracket, exp.JSONExtract, exp.JSONExtractScalar, exp.JSONBExtract),
            *(exp.JSONBExtractScalar, exp.AtTimeZone, exp.FromTimeZone),
        ),
        _accessed,
    ),
    **dict.fromkeys((exp.And, exp.Or, exp.Xor, exp.Not), _compared),
    **dict.fromkeys((exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile), _compared),
    exp.If: _conditional,
    exp.Case: _case,
    exp.DecodeCase: _decode,
    exp.Order: _order,
    exp.Window: _window,
    exp.Filter: _ordered,
    exp.HavingMax: _ordered,
    exp.WithinGroup: _within_group,
    exp.Count: _count,
    exp.Struct: _struct,
    exp.Extract: _extract,
    exp.Parameter: _parameter,
    exp.JSONArrayAgg: _ordered,
    exp.Transform: _applied,
    exp.AnonymousAggFunc: aggregate,
    exp.CombinedAggFunc: aggregate,
    exp.ParameterizedAgg: aggregate,
    exp.CombinedParameterizedAgg: aggregate,
    exp.Dot: _dotted,
    exp.Comprehension: _comprehension,
}

# Functions that are none of SQL's own: the tables at hand may define them.

_MOST_CALLS = 12
"""How deep calls in calls are kept apart: what is kept is read back without a deep stack."""


def _anonymous(context: Context, node: _Node, transform: Transform, influence: bool) -> Term | None:
    if node.name.upper() == "VALUES":
        return _inserted(context, node, transform, influence)
    if _looks_up(node, context):
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


_BY_TYPE: dict[type[_Node], _Parts] = dict(_KINDS)

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
    if kind not in _ENDS:
        _ENDS[kind] = _nested if issubclass(kind, exp.Query) else None
    return _ENDS[kind]


def _parts_of(kind: type[_Node]) -> _Parts:
    found = _BY_TYPE.get(kind)
    if found is None:
        if issubclass(kind, exp.Predicate):
            found = _compared
        elif issubclass(kind, exp.Func):
            found = _function
        else:
            found = _derived
        _BY_TYPE[kind] = found
    return found
