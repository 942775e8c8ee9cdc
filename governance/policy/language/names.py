"""Columns, literals and parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from governance.policy.language.nodes import folded, quoted
from governance.policy.language.scope import Kind, Scope, Typed
from governance.suggest import did_you_mean

if TYPE_CHECKING:
    from governance.policy.language.expressions import Expressions


def _paren(to: Expressions, node: exp.Paren, scope: Scope) -> Typed:
    to.only(node, "this")
    return to.write(node.this, scope)


def _column(to: Expressions, node: exp.Column, scope: Scope) -> Typed:
    to.only(node, "this", "table")
    name, table = folded(node.this), node.args.get("table")
    if isinstance(node.this, exp.Star):
        to.text.refuse(node, "* stands only alone in a SELECT, or in count(*)")
    alias = folded(table) if table is not None else None
    for here in scope.chain():
        found = _found(to, node, here, alias, name)
        if found is None:
            continue
        if here is not scope and scope.in_aggregate:
            to.text.refuse(node, "an aggregate reads the columns of its own query only")
        if here.grouped is not None and not here.in_aggregate and found.sql not in here.grouped:
            to.text.refuse(
                node, f'"{name}" must be in GROUP BY, or inside a function such as count or max'
            )
        if found.column:
            here.reads.add(found.column)
        return found
    return _missing(to, node, scope, alias, name)


def _found(
    to: Expressions, node: exp.Column, scope: Scope, alias: str | None, name: str
) -> Typed | None:
    if alias is not None:
        relation = scope.relations.get(alias)
        if relation is None:
            return None
        column = relation.column(name)
        if column is None:
            known = ", ".join(relation.columns)
            hint = did_you_mean(name, relation.columns)
            to.text.refuse(node, f'"{alias}" has no column "{name}"{hint}; it has {known}')
        return column
    found = [c for r in scope.relations.values() if (c := r.column(name)) is not None]
    if len(found) > 1 and name not in scope.merged:
        to.text.refuse(node, f'"{name}" is in several tables; write which one: alias.{name}')
    return found[0] if found else None


def _missing(
    to: Expressions, node: exp.Column, scope: Scope, alias: str | None, name: str
) -> Typed:
    relations = {a: r for s in scope.chain() for a, r in s.relations.items()}
    if alias is not None:
        to.text.refuse(node, f'there is no table "{alias}" here{did_you_mean(alias, relations)}')
    known = list(dict.fromkeys(c for r in relations.values() for c in r.columns))
    quoted = "; text stands in single quotes: '...'" if node.this.args.get("quoted") else ""
    to.text.refuse(
        node,
        f'there is no column "{name}"{did_you_mean(name, known)}{quoted}; '
        f"there are {', '.join(known) or 'none'}",
    )


def _literal(to: Expressions, node: exp.Literal, _: Scope) -> Typed:
    if node.is_string:
        return Typed(quoted(node.this), "text")
    digits = node.this
    if digits.isascii() and digits.isdigit() and len(digits) <= 18:
        return Typed(str(int(digits)), "int")
    try:
        number = float(digits)
    except ValueError:
        to.text.refuse(node, "this is not a number of the language")
    if not abs(number) < 1e300:
        to.text.refuse(node, "this number is too large")
    return Typed(repr(number), "real")


def _parameter(to: Expressions, node: exp.Placeholder, _: Scope) -> Typed:
    name = node.args.get("this")
    to.only(node, "this")
    if not isinstance(name, str) or name not in to.parameters:
        hint = did_you_mean(str(name), to.parameters) if name else ""
        to.text.refuse(node, f'there is no parameter ":{name or "?"}"{hint}')
    value = to.parameters[name]
    kind: Kind = "text" if isinstance(value, str) else "int"
    return Typed(f":{name}", "real" if isinstance(value, float) else kind)


RULES: dict[type[exp.Expr], Callable[..., Typed]] = {
    exp.Paren: _paren,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.RawString: lambda _, node, __: Typed(quoted(node.this), "text"),
    exp.Boolean: lambda _, node, __: Typed("1" if node.this else "0", "bool"),
    exp.Null: lambda *_: Typed("NULL", "null"),
    exp.Placeholder: _parameter,
}
