"""Expressions: checked node by node, each kind by its rule, and written in SQLite's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from governance.policy.language import calls, conditions, names, values
from governance.policy.language.nodes import HINTS, KIND_NAMES, is_text_literal, spaced
from governance.policy.language.scope import Kind, Relation, Scope, Typed
from governance.policy.language.text import Text

if TYPE_CHECKING:
    from governance.policy.policy import Parameter

_BOOLEANS = {"true": "1", "t": "1", "false": "0", "f": "0"}
_RULES: dict[type[exp.Expr], Callable[[Any, Any, Scope], Typed]] = {
    **names.RULES,
    **conditions.RULES,
    **values.RULES,
    **calls.RULES,
}


class Expressions:
    """Checks expressions of one text and writes them for SQLite.

    `parameters` are the policy's, by name. Subqueries are written by `queries`, which is set once
    both exist.
    """

    queries: Callable[[exp.Expr, Scope | None], tuple[str, Relation]]

    def __init__(self, text: Text, parameters: Mapping[str, Parameter]) -> None:
        self.text = text
        self.parameters = parameters

    def write(self, node: exp.Expr, scope: Scope) -> Typed:
        """One expression.

        Raises:
            PolicyError: it leaves the language.
        """
        # A subquery is never what is grouped by, and writing it twice at each level of nesting
        # would take time without end.
        if scope.grouped is not None and not scope.in_aggregate and not node.find(exp.Query):
            grouped, scope.grouped, allowed = scope.grouped, None, scope.aggregates
            scope.aggregates = True
            try:
                whole = self._write(node, scope)
            finally:
                scope.grouped, scope.aggregates = grouped, allowed
            if whole.sql in grouped:
                return whole
        return self._write(node, scope)

    def condition(self, node: exp.Expr, scope: Scope, what: str) -> Typed:
        """An expression that must be true or false.

        Raises:
            PolicyError: it is not, or leaves the language.
        """
        return self.expect(node, scope, "bool", what)

    def _write(self, node: exp.Expr, scope: Scope) -> Typed:
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node, scope)
        if isinstance(node, exp.Func):
            return calls.call(self, node, scope)
        what = type(node).__name__
        return self.text.refuse(
            node, f"{spaced(what)} is not in the language of policies{HINTS.get(what, '')}"
        )

    def only(self, node: exp.Expr, *names: str) -> None:
        """Refuse a node that carries more than the arguments we translate."""
        for name, value in node.args.items():
            if value not in (None, False, []) and name not in names:
                self.text.refuse(
                    node,
                    f"{name.strip('_')} in {spaced(type(node).__name__)} is not in the language",
                )

    def expect(self, node: exp.Expr, scope: Scope, kind: Kind, what: str) -> Typed:
        """An expression of one type; `what` calls it in the message when it is not."""
        typed = self.coerced(node, self.write(node, scope), kind)
        if typed.type not in (kind, "null"):
            self.text.refuse(
                node, f"{what} must be {KIND_NAMES[kind]}, this is {KIND_NAMES[typed.type]}"
            )
        return typed

    def bound(self, node: exp.Expr, *loose: type[exp.Expr]) -> None:
        """Refuse operands whose binding sqlglot and PostgreSQL may see differently."""
        for operand in (node.this, node.args.get("expression")):
            if isinstance(operand, loose):
                self.text.refuse(
                    operand, "put brackets around one of these operators, to say what binds first"
                )

    def same(self, node: exp.Expr, operands: Iterable[tuple[exp.Expr, Scope]]) -> list[Typed]:
        """Operands that must have one type; a text literal takes the type of the others."""
        written = [(operand, self.write(operand, scope)) for operand, scope in operands]
        others = [t.type for o, t in written if not is_text_literal(o) and t.type != "null"]
        if others:
            written = [(o, self.coerced(o, t, others[0])) for o, t in written]
        kinds = {typed.type for _, typed in written} - {"null"}
        if len(kinds) > 1 and not kinds <= {"int", "real"}:
            names = " and ".join(sorted(KIND_NAMES[kind] for kind in kinds))
            self.text.refuse(node, f"{names} cannot be compared or mixed")
        return [typed for _, typed in written]

    def coerced(self, node: exp.Expr, typed: Typed, kind: Kind) -> Typed:
        """A text literal as PostgreSQL reads it where another type is wanted."""
        if not is_text_literal(node) or kind in ("text", "null", "text[]"):
            return typed
        value = node.this.strip().lower()
        if kind == "bool" and value in _BOOLEANS:
            return Typed(_BOOLEANS[value], "bool")
        if kind in ("int", "real") and value.isascii() and value.isdigit() and len(value) <= 18:
            return Typed(str(int(value)), "int")
        return typed

    def number(self, node: exp.Expr, scope: Scope, what: str) -> Typed:
        """An expression that is a number; `what` calls it in the message when it is not."""
        typed = self.coerced(node, self.write(node, scope), "int")
        if typed.type not in ("int", "real", "null"):
            self.text.refuse(node, f"{what} must be a number, this is {KIND_NAMES[typed.type]}")
        return typed
