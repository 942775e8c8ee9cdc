"""From an expression to the columns in it, and what happens to each.

One walk from the top with a stack of its own, so that no expression is too deep: each node hands
down what happens to its arguments *after* they are computed. A node of a kind that is not known
here is taken for a function that may do anything: everything below it is derived, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import DERIVED, IDENTITY, PREDICATE, Transform
from governance.lineage.functions import Rule, known
from governance.lineage.precision import PRECISION
from governance.lineage.reduced import Name, Nested, Term, Use

_Node: TypeAlias = exp.Expr
_Part: TypeAlias = tuple[_Node, Transform, bool]
"""A part of an expression, what the expression does to it, and whether it only influences."""

_Parts: TypeAlias = Callable[[_Node, Context], Iterator[_Part]]

_ROLES = {"v": (IDENTITY, False), "p": (PREDICATE, False), "i": (PREDICATE, True)}


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
    stack: list[_Part] = [(node, PREDICATE if influence else IDENTITY, influence)]
    while stack:
        at, transform, decides = stack.pop()
        end = _end_of(type(at))
        term = end(context, at, transform, decides) if end is not None else None
        if term is not None:
            # The same column in the same role once, at its first place.
            same = (term.name, transform, decides) if isinstance(term, Use) else len(found)
            found.setdefault(same, term)
            continue
        if windows and isinstance(at, exp.Window):
            stack.extend(_named_window(context, at, windows))
        parts = [
            (part, inner.then(transform), decides or only)
            for part, inner, only in _parts_of(type(at))(at, context)
        ]
        stack.extend(reversed(parts))
    return tuple(found.values())


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
    if not isinstance(node, exp.Anonymous) or node.name.upper() != "VALUES":
        return None
    column = next(iter(node.expressions), None)
    if not isinstance(column, exp.Identifier | exp.Column):
        return None
    name = context.fold(column.this if isinstance(column, exp.Column) else column)
    return Use(("excluded", name), transform, context.span(column), influence)


def _path(context: Context, dot: _Node, transform: Transform, influence: bool) -> Use | None:
    """The use that a path such as `(t).c` or `a.b.c.d.e` is; None when it starts with no column."""
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
) -> Iterator[_Part]:
    alias = window.args.get("alias")
    named = windows.get(context.fold(alias)) if alias is not None else None
    if named is not None and named is not window:
        for part, transform, _ in _window(named, context):
            if part is not named.this:
                yield part, transform, True


# What each kind of node does to its parts.


def _children(node: _Node) -> Iterator[_Node]:
    for key in node.arg_types:
        value = node.args.get(key)
        if isinstance(value, exp.Expr):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, exp.Expr))


def _nothing(node: _Node, context: Context) -> Iterator[_Part]:
    yield from ()


def _all(transform: Transform) -> _Parts:
    def parts(node: _Node, context: Context) -> Iterator[_Part]:
        for child in _children(node):
            yield child, transform, False

    return parts


_same, _derived, _compared = _all(IDENTITY), _all(DERIVED), _all(PREDICATE)


def _this(node: _Node, context: Context) -> Iterator[_Part]:
    if isinstance(node.this, exp.Expr):
        yield node.this, IDENTITY, False


def _value(node: _Node, context: Context) -> Iterator[_Part]:
    """A named argument or a field of a struct: `name => value`."""
    yield node.expression, IDENTITY, False


def _conditional(node: _Node, context: Context) -> Iterator[_Part]:
    yield node.this, PREDICATE, False
    for key in ("true", "false"):
        if isinstance(node.args.get(key), exp.Expr):
            yield node.args[key], IDENTITY, False


def _case(node: _Node, context: Context) -> Iterator[_Part]:
    if node.this is not None:
        yield node.this, PREDICATE, False
    for branch in node.args["ifs"]:
        yield branch, IDENTITY, False
    if node.args.get("default") is not None:
        yield node.args["default"], IDENTITY, False


def _decode(node: _Node, context: Context) -> Iterator[_Part]:
    """Oracle's and Snowflake's DECODE(x, search, result, ..., default)."""
    arguments = node.expressions
    for index, argument in enumerate(arguments):
        result = index and (index % 2 == 0 or index == len(arguments) - 1)
        yield argument, IDENTITY if result else PREDICATE, False


def _accessed(node: _Node, context: Context) -> Iterator[_Part]:
    """A field, an element, a path: where it is taken from goes on, its index is only compared."""
    for child in _children(node):
        yield child, IDENTITY if child is node.this else PREDICATE, False


def _ordered(node: _Node, context: Context) -> Iterator[_Part]:
    """ORDER BY inside an aggregate, around its argument."""
    for child in _children(node):
        yield child, IDENTITY if child is node.this else PREDICATE, child is not node.this


def _window(node: _Node, context: Context) -> Iterator[_Part]:
    for child in _children(node):
        if child is node.this:
            yield child, IDENTITY, False
        elif not isinstance(child, exp.Identifier):
            yield child, PREDICATE, True


def _within_group(node: _Node, context: Context) -> Iterator[_Part]:
    function = node.this
    yield function, IDENTITY, False
    if isinstance(function, exp.PercentileDisc | exp.Mode | exp.PercentileCont):
        # The value comes out of the ORDER BY.
        yield node.expression, _rule(function, context).transform, False
    else:
        yield node.expression, PREDICATE, True


def _order(node: _Node, context: Context) -> Iterator[_Part]:
    if node.this is None:
        yield from ((child, IDENTITY, False) for child in _children(node))
    else:
        yield from _ordered(node, context)


def _count(node: _Node, context: Context) -> Iterator[_Part]:
    for child in _children(node):
        if not isinstance(child, exp.Star):
            yield child, _rule(node, context).transform, False


def _comprehension(node: _Node, context: Context) -> Iterator[_Part]:
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


def _dotted(node: _Node, context: Context) -> Iterator[_Part]:
    """`schema.function(x)`, or a field of what an expression gives."""
    method = _METHODS.get(context.dialect.name, {}).get(node.expression.name.lower())
    if isinstance(node.expression, exp.Func) and method is not None:
        # A method of a column, which the parser takes for a function of a schema.
        yield _as_column(node.this), method, False
    elif isinstance(node.expression, exp.Func):
        yield from _call(node.expression, context, _qualifier(node.this))
    else:
        yield node.this, IDENTITY, False


_METHODS = {
    # Of xml, and of geography and hierarchyid.
    "tsql": {
        **dict.fromkeys(("value", "query", "nodes", "stastext", "tostring"), IDENTITY),
        "exist": PREDICATE,
    },
    "oracle": dict.fromkeys(("getclobval", "getstringval", "getnumberval"), IDENTITY),
}


def _as_column(node: _Node) -> _Node:
    """A name that the parser read as a path: `t.doc` before `.value(...)`."""
    parts: list[_Node] = []
    at = node
    while isinstance(at, exp.Dot):
        parts.insert(0, at.expression)
        at = at.this
    parts.insert(0, at)
    if len(parts) > 4 or not all(isinstance(part, exp.Identifier) for part in parts):
        return node
    keys = ("this", "table", "db", "catalog")
    return exp.Column(**dict(zip(keys, (part.copy() for part in reversed(parts)), strict=False)))


def _qualifier(node: _Node) -> str:
    names = [n.name for n in node.find_all(exp.Identifier)] if node else []
    return ".".join(names).lower() + "."


_LOOKUP = "dictget"


def _looked_up(node: _Node) -> Iterator[_Part]:
    """ClickHouse's dictGet('crm.people', 'email', key): the column of the dictionary comes out."""
    table, column, *keys = node.expressions
    names = [exp.to_identifier(part, quoted=True) for part in table.name.split(".")]
    source = exp.Table(**dict(zip(("this", "db", "catalog"), reversed(names), strict=False)))
    yield exp.Select(expressions=[exp.column(column.name)]).from_(source), IDENTITY, False
    for key in keys:
        yield key, PREDICATE, False


def _function(node: _Node, context: Context) -> Iterator[_Part]:
    if isinstance(node, exp.Anonymous) and context.dialect.name == "clickhouse":
        named = [a for a in node.expressions[:2] if isinstance(a, exp.Literal) and a.is_string]
        if (
            node.name.lower().startswith(_LOOKUP)
            and len(named) == 2
            and named[0].name.count(".") < 3
        ):
            yield from _looked_up(node)
            return
    yield from _call(node, context, "")


def _call(node: _Node, context: Context, qualifier: str) -> Iterator[_Part]:
    arguments = list(_children(node))
    found = _rule(node, context, qualifier)
    for name in _names(node, context):
        if not qualifier and name in PRECISION:
            found = Rule(PRECISION[name](arguments))
            break
    for index, argument in enumerate(arguments):
        role, influence = _ROLES[found.roles[min(index, len(found.roles) - 1)]]
        yield argument, role.then(found.transform), influence


def _rule(node: _Node, context: Context, qualifier: str = "") -> Rule:
    for name in _names(node, context):
        found = known(qualifier + name, context.dialect.name)
        if found is not None:
            return found
    return Rule(DERIVED)


def _names(node: _Node, context: Context) -> tuple[str, ...]:
    """What a function may be called: as it is written here, as SQL and the parser call it."""
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        return (node.name.lower(),)
    if isinstance(node, exp.Func):
        names = (name.lower() for name in node.sql_names())
        return (context.written(node), *names, node.key)
    return (node.key,)


_KINDS: dict[type[_Node], _Parts] = {
    **dict.fromkeys(
        (
            *(exp.Literal, exp.Null, exp.Boolean, exp.Var, exp.DataType, exp.Identifier),
            *(exp.Placeholder, exp.Parameter, exp.SessionParameter, exp.JSONPath),
            *(exp.WindowSpec, exp.HexString, exp.BitString, exp.ByteString, exp.National),
            *(exp.RawString, exp.UnicodeString, exp.CurrentDate, exp.CurrentTime),
            *(exp.CurrentTimestamp, exp.CurrentUser, exp.SessionUser, exp.RowNumber, exp.Rank),
            *(exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile, exp.Pi, exp.Rand, exp.Uuid),
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
            *(exp.PivotAlias, exp.Prior, exp.ConnectByRoot),
        ),
        _this,
    ),
    **dict.fromkeys((exp.Kwarg, exp.PropertyEQ), _value),
    **dict.fromkeys(
        (
            *(exp.Tuple, exp.Array, exp.Struct, exp.Distinct, exp.Coalesce, exp.List),
            *(exp.Unnest, exp.Explode, exp.ExplodeOuter, exp.Posexplode, exp.PosexplodeOuter),
            *(exp.Inline, exp.Where, exp.Having, exp.Qualify, exp.Group, exp.Cube, exp.Rollup),
            *(exp.GroupingSets, exp.Sort, exp.Cluster, exp.Distribute, exp.Map, exp.Greatest),
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
    exp.If: _conditional,
    exp.Case: _case,
    exp.DecodeCase: _decode,
    exp.Order: _order,
    exp.Window: _window,
    exp.Filter: _ordered,
    exp.HavingMax: _ordered,
    exp.WithinGroup: _within_group,
    exp.Count: _count,
    exp.Dot: _dotted,
    exp.Comprehension: _comprehension,
}

_BY_TYPE: dict[type[_Node], _Parts] = dict(_KINDS)

_End: TypeAlias = Callable[[Context, _Node, Transform, bool], Term | None]

_ENDS: dict[type[_Node], _End | None] = {
    exp.Column: _use,
    exp.Star: _everything,
    exp.Columns: _columns,
    exp.Parameter: _positional,
    exp.Exists: _exists,
    exp.Dot: _path,
    exp.Anonymous: _inserted,
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
