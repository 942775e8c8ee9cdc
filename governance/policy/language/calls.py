"""Function calls and aggregates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from governance.policy.language.functions import ALIASES, FUNCTIONS, NODE_NAMES, Function
from governance.policy.language.nodes import HINTS, KIND_NAMES, common
from governance.policy.language.scope import Scope, Typed
from governance.suggest import did_you_mean

if TYPE_CHECKING:
    from governance.policy.language.expressions import Expressions

_FLAGS = frozenset({"safe", "coalesce", "ignore_nulls", "big_int", "is_string"})


def _trim(to: Expressions, node: exp.Trim, scope: Scope) -> Typed:
    to.only(node, "this", "expression", "position")
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.args.get("position") or "", "trim")
    arguments = [node.this, *([node.expression] if node.args.get("expression") else [])]
    return _apply(to, node, FUNCTIONS[name], arguments, scope)


def call(to: Expressions, node: exp.Func, scope: Scope) -> Typed:
    """A function call.

    Raises:
        PolicyError: the function or its use is not in the language.
    """
    name = _name(node)
    function = FUNCTIONS.get(name)
    if function is None:
        hint = did_you_mean(name, [*FUNCTIONS, *ALIASES]) or HINTS.get(type(node).__name__, "")
        to.text.refuse(node, f"the function {_named(node)} is not in the language{hint}")
    arguments: list[exp.Expr] = []
    for key in node.arg_types if not isinstance(node, exp.Anonymous) else ("expressions",):
        value = node.args.get(key)
        if isinstance(value, list):
            arguments += value
        elif isinstance(value, exp.Expr):
            arguments.append(value)
        elif value and key not in _FLAGS:
            to.only(node, "this")
    if isinstance(node, exp.ArraySize):
        dimension = node.args.get("expression")
        if not isinstance(dimension, exp.Literal) or dimension.this != "1":
            to.text.refuse(node, "lists have one dimension: array_length(list, 1)")
        size = _apply(to, node, function, [node.this], scope).sql
        return Typed(f"nullif({size}, 0)", "int")
    if function.aggregate:
        return _aggregate(to, node, function, arguments, scope)
    return _apply(to, node, function, arguments, scope)


def _apply(
    to: Expressions, node: exp.Expr, function: Function, arguments: list[exp.Expr], scope: Scope
) -> Typed:
    most = None if function.variadic else len(function.takes)
    least = len(function.takes) - function.optional
    if len(arguments) < least or (most is not None and len(arguments) > most):
        to.text.refuse(node, f"{function.name} is used like this: {function.example}")
    if function.gives is None:
        written = to.same(node, [(argument, scope) for argument in arguments])
    else:
        written = [to.write(argument, scope) for argument in arguments]
    for index, (argument, typed) in enumerate(zip(arguments, written, strict=True)):
        wanted = function.takes[min(index, len(function.takes) - 1)]
        kinds = (wanted,) if isinstance(wanted, str) else wanted
        if typed.type not in (*kinds, "null"):
            names = " or ".join(KIND_NAMES[kind] for kind in kinds)
            to.text.refuse(
                argument, f"{function.name} takes {names} here, this is {KIND_NAMES[typed.type]}"
            )
    kind = function.gives or common(written)
    return Typed(f"{function.becomes}({', '.join(t.sql for t in written)})", kind)


def _aggregate(
    to: Expressions, node: exp.Func, function: Function, arguments: list[exp.Expr], scope: Scope
) -> Typed:
    if scope.in_aggregate:
        to.text.refuse(node, "an aggregate inside an aggregate is not possible")
    if not scope.aggregates:
        to.text.refuse(node, f"{function.name} stands only in SELECT, HAVING or ORDER BY")
    scope.in_aggregate = True
    try:
        if function.name == "count" and isinstance(arguments[0], exp.Star):
            return Typed("count(*)", "int")
        distinct = ""
        first = arguments[0] if arguments else None
        if isinstance(first, exp.Order):  # string_agg(x, ',' ORDER BY x): always sorted here
            ordered = [item.this for item in first.expressions]
            first = first.this
            inner = first.expressions[0] if isinstance(first, exp.Distinct) else first
            if ordered != [inner] or any(o.args.get("desc") for o in arguments[0].expressions):
                to.text.refuse(node, "string_agg always sorts what it joins; leave that out")
            arguments = [first, *arguments[1:]]
        if isinstance(first, exp.Distinct):
            to.only(first, "expressions")
            if len(first.expressions) != 1:
                to.text.refuse(node, "DISTINCT takes one expression in an aggregate")
            arguments = [first.expressions[0], *arguments[1:]]
            distinct = "DISTINCT "
        if distinct and function.name == "string_agg":
            written = _apply(to, node, function, arguments, scope)
            return Typed(
                written.sql.replace("pg_string_agg(", "pg_string_agg_distinct(", 1), "text"
            )
        written = _apply(to, node, function, arguments, scope)
        opening = f"{function.becomes}("
        return Typed(opening + distinct + written.sql[len(opening) :], written.type)
    finally:
        scope.in_aggregate = False


def _filter(to: Expressions, node: exp.Filter, scope: Scope) -> Typed:
    to.only(node, "this", "expression")
    function = FUNCTIONS.get(_name(node.this)) if isinstance(node.this, exp.Func) else None
    if function is None or not function.aggregate:
        to.text.refuse(node, "FILTER follows an aggregate such as count(*)")
    aggregate = call(to, node.this, scope)
    scope.in_aggregate = True
    try:
        where = to.expect(node.expression.this, scope, "bool", "the condition of FILTER")
    finally:
        scope.in_aggregate = False
    return Typed(f"{aggregate.sql} FILTER (WHERE {where.sql})", aggregate.type)


def _name(node: exp.Func) -> str:
    """The name of a function as our list has it."""
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
    else:
        name = NODE_NAMES.get(type(node).__name__, node.sql_name().lower())
    return ALIASES.get(name, name)


def _named(node: exp.Func) -> str:
    name = str(node.this) if isinstance(node, exp.Anonymous) else node.sql_name()
    return name.lower()[:63] if name.isidentifier() else "used here"


RULES: dict[type[exp.Expr], Callable[..., Typed]] = {
    exp.Trim: _trim,
    exp.Filter: _filter,
}
