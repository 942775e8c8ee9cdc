"""What is true or false: logic, comparisons, patterns, membership."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from governance.policy.language.nodes import COMPARISONS, LOOSE, TIGHT, is_text_literal, quoted
from governance.policy.language.patterns import translate
from governance.policy.language.scope import Scope, Typed

if TYPE_CHECKING:
    from governance.policy.language.expressions import Expressions


def _connect(to: Expressions, node: exp.Connector, scope: Scope) -> Typed:
    to.only(node, "this", "expression")
    word = "AND" if isinstance(node, exp.And) else "OR"
    # A chain is written flat: it may be longer than brackets may be deep.
    operands: list[exp.Expr] = []
    rest: exp.Expr = node
    while type(rest) is type(node):
        operands.append(rest.args["expression"])
        rest = rest.this
    parts = [
        to.expect(operand, scope, "bool", f"each side of {word}").sql
        for operand in [rest, *reversed(operands)]
    ]
    return Typed("(" + f" {word} ".join(parts) + ")", "bool")


def _not_(to: Expressions, node: exp.Not, scope: Scope) -> Typed:
    to.only(node, "this")
    return Typed(f"(NOT {to.expect(node.this, scope, 'bool', 'what NOT denies').sql})", "bool")


def _compare(to: Expressions, node: exp.Binary, scope: Scope) -> Typed:
    to.only(node, "this", "expression")
    to.bound(node, *LOOSE)
    operator = COMPARISONS[type(node)]
    if isinstance(node.expression, exp.Any):
        return _any_(to, node, node.expression.this, scope)
    if isinstance(node.expression, exp.Anonymous) and node.expression.name.lower() == "all":
        return _any_(to, node, node.expression.expressions[0], scope)
    left, right = to.same(node, [(node.this, scope), (node.expression, scope)])
    kinds = {left.type, right.type}
    if "text[]" in kinds:
        to.text.refuse(node, "a list is asked with: 'element' = any(list)")
    if "bool" in kinds and operator in ("<", "<=", ">", ">="):
        to.text.refuse(node, "true and false have no order; use = or <>")
    return Typed(f"({left.sql} {operator} {right.sql})", "bool")


def _any_(to: Expressions, node: exp.Binary, many: exp.Expr, scope: Scope) -> Typed:
    negated = isinstance(node, exp.NEQ)
    for_all = not isinstance(node.expression, exp.Any)
    if negated != for_all or not isinstance(node, exp.EQ | exp.NEQ):
        to.text.refuse(node, "write = any(list) or <> all(list)")
    many = many.unnest()
    word = "NOT IN" if negated else "IN"
    if isinstance(many, exp.Array):
        to.only(many, "expressions")
        left, *rest = to.same(node, [(e, scope) for e in (node.this, *many.expressions)])
        return Typed(f"({left.sql} {word} ({', '.join(t.sql for t in rest)}))", "bool")
    if isinstance(many, exp.Query):
        return _in_query(to, node, many, word, scope)
    element = to.expect(node.this, scope, "text", "an element of a list")
    typed = to.expect(many, scope, "text[]", "what stands in any(...)")
    has = f"pg_has({typed.sql}, {element.sql})"
    return Typed(f"(NOT {has})" if negated else has, "bool")


def _is_(to: Expressions, node: exp.Is, scope: Scope) -> Typed:
    to.only(node, "this", "expression", "negate")
    negation = "NOT " if node.args.get("negate") else ""
    if isinstance(node.expression, exp.Boolean):
        typed = to.expect(node.this, scope, "bool", "what is compared with true or false")
        return Typed(f"({typed.sql} IS {negation}{int(node.expression.this)})", "bool")
    if not isinstance(node.expression, exp.Null):
        to.text.refuse(node, "IS takes null, true, false, unknown or DISTINCT FROM")
    typed = to.write(node.this, scope)
    if typed.absent is not None:
        absent = quoted(typed.absent)
        return Typed(f"(coalesce({typed.sql}, {absent}) IS {negation}{absent})", "bool")
    return Typed(f"({typed.sql} IS {negation}NULL)", "bool")


def _like(to: Expressions, node: exp.Like | exp.ILike, scope: Scope, escape: str = "\\") -> Typed:
    to.only(node, "this", "expression", "negate")
    to.bound(node, *LOOSE)
    left = to.expect(node.this, scope, "text", "what LIKE looks at").sql
    right = to.expect(node.expression, scope, "text", "a pattern").sql
    if is_text_literal(node.expression):
        whole = node.expression.this.replace(escape * 2, "")
        if len(node.expression.this) > 200 or whole.endswith(escape):
            to.text.refuse(node, "a LIKE pattern is at most 200 long and ends in no escape")
    if isinstance(node, exp.ILike):
        left, right = f"lower({left})", f"lower({right})"
    word = "NOT LIKE" if node.args.get("negate") else "LIKE"
    return Typed(f"({left} {word} {right} ESCAPE {quoted(escape)})", "bool")


def _escape(to: Expressions, node: exp.Escape, scope: Scope) -> Typed:
    like, char = node.this, node.expression
    if not isinstance(like, exp.Like | exp.ILike) or not is_text_literal(char):
        to.text.refuse(node, "ESCAPE takes one character in quotes, after LIKE")
    if len(char.this) != 1:
        to.text.refuse(node, "ESCAPE takes exactly one character")
    return _like(to, like, scope, char.this)


def _regex(to: Expressions, node: exp.RegexpLike | exp.RegexpILike, scope: Scope) -> Typed:
    to.only(node, "this", "expression")
    to.bound(node, *LOOSE, *TIGHT)
    text = to.expect(node.this, scope, "text", "what ~ looks at")
    if not is_text_literal(node.expression) and not isinstance(node.expression, exp.RawString):
        to.text.refuse(node, "the pattern of ~ must stand there in quotes")
    try:
        pattern = translate(node.expression.this)
    except ValueError as error:
        to.text.refuse(node.this, str(error))
    name = "pg_regex_i" if isinstance(node, exp.RegexpILike) else "pg_regex"
    return Typed(f"{name}({text.sql}, {quoted(pattern)})", "bool")


def _between(to: Expressions, node: exp.Between, scope: Scope) -> Typed:
    to.only(node, "this", "low", "high", "negate")
    to.bound(node, *LOOSE)
    parts = [node.this, node.args["low"], node.args["high"]]
    value, low, high = to.same(node, [(part, scope) for part in parts])
    if "bool" in {value.type, low.type, high.type} or value.type == "text[]":
        to.text.refuse(node, "BETWEEN takes numbers or texts")
    word = "NOT BETWEEN" if node.args.get("negate") else "BETWEEN"
    return Typed(f"({value.sql} {word} {low.sql} AND {high.sql})", "bool")


def _in_(to: Expressions, node: exp.In, scope: Scope) -> Typed:
    to.only(node, "this", "expressions", "query", "negate")
    to.bound(node, *LOOSE)
    word = "NOT IN" if node.args.get("negate") else "IN"
    if node.args.get("query") is not None:
        return _in_query(to, node, node.args["query"].unnest(), word, scope)
    value, *rest = to.same(node, [(e, scope) for e in (node.this, *node.expressions)])
    if value.type == "text[]":
        to.text.refuse(node, "a list is asked with: 'element' = any(list)")
    return Typed(f"({value.sql} {word} ({', '.join(t.sql for t in rest)}))", "bool")


def _in_query(to: Expressions, node: exp.Expr, query: exp.Expr, word: str, scope: Scope) -> Typed:
    sql, relation = to.queries(query, scope)
    if len(relation.columns) != 1:
        to.text.refuse(node, "a subquery in IN or any() gives exactly one column")
    (column,) = relation.columns.values()
    value = to.coerced(node.this, to.write(node.this, scope), column.type)
    kinds = {value.type, column.type} - {"null"}
    if (len(kinds) > 1 and not kinds <= {"int", "real"}) or "text[]" in kinds:
        to.text.refuse(node, "the value and what the subquery gives have different types")
    return Typed(f"({value.sql} {word} ({sql}))", "bool")


def _exists(to: Expressions, node: exp.Exists, scope: Scope) -> Typed:
    to.only(node, "this")
    sql, _ = to.queries(node.this.unnest(), scope)
    return Typed(f"EXISTS ({sql})", "bool")


RULES: dict[type[exp.Expr], Callable[..., Typed]] = {
    exp.And: _connect,
    exp.Or: _connect,
    exp.Not: _not_,
    exp.Is: _is_,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Escape: _escape,
    exp.RegexpLike: _regex,
    exp.RegexpILike: _regex,
    exp.Between: _between,
    exp.In: _in_,
    exp.Exists: _exists,
    **dict.fromkeys(COMPARISONS, _compare),
}
