"""What each kind of node does to its parts: a CASE gives its branches, a comparison one bit.

A node of a kind that is not known here is taken for a function that may do anything: everything
below it is derived, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

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

_Node: TypeAlias = exp.Expr
_Parts: TypeAlias = Callable[[_Node, Context], Iterable[Part]]


def parts_of(kind: type[_Node]) -> _Parts:
    """What a kind of node does to its parts."""
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


def named_window(
    context: Context, window: exp.Expr, windows: Mapping[str, exp.Expr]
) -> Iterator[Part]:
    """What is decided by the window that a call names (`OVER w`)."""
    alias = window.args.get("alias")
    named = windows.get(context.fold(alias)) if alias is not None else None
    if named is not None and named is not window:
        for part, transform, _ in _window(named, context):
            if part is not named.this:
                yield part, transform, True


def _nothing(node: _Node, context: Context) -> Iterable[Part]:
    return ()


def _all(transform: Transform) -> _Parts:
    def parts(node: _Node, context: Context) -> Iterable[Part]:
        return [(child, transform, False) for child in children(node)]

    return parts


_same, _derived, _compared = _all(IDENTITY), _all(DERIVED), _all(PREDICATE)


def _this(node: _Node, context: Context) -> Iterable[Part]:
    inner = node.args.get("this")
    return ((inner, IDENTITY, False),) if isinstance(inner, exp.Expr) else ()


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
        yield from called(node.expression, context, qualifier_of(node.this))
    else:
        yield node.this, IDENTITY, False


def qualifier_of(node: _Node) -> str:
    """The schema in front of a function, in lower case and with its dot."""
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
            stack += [(part, t.then(transform)) for part, t, _ in parts_of(type(at))(at, context)]
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


def looks_up(node: _Node, context: Context) -> bool:
    """Whether a call reads a column of one of ClickHouse's dictionaries."""
    if not isinstance(node, exp.Anonymous) or context.dialect.name != "clickhouse":
        return False
    named = [a for a in node.expressions[:2] if isinstance(a, exp.Literal) and a.is_string]
    return (
        node.name.lower().startswith(_LOOKUP) and len(named) == 2 and named[0].name.count(".") < 3
    )


def _function(node: _Node, context: Context) -> Iterable[Part]:
    return _looked_up(node) if looks_up(node, context) else called(node, context)


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

_BY_TYPE: dict[type[_Node], _Parts] = dict(_KINDS)
