"""Functions written behind the value they are given: `x.value('/a', 'int')`, `e.lower()`.

The parser takes what stands in front for a schema, and every column in it for a mere name. Where
it must be a value, its columns are put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from sqlglot import exp

from governance.lineage.arguments import Part, arguments_of, children
from governance.lineage.context import Context
from governance.lineage.effects import DERIVED, IDENTITY, PREDICATE
from governance.lineage.function_rules import Rule
from governance.lineage.reduced import NotUnderstood

_Node: TypeAlias = exp.Expr

_METHODS = {
    # https://learn.microsoft.com/en-us/sql/t-sql/xml/xml-data-type-methods, and of geometry,
    # geography and hierarchyid
    "tsql": (
        (re.compile(r"value|query|nodes|tostring|stastext|stasbinary|astextzm|asgml"), IDENTITY),
        (re.compile(r"exist|isdescendantof|stequals|stintersects|stcontains|stwithin"), PREDICATE),
        (re.compile(r"modify|st[a-z]+|reduce|makevalid|get(?:ancestor|descendant|level)"), DERIVED),
    ),
    # Oracle's XMLType
    "oracle": (
        (re.compile(r"get(?:clob|blob|string|number)val|extract(?:value)?"), IDENTITY),
        (re.compile(r"existsnode"), PREDICATE),
        (re.compile(r"transform|toobject|getrootelement"), DERIVED),
    ),
}
"""What methods of an engine's own types do to their value, by names that no schema changes."""


def is_method(dot: exp.Expr, context: Context) -> bool:
    """Whether what stands in front of a function is a value, and no schema."""
    if not _named(dot.this):
        return True
    dialect, function = context.dialect.name, dot.expression
    name = function.name.lower()
    if dialect == "duckdb":
        # any function can be chained so; what nobody knows and has arguments may be in a schema
        schema = dot.this.name.lower()
        known = context.functions.known(f"{schema}.{name}") is not None
        return not known and (not function.expressions or context.functions.known(name) is not None)
    return any(names.fullmatch(name) for names, _ in _METHODS.get(dialect, ()))


def method(dot: exp.Expr, context: Context) -> Iterator[Part]:
    """What a method does to its value and to its arguments.

    Raises:
        NotUnderstood: it is called on a query.
    """
    function, dialect = dot.expression, context.dialect.name
    name = function.name.lower()
    rule = context.functions.unknown(name)
    if dialect == "duckdb":
        rule = context.functions.known(name) or rule
    for names, transform in _METHODS.get(dialect, ()):
        if names.fullmatch(name):
            rule = Rule(transform, "vp")
            break
    yield from arguments_of(rule, function, (_value(dot.this), *children(function)), context)


def _named(node: _Node) -> bool:
    while isinstance(node, exp.Dot) and isinstance(node.expression, exp.Identifier):
        node = node.this
    return isinstance(node, exp.Identifier)


def _value(node: _Node) -> _Node:
    """The value that an expression is, with columns where the parser left names."""
    if _named(node):
        names: list[_Node] = []
        while isinstance(node, exp.Dot):
            names.append(node.expression)
            node = node.this
        parts = [node, *reversed(names)]
        keys = ("this", "table", "db", "catalog")
        column: _Node = exp.Column(
            **{key: part.copy() for key, part in zip(keys, reversed(parts[:4]), strict=False)}
        )
        for field in parts[4:]:
            column = exp.Dot(this=column, expression=field.copy())
        return column
    if isinstance(node, exp.Query):
        raise NotUnderstood("a method is called on a query")
    made = node.copy()
    stack = [made]
    while stack:
        at = stack.pop()
        for key, given in list(at.args.items()):
            if isinstance(at, exp.XMLElement) and key == "this":
                continue  # the name of the element
            if isinstance(at, exp.Dot) and key == "expression" and _field(given):
                continue
            items = given if isinstance(given, list) else [given]
            if not any(isinstance(item, exp.Expr) for item in items):
                continue
            changed = [_changed(at, item) for item in items]
            at.set(key, changed if isinstance(given, list) else changed[0])
            stack += [item for item in changed if isinstance(item, exp.Expr) and _open(item)]
    return made


def _field(node: object) -> bool:
    return isinstance(node, exp.Identifier)


def _changed(parent: _Node, item: object) -> object:
    if not isinstance(item, exp.Expr):
        return item
    if isinstance(item, exp.Query):
        raise NotUnderstood("a method is called on a query")
    # what a call is qualified with is no column
    qualifies = isinstance(parent, exp.Dot) and isinstance(parent.expression, exp.Func)
    return _value(item) if _named(item) and not qualifies else item


def _open(node: _Node) -> bool:
    """Whether names in a node may be columns."""
    return not isinstance(node, exp.Column | exp.Identifier | exp.Lambda | exp.DataType)
