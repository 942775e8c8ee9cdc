"""What a call of a function does to each of its arguments, by the rule that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import KEY, PREDICATE, Transform
from governance.lineage.function_rules import Rule
from governance.lineage.functions import SUFFIXES

_Node: TypeAlias = exp.Expr
Part: TypeAlias = tuple[_Node, Transform, bool]
"""A part of an expression, what the expression does to it, and whether it only influences."""


def children(node: _Node) -> list[_Node]:
    """The arguments of a node, in the order in which its class names them."""
    args = node.args
    found: list[_Node] = []
    for key in node.arg_types if len(args) > 1 else args:
        value = args.get(key)
        if isinstance(value, exp.Expr):
            found.append(value)
        elif value and isinstance(value, list):
            found += [item for item in value if isinstance(item, exp.Expr)]
    return found


def called(node: _Node, context: Context, qualifier: str = "") -> Sequence[Part]:
    """What a call does to its arguments; `qualifier` is its schema in the text, with a dot."""
    return arguments_of(rule_of(node, context, qualifier), node, children(node), context)


def arguments_of(
    rule: Rule, node: _Node, arguments: Sequence[_Node], context: Context
) -> Sequence[Part]:
    """What a call of a known rule does to its arguments, one after the other."""
    transform = rule.of(node, arguments, context.dialect.name)
    if rule.roles == "v":
        return [(argument, transform, False) for argument in arguments]
    return tuple(_by_role(rule, transform, arguments))


def _by_role(rule: Rule, transform: Transform, arguments: Sequence[_Node]) -> Iterator[Part]:
    named = rule.roles != "n" and any(isinstance(argument, exp.Kwarg) for argument in arguments)
    for index, argument in enumerate(arguments):
        # named arguments stand in any order
        role = "v" if named else rule.role(index, len(arguments))
        if role == "v":
            yield argument, transform, False
        elif role == "k":
            yield argument, KEY if transform.keyed else transform, False
        elif role != "n":
            yield argument, PREDICATE, role == "i"


def rule_of(node: _Node, context: Context, qualifier: str = "") -> Rule:
    """The rule of a call, by what the text calls it and then by what the parser does."""
    functions = context.functions
    own = _written(node, context)
    found = functions.known(qualifier + own) if own else None
    if found is not None:
        return found
    for name in _class_names(type(node)):
        found = functions.known(qualifier + name)
        if found is not None:
            return found
    return functions.unknown(qualifier + (own or node.key))


def _written(node: _Node, context: Context) -> str:
    """What the text calls a function, in lower case; "" when the parser did not keep it."""
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc | exp.ParameterizedAgg):
        return node.name.lower()
    written = context.written(node)
    if written == "to_hex" and isinstance(node, exp.MD5):
        return ""  # BigQuery's TO_HEX(MD5(x)) is one node
    return written


_CLASS_NAMES: dict[type[_Node], tuple[str, ...]] = dict.fromkeys(
    (exp.Anonymous, exp.AnonymousAggFunc, exp.ParameterizedAgg, exp.CombinedAggFunc), ()
)


def _class_names(kind: type[_Node]) -> tuple[str, ...]:
    """What SQL and the parser call a function of that class, in lower case."""
    if kind not in _CLASS_NAMES:
        names = kind.sql_names() if issubclass(kind, exp.Func) else ()
        _CLASS_NAMES[kind] = (*(name.lower() for name in names), kind.key)
    return _CLASS_NAMES[kind]


def aggregate(node: _Node, context: Context) -> Iterator[Part]:
    """ClickHouse's aggregates with parameters, and with suffixes such as the If of `anyIf`."""
    parameters: Sequence[_Node] = ()
    values: Sequence[_Node] = node.expressions
    if isinstance(node, exp.ParameterizedAgg):
        parameters, values = values, node.args.get("params") or ()
    for parameter in parameters:
        yield parameter, PREDICATE, False
    rule, name = context.functions.known(node.name.lower()), node.name
    while rule is None:
        suffix = next((s for s in SUFFIXES if name.endswith(s) and name != s), None)
        if suffix is None:
            break
        name = name.removesuffix(suffix)
        rule = context.functions.known(name.lower())
        if SUFFIXES[suffix] is not None and len(values) > 1:
            yield values[-1], PREDICATE, bool(SUFFIXES[suffix])
            values = values[:-1]
    yield from arguments_of(
        rule or context.functions.unknown(node.name.lower()), node, values, context
    )
