"""Numbers, texts, casts, choices, and subqueries used as a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from governance.policy.language.nodes import KIND_NAMES, LOOSE, common, is_aggregated
from governance.policy.language.scope import Kind, Scope, Typed

if TYPE_CHECKING:
    from governance.policy.language.expressions import Expressions

_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_CASTS: dict[str, tuple[Kind, frozenset[Kind]]] = {
    "TEXT": ("text", frozenset({"text", "int", "bool"})),
    "VARCHAR": ("text", frozenset({"text", "int", "bool"})),
    "BOOLEAN": ("bool", frozenset({"bool"})),
    "INT": ("int", frozenset({"int", "bool"})),
    "BIGINT": ("int", frozenset({"int"})),
    "DOUBLE": ("real", frozenset({"int", "real"})),
}


def _negative(to: Expressions, node: exp.Neg, scope: Scope) -> Typed:
    typed = to.number(node.this, scope, "what - turns round")
    return Typed(f"(- {typed.sql})", typed.type)


def _calculate(to: Expressions, node: exp.Binary, scope: Scope) -> Typed:
    to.only(node, "this", "expression")
    to.bound(node, *LOOSE, exp.DPipe)
    operator = _ARITHMETIC[type(node)]
    sides = [to.number(n, scope, f"each side of {operator}") for n in (node.this, node.expression)]
    kind: Kind = "real" if "real" in {side.type for side in sides} else "int"
    return Typed(f"({sides[0].sql} {operator} {sides[1].sql})", kind)


def _divide(to: Expressions, node: exp.Binary, scope: Scope) -> Typed:
    to.only(node, "this", "expression", "typed", "safe")
    to.bound(node, *LOOSE, exp.DPipe)
    operator = "/" if isinstance(node, exp.Div) else "%"
    sides = [to.number(n, scope, f"each side of {operator}") for n in (node.this, node.expression)]
    kind: Kind = "real" if "real" in {side.type for side in sides} else "int"
    if operator == "%" and kind == "real":
        to.text.refuse(node, "% takes whole numbers")
    name = "pg_div" if operator == "/" else "pg_mod"
    return Typed(f"{name}({sides[0].sql}, {sides[1].sql})", kind)


def _join(to: Expressions, node: exp.DPipe, scope: Scope) -> Typed:
    to.only(node, "this", "expression", "safe")
    to.bound(node, *LOOSE, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
    sides = [to.write(n, scope) for n in (node.this, node.expression)]
    kinds = {side.type for side in sides}
    if not kinds <= {"text", "int", "null"} or "text" not in kinds:
        to.text.refuse(node, "|| joins texts; write something::text for what is not")
    return Typed(f"({sides[0].sql} || {sides[1].sql})", "text")


def _cast(to: Expressions, node: exp.Cast, scope: Scope) -> Typed:
    to.only(node, "this", "to")
    target = node.args["to"]
    name = target.this.name if isinstance(target.this, exp.DType) else ""
    if name not in _CASTS or any(target.args.get(k) for k in ("expressions", "nested", "values")):
        to.text.refuse(
            node,
            "a cast is to text, boolean, int, bigint or double precision; the views hold no dates",
        )
    kind, allowed = _CASTS[name]
    typed = to.coerced(node.this, to.write(node.this, scope), kind)
    if typed.type == "null":
        return Typed(typed.sql, kind)
    if typed.type not in allowed:
        to.text.refuse(node, f"{KIND_NAMES[typed.type]} cannot be cast to {KIND_NAMES[kind]} here")
    if kind == "text" and typed.type == "bool":
        return Typed(f"(CASE {typed.sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)", "text")
    if kind == typed.type:
        return typed
    words = {"text": "TEXT", "int": "INTEGER", "real": "REAL", "bool": "INTEGER"}
    return Typed(f"CAST({typed.sql} AS {words[kind]})", kind)


def _case(to: Expressions, node: exp.Case, scope: Scope) -> Typed:
    to.only(node, "this", "ifs", "default")
    subject, branches = node.args.get("this"), node.args["ifs"]
    for branch in branches:
        to.only(branch, "this", "true")
    results = [branch.args["true"] for branch in branches]
    default = node.args.get("default")
    values = to.same(node, [(r, scope) for r in [*results, *([default] if default else [])]])
    kind = common(values)
    if subject is None:
        tests = [to.expect(b.this, scope, "bool", "what stands after WHEN") for b in branches]
        head = "CASE"
    else:
        first, *tests = to.same(node, [(n, scope) for n in [subject, *(b.this for b in branches)]])
        head = f"CASE {first.sql}"
    whens = " ".join(f"WHEN {t.sql} THEN {v.sql}" for t, v in zip(tests, values, strict=False))
    tail = f" ELSE {values[-1].sql}" if default else ""
    return Typed(f"({head} {whens}{tail} END)", kind)


def _subquery(to: Expressions, node: exp.Subquery, scope: Scope) -> Typed:
    to.only(node, "this")
    query = node.this.unnest()
    sql, relation = to.queries(query, scope)
    if len(relation.columns) != 1:
        to.text.refuse(node, "a subquery used as a value gives exactly one column")
    if not _one_row(query):
        to.text.refuse(
            node, "a subquery used as a value must give one row: an aggregate, or LIMIT 1"
        )
    (column,) = relation.columns.values()
    return Typed(f"({sql})", column.type)


def _one_row(query: exp.Expr) -> bool:
    limit = query.args.get("limit")
    if limit is not None:
        return isinstance(limit.expression, exp.Literal) and limit.expression.this in ("0", "1")
    return isinstance(query, exp.Select) and not query.args.get("group") and is_aggregated(query)


RULES: dict[type[exp.Expr], Callable[..., Typed]] = {
    exp.Neg: _negative,
    exp.Div: _divide,
    exp.Mod: _divide,
    exp.DPipe: _join,
    exp.Cast: _cast,
    exp.Case: _case,
    exp.Subquery: _subquery,
    **dict.fromkeys(_ARITHMETIC, _calculate),
}
