"""Expressions: every kind of node the language has, its rule for types, its words in SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from governance.policy.language.functions import ALIASES, FUNCTIONS, NODE_NAMES, Function
from governance.policy.language.patterns import translate
from governance.policy.language.scope import Kind, Relation, Scope, Typed
from governance.policy.language.text import Text
from governance.suggest import did_you_mean

if TYPE_CHECKING:
    from governance.policy.policy import Parameter

_BOOLEANS = {"true": "1", "t": "1", "false": "0", "f": "0"}
_FLAGS = frozenset({"safe", "coalesce", "ignore_nulls", "big_int", "is_string"})
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeNEQ: "IS NOT",
    exp.NullSafeEQ: "IS",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_CASTS: dict[str, tuple[Kind, frozenset[Kind]]] = {
    "TEXT": ("text", frozenset({"text", "int", "bool"})),
    "VARCHAR": ("text", frozenset({"text", "int", "bool"})),
    "BOOLEAN": ("bool", frozenset({"bool"})),
    "INT": ("int", frozenset({"int", "bool"})),
    "BIGINT": ("int", frozenset({"int"})),
    "DOUBLE": ("real", frozenset({"int", "real"})),
}
# sqlglot and PostgreSQL disagree on how tightly these bind next to each other.
_LOOSE = (
    *_COMPARISONS,
    exp.Is,
    exp.Like,
    exp.ILike,
    exp.Escape,
    exp.Between,
    exp.In,
    exp.Not,
    exp.RegexpLike,
    exp.RegexpILike,
)
_TIGHT = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.DPipe)


class Expressions:
    """Checks expressions of one text and writes them for SQLite.

    `parameters` are the policy's, by name; `used` collects those that occur. Subqueries are
    written by `queries`, which is set once both exist.
    """

    queries: Callable[[exp.Expr, Scope | None], tuple[str, Relation]]

    def __init__(self, text: Text, parameters: Mapping[str, Parameter]) -> None:
        self.text = text
        self._parameters = parameters
        self._rules: dict[type[exp.Expr], Callable[..., Typed]] = {
            exp.Paren: self._paren,
            exp.Column: self._column,
            exp.Literal: self._literal,
            exp.RawString: lambda node, _: Typed(_quoted(node.this), "text"),
            exp.Boolean: lambda node, _: Typed("1" if node.this else "0", "bool"),
            exp.Null: lambda _, __: Typed("NULL", "null"),
            exp.Placeholder: self._parameter,
            exp.And: self._connect,
            exp.Or: self._connect,
            exp.Not: self._not,
            exp.Is: self._is,
            exp.Like: self._like,
            exp.ILike: self._like,
            exp.Escape: self._escape,
            exp.RegexpLike: self._regex,
            exp.RegexpILike: self._regex,
            exp.Between: self._between,
            exp.In: self._in,
            exp.Neg: self._negative,
            exp.Div: self._divide,
            exp.Mod: self._divide,
            exp.DPipe: self._join,
            exp.Cast: self._cast,
            exp.Case: self._case,
            exp.Exists: self._exists,
            exp.Subquery: self._subquery,
            exp.Trim: self._trim,
            exp.Filter: self._filter,
            **dict.fromkeys(_COMPARISONS, self._compare),
            **dict.fromkeys(_ARITHMETIC, self._calculate),
        }

    def write(self, node: exp.Expr, scope: Scope) -> Typed:
        """One expression.

        Raises:
            PolicyError: it leaves the language.
        """
        if scope.grouped is not None and not scope.in_aggregate:
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
        return self._expect(node, scope, "bool", what)

    def _write(self, node: exp.Expr, scope: Scope) -> Typed:
        rule = self._rules.get(type(node))
        if rule is not None:
            return rule(node, scope)
        if isinstance(node, exp.Func):
            return self._call(node, scope)
        return self._unknown(node)

    def _unknown(self, node: exp.Expr) -> Typed:
        what = type(node).__name__
        hint = _HINTS.get(what, "")
        self.text.refuse(node, f"{_spaced(what)} is not in the language of policies{hint}")

    def _only(self, node: exp.Expr, *names: str) -> None:
        """Refuse a node that carries more than the arguments we translate."""
        for name, value in node.args.items():
            if value not in (None, False, []) and name not in names:
                self.text.refuse(
                    node,
                    f"{name.strip('_')} in {_spaced(type(node).__name__)} is not in the language",
                )

    def _expect(self, node: exp.Expr, scope: Scope, kind: Kind, what: str) -> Typed:
        typed = self._coerced(node, self.write(node, scope), kind)
        if typed.type not in (kind, "null"):
            self.text.refuse(node, f"{what} must be {_NAMES[kind]}, this is {_NAMES[typed.type]}")
        return typed

    def _tight(self, node: exp.Expr, *loose: type[exp.Expr]) -> None:
        for operand in (node.this, node.args.get("expression")):
            if isinstance(operand, loose):
                self.text.refuse(
                    operand, "put brackets around one of these operators, to say what binds first"
                )

    def _paren(self, node: exp.Paren, scope: Scope) -> Typed:
        self._only(node, "this")
        return self.write(node.this, scope)

    def _column(self, node: exp.Column, scope: Scope) -> Typed:
        self._only(node, "this", "table")
        name, table = folded(node.this), node.args.get("table")
        if isinstance(node.this, exp.Star):
            self.text.refuse(node, "* stands only alone in a SELECT, or in count(*)")
        alias = folded(table) if table is not None else None
        for here in scope.chain():
            found = self._found(node, here, alias, name)
            if found is None:
                continue
            if here is not scope and scope.in_aggregate:
                self.text.refuse(node, "an aggregate reads the columns of its own query only")
            if here.grouped is not None and not here.in_aggregate and found.sql not in here.grouped:
                self.text.refuse(
                    node, f'"{name}" must be in GROUP BY, or inside a function such as count or max'
                )
            if found.column:
                here.reads.add(found.column)
            return found
        self._missing(node, scope, alias, name)

    def _found(self, node: exp.Column, scope: Scope, alias: str | None, name: str) -> Typed | None:
        if alias is not None:
            relation = scope.relations.get(alias)
            if relation is None:
                return None
            column = relation.column(name)
            if column is None:
                known = ", ".join(relation.columns)
                hint = did_you_mean(name, relation.columns)
                self.text.refuse(node, f'"{alias}" has no column "{name}"{hint}; it has {known}')
            return column
        found = [c for r in scope.relations.values() if (c := r.column(name)) is not None]
        if len(found) > 1 and name not in scope.merged:
            self.text.refuse(node, f'"{name}" is in several tables; write which one: alias.{name}')
        return found[0] if found else None

    def _missing(self, node: exp.Column, scope: Scope, alias: str | None, name: str) -> Typed:
        relations = {a: r for s in scope.chain() for a, r in s.relations.items()}
        if alias is not None:
            self.text.refuse(
                node, f'there is no table "{alias}" here{did_you_mean(alias, relations)}'
            )
        known = list(dict.fromkeys(c for r in relations.values() for c in r.columns))
        quoted = "; text stands in single quotes: '...'" if node.this.args.get("quoted") else ""
        self.text.refuse(
            node,
            f'there is no column "{name}"{did_you_mean(name, known)}{quoted}; '
            f"there are {', '.join(known) or 'none'}",
        )

    def _literal(self, node: exp.Literal, _: Scope) -> Typed:
        if node.is_string:
            return Typed(_quoted(node.this), "text")
        digits = node.this
        if digits.isascii() and digits.isdigit() and len(digits) <= 18:
            return Typed(str(int(digits)), "int")
        try:
            number = float(digits)
        except ValueError:
            self.text.refuse(node, "this is not a number of the language")
        if not abs(number) < 1e300:
            self.text.refuse(node, "this number is too large")
        return Typed(repr(number), "real")

    def _parameter(self, node: exp.Placeholder, _: Scope) -> Typed:
        name = node.args.get("this")
        self._only(node, "this")
        if not isinstance(name, str) or name not in self._parameters:
            hint = did_you_mean(str(name), self._parameters) if name else ""
            self.text.refuse(node, f'there is no parameter ":{name or "?"}"{hint}')
        value = self._parameters[name]
        kind: Kind = "text" if isinstance(value, str) else "int"
        return Typed(f":{name}", "real" if isinstance(value, float) else kind)

    def _connect(self, node: exp.Connector, scope: Scope) -> Typed:
        self._only(node, "this", "expression")
        word = "AND" if isinstance(node, exp.And) else "OR"
        # A chain is written flat: it may be longer than brackets may be deep.
        operands: list[exp.Expr] = []
        rest: exp.Expr = node
        while type(rest) is type(node):
            operands.append(rest.args["expression"])
            rest = rest.this
        parts = [
            self._expect(operand, scope, "bool", f"each side of {word}").sql
            for operand in [rest, *reversed(operands)]
        ]
        return Typed("(" + f" {word} ".join(parts) + ")", "bool")

    def _not(self, node: exp.Not, scope: Scope) -> Typed:
        self._only(node, "this")
        return Typed(
            f"(NOT {self._expect(node.this, scope, 'bool', 'what NOT denies').sql})", "bool"
        )

    def _compare(self, node: exp.Binary, scope: Scope) -> Typed:
        self._only(node, "this", "expression")
        self._tight(node, *_LOOSE)
        operator = _COMPARISONS[type(node)]
        if isinstance(node.expression, exp.Any):
            return self._any(node, node.expression.this, scope)
        if isinstance(node.expression, exp.Anonymous) and node.expression.name.lower() == "all":
            return self._any(node, node.expression.expressions[0], scope)
        left, right = self._pair(node, node.this, node.expression, scope)
        kinds = {left.type, right.type}
        if "text[]" in kinds:
            self.text.refuse(node, "a list is asked with: 'element' = any(list)")
        if "bool" in kinds and operator in ("<", "<=", ">", ">="):
            self.text.refuse(node, "true and false have no order; use = or <>")
        return Typed(f"({left.sql} {operator} {right.sql})", "bool")

    def _pair(
        self, node: exp.Expr, first: exp.Expr, second: exp.Expr, scope: Scope
    ) -> tuple[Typed, Typed]:
        left, right = self._same(node, [(first, scope), (second, scope)])
        return left, right

    def _same(self, node: exp.Expr, operands: Iterable[tuple[exp.Expr, Scope]]) -> list[Typed]:
        """Operands that must have one type; a text literal takes the type of the others."""
        written = [(operand, self.write(operand, scope)) for operand, scope in operands]
        others = [t.type for o, t in written if not _is_text_literal(o) and t.type != "null"]
        if others:
            written = [(o, self._coerced(o, t, others[0])) for o, t in written]
        kinds = {typed.type for _, typed in written} - {"null"}
        if len(kinds) > 1 and not kinds <= {"int", "real"}:
            names = " and ".join(sorted(_NAMES[kind] for kind in kinds))
            self.text.refuse(node, f"{names} cannot be compared or mixed")
        return [typed for _, typed in written]

    def _coerced(self, node: exp.Expr, typed: Typed, kind: Kind) -> Typed:
        """A text literal as PostgreSQL reads it where another type is wanted."""
        if not _is_text_literal(node) or kind in ("text", "null", "text[]"):
            return typed
        value = node.this.strip().lower()
        if kind == "bool" and value in _BOOLEANS:
            return Typed(_BOOLEANS[value], "bool")
        if kind in ("int", "real") and value.isascii() and value.isdigit() and len(value) <= 18:
            return Typed(str(int(value)), "int")
        return typed

    def _any(self, node: exp.Binary, many: exp.Expr, scope: Scope) -> Typed:
        negated = isinstance(node, exp.NEQ)
        for_all = not isinstance(node.expression, exp.Any)
        if negated != for_all or not isinstance(node, exp.EQ | exp.NEQ):
            self.text.refuse(node, "write = any(list) or <> all(list)")
        many = many.unnest()
        word = "NOT IN" if negated else "IN"
        if isinstance(many, exp.Array):
            self._only(many, "expressions")
            left, *rest = self._same(node, [(e, scope) for e in (node.this, *many.expressions)])
            return Typed(f"({left.sql} {word} ({', '.join(t.sql for t in rest)}))", "bool")
        if isinstance(many, exp.Query):
            return self._in_query(node, many, word, scope)
        element = self._expect(node.this, scope, "text", "an element of a list")
        typed = self._expect(many, scope, "text[]", "what stands in any(...)")
        has = f"pg_has({typed.sql}, {element.sql})"
        return Typed(f"(NOT {has})" if negated else has, "bool")

    def _is(self, node: exp.Is, scope: Scope) -> Typed:
        self._only(node, "this", "expression", "negate")
        negation = "NOT " if node.args.get("negate") else ""
        if isinstance(node.expression, exp.Boolean):
            typed = self._expect(node.this, scope, "bool", "what is compared with true or false")
            return Typed(f"({typed.sql} IS {negation}{int(node.expression.this)})", "bool")
        if not isinstance(node.expression, exp.Null):
            self.text.refuse(node, "IS takes null, true, false, unknown or DISTINCT FROM")
        typed = self.write(node.this, scope)
        if typed.absent is not None:
            absent = _quoted(typed.absent)
            return Typed(f"(coalesce({typed.sql}, {absent}) IS {negation}{absent})", "bool")
        return Typed(f"({typed.sql} IS {negation}NULL)", "bool")

    def _like(self, node: exp.Like | exp.ILike, scope: Scope, escape: str = "\\") -> Typed:
        self._only(node, "this", "expression", "negate")
        self._tight(node, *_LOOSE)
        left = self._expect(node.this, scope, "text", "what LIKE looks at").sql
        right = self._expect(node.expression, scope, "text", "a pattern").sql
        if _is_text_literal(node.expression):
            whole = node.expression.this.replace(escape * 2, "")
            if len(node.expression.this) > 200 or whole.endswith(escape):
                self.text.refuse(node, "a LIKE pattern is at most 200 long and ends in no escape")
        if isinstance(node, exp.ILike):
            left, right = f"lower({left})", f"lower({right})"
        word = "NOT LIKE" if node.args.get("negate") else "LIKE"
        return Typed(f"({left} {word} {right} ESCAPE {_quoted(escape)})", "bool")

    def _escape(self, node: exp.Escape, scope: Scope) -> Typed:
        like, char = node.this, node.expression
        if not isinstance(like, exp.Like | exp.ILike) or not _is_text_literal(char):
            self.text.refuse(node, "ESCAPE takes one character in quotes, after LIKE")
        if len(char.this) != 1:
            self.text.refuse(node, "ESCAPE takes exactly one character")
        return self._like(like, scope, char.this)

    def _regex(self, node: exp.RegexpLike | exp.RegexpILike, scope: Scope) -> Typed:
        self._only(node, "this", "expression")
        self._tight(node, *_LOOSE, *_TIGHT)
        text = self._expect(node.this, scope, "text", "what ~ looks at")
        if not _is_text_literal(node.expression) and not isinstance(node.expression, exp.RawString):
            self.text.refuse(node, "the pattern of ~ must stand there in quotes")
        try:
            pattern = translate(node.expression.this)
        except ValueError as error:
            self.text.refuse(node.this, str(error))
        name = "pg_regex_i" if isinstance(node, exp.RegexpILike) else "pg_regex"
        return Typed(f"{name}({text.sql}, {_quoted(pattern)})", "bool")

    def _between(self, node: exp.Between, scope: Scope) -> Typed:
        self._only(node, "this", "low", "high", "negate")
        self._tight(node, *_LOOSE)
        parts = [node.this, node.args["low"], node.args["high"]]
        value, low, high = self._same(node, [(part, scope) for part in parts])
        if "bool" in {value.type, low.type, high.type} or value.type == "text[]":
            self.text.refuse(node, "BETWEEN takes numbers or texts")
        word = "NOT BETWEEN" if node.args.get("negate") else "BETWEEN"
        return Typed(f"({value.sql} {word} {low.sql} AND {high.sql})", "bool")

    def _in(self, node: exp.In, scope: Scope) -> Typed:
        self._only(node, "this", "expressions", "query", "negate")
        self._tight(node, *_LOOSE)
        word = "NOT IN" if node.args.get("negate") else "IN"
        if node.args.get("query") is not None:
            return self._in_query(node, node.args["query"].unnest(), word, scope)
        value, *rest = self._same(node, [(e, scope) for e in (node.this, *node.expressions)])
        if value.type == "text[]":
            self.text.refuse(node, "a list is asked with: 'element' = any(list)")
        return Typed(f"({value.sql} {word} ({', '.join(t.sql for t in rest)}))", "bool")

    def _in_query(self, node: exp.Expr, query: exp.Expr, word: str, scope: Scope) -> Typed:
        sql, relation = self.queries(query, scope)
        if len(relation.columns) != 1:
            self.text.refuse(node, "a subquery in IN or any() gives exactly one column")
        (column,) = relation.columns.values()
        value = self._coerced(node.this, self.write(node.this, scope), column.type)
        kinds = {value.type, column.type} - {"null"}
        if (len(kinds) > 1 and not kinds <= {"int", "real"}) or "text[]" in kinds:
            self.text.refuse(node, "the value and what the subquery gives have different types")
        return Typed(f"({value.sql} {word} ({sql}))", "bool")

    def _negative(self, node: exp.Neg, scope: Scope) -> Typed:
        typed = self._number(node.this, scope, "what - turns round")
        return Typed(f"(- {typed.sql})", typed.type)

    def _number(self, node: exp.Expr, scope: Scope, what: str) -> Typed:
        typed = self._coerced(node, self.write(node, scope), "int")
        if typed.type not in ("int", "real", "null"):
            self.text.refuse(node, f"{what} must be a number, this is {_NAMES[typed.type]}")
        return typed

    def _calculate(self, node: exp.Binary, scope: Scope) -> Typed:
        self._only(node, "this", "expression")
        self._tight(node, *_LOOSE, exp.DPipe)
        operator = _ARITHMETIC[type(node)]
        sides = [
            self._number(n, scope, f"each side of {operator}") for n in (node.this, node.expression)
        ]
        kind: Kind = "real" if "real" in {side.type for side in sides} else "int"
        return Typed(f"({sides[0].sql} {operator} {sides[1].sql})", kind)

    def _divide(self, node: exp.Binary, scope: Scope) -> Typed:
        self._only(node, "this", "expression", "typed", "safe")
        self._tight(node, *_LOOSE, exp.DPipe)
        operator = "/" if isinstance(node, exp.Div) else "%"
        sides = [
            self._number(n, scope, f"each side of {operator}") for n in (node.this, node.expression)
        ]
        kind: Kind = "real" if "real" in {side.type for side in sides} else "int"
        if operator == "%" and kind == "real":
            self.text.refuse(node, "% takes whole numbers")
        name = "pg_div" if operator == "/" else "pg_mod"
        return Typed(f"{name}({sides[0].sql}, {sides[1].sql})", kind)

    def _join(self, node: exp.DPipe, scope: Scope) -> Typed:
        self._only(node, "this", "expression", "safe")
        self._tight(node, *_LOOSE, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
        sides = [self.write(n, scope) for n in (node.this, node.expression)]
        kinds = {side.type for side in sides}
        if not kinds <= {"text", "int", "null"} or "text" not in kinds:
            self.text.refuse(node, "|| joins texts; write something::text for what is not")
        return Typed(f"({sides[0].sql} || {sides[1].sql})", "text")

    def _cast(self, node: exp.Cast, scope: Scope) -> Typed:
        self._only(node, "this", "to")
        to = node.args["to"]
        name = to.this.name if isinstance(to.this, exp.DType) else ""
        if name not in _CASTS or any(to.args.get(k) for k in ("expressions", "nested", "values")):
            self.text.refuse(
                node,
                "a cast is to text, boolean, int, bigint or double precision; "
                "the views hold no dates",
            )
        kind, allowed = _CASTS[name]
        typed = self._coerced(node.this, self.write(node.this, scope), kind)
        if typed.type == "null":
            return Typed(typed.sql, kind)
        if typed.type not in allowed:
            self.text.refuse(node, f"{_NAMES[typed.type]} cannot be cast to {_NAMES[kind]} here")
        if kind == "text" and typed.type == "bool":
            return Typed(f"(CASE {typed.sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)", "text")
        if kind == typed.type:
            return typed
        words = {"text": "TEXT", "int": "INTEGER", "real": "REAL", "bool": "INTEGER"}
        return Typed(f"CAST({typed.sql} AS {words[kind]})", kind)

    def _case(self, node: exp.Case, scope: Scope) -> Typed:
        self._only(node, "this", "ifs", "default")
        subject, branches = node.args.get("this"), node.args["ifs"]
        for branch in branches:
            self._only(branch, "this", "true")
        results = [branch.args["true"] for branch in branches]
        default = node.args.get("default")
        values = self._same(node, [(r, scope) for r in [*results, *([default] if default else [])]])
        kind = _common(values)
        if subject is None:
            tests = [
                self._expect(b.this, scope, "bool", "what stands after WHEN") for b in branches
            ]
            head = "CASE"
        else:
            first, *tests = self._same(
                node, [(n, scope) for n in [subject, *(b.this for b in branches)]]
            )
            head = f"CASE {first.sql}"
        whens = " ".join(f"WHEN {t.sql} THEN {v.sql}" for t, v in zip(tests, values, strict=False))
        tail = f" ELSE {values[-1].sql}" if default else ""
        return Typed(f"({head} {whens}{tail} END)", kind)

    def _exists(self, node: exp.Exists, scope: Scope) -> Typed:
        self._only(node, "this")
        sql, _ = self.queries(node.this.unnest(), scope)
        return Typed(f"EXISTS ({sql})", "bool")

    def _subquery(self, node: exp.Subquery, scope: Scope) -> Typed:
        self._only(node, "this")
        query = node.this.unnest()
        sql, relation = self.queries(query, scope)
        if len(relation.columns) != 1:
            self.text.refuse(node, "a subquery used as a value gives exactly one column")
        if not _one_row(query):
            self.text.refuse(
                node, "a subquery used as a value must give one row: an aggregate, or LIMIT 1"
            )
        (column,) = relation.columns.values()
        return Typed(f"({sql})", column.type)

    def _trim(self, node: exp.Trim, scope: Scope) -> Typed:
        self._only(node, "this", "expression", "position")
        name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(
            node.args.get("position") or "", "trim"
        )
        arguments = [node.this, *([node.expression] if node.args.get("expression") else [])]
        return self._apply(node, FUNCTIONS[name], arguments, scope)

    def _call(self, node: exp.Func, scope: Scope) -> Typed:
        if isinstance(node, exp.Anonymous):
            name = str(node.this).lower()
        else:
            name = NODE_NAMES.get(type(node).__name__, node.sql_name().lower())
        name = ALIASES.get(name, name)
        function = FUNCTIONS.get(name)
        if function is None:
            hint = did_you_mean(name, [*FUNCTIONS, *ALIASES]) or _HINTS.get(type(node).__name__, "")
            self.text.refuse(node, f"the function {_named(node)} is not in the language{hint}")
        arguments: list[exp.Expr] = []
        for key in node.arg_types if not isinstance(node, exp.Anonymous) else ("expressions",):
            value = node.args.get(key)
            if isinstance(value, list):
                arguments += value
            elif isinstance(value, exp.Expr):
                arguments.append(value)
            elif value and key not in _FLAGS:
                self._only(node, "this")
        if isinstance(node, exp.ArraySize):
            dimension = node.args.get("expression")
            if not isinstance(dimension, exp.Literal) or dimension.this != "1":
                self.text.refuse(node, "lists have one dimension: array_length(list, 1)")
            size = self._apply(node, function, [node.this], scope).sql
            return Typed(f"nullif({size}, 0)", "int")
        if function.aggregate:
            return self._aggregate(node, function, arguments, scope)
        return self._apply(node, function, arguments, scope)

    def _apply(
        self, node: exp.Expr, function: Function, arguments: list[exp.Expr], scope: Scope
    ) -> Typed:
        most = None if function.variadic else len(function.takes)
        least = len(function.takes) - function.optional
        if len(arguments) < least or (most is not None and len(arguments) > most):
            self.text.refuse(node, f"{function.name} is used like this: {function.example}")
        if function.gives is None:
            written = self._same(node, [(argument, scope) for argument in arguments])
        else:
            written = [self.write(argument, scope) for argument in arguments]
        for index, (argument, typed) in enumerate(zip(arguments, written, strict=True)):
            wanted = function.takes[min(index, len(function.takes) - 1)]
            kinds = (wanted,) if isinstance(wanted, str) else wanted
            if typed.type not in (*kinds, "null"):
                names = " or ".join(_NAMES[kind] for kind in kinds)
                self.text.refuse(
                    argument, f"{function.name} takes {names} here, this is {_NAMES[typed.type]}"
                )
        kind = function.gives or _common(written)
        return Typed(f"{function.becomes}({', '.join(t.sql for t in written)})", kind)

    def _aggregate(
        self, node: exp.Func, function: Function, arguments: list[exp.Expr], scope: Scope
    ) -> Typed:
        if scope.in_aggregate:
            self.text.refuse(node, "an aggregate inside an aggregate is not possible")
        if not scope.aggregates:
            self.text.refuse(node, f"{function.name} stands only in SELECT, HAVING or ORDER BY")
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
                    self.text.refuse(node, "string_agg always sorts what it joins; leave that out")
                arguments = [first, *arguments[1:]]
            if isinstance(first, exp.Distinct):
                self._only(first, "expressions")
                if len(first.expressions) != 1:
                    self.text.refuse(node, "DISTINCT takes one expression in an aggregate")
                arguments = [first.expressions[0], *arguments[1:]]
                distinct = "DISTINCT "
            if distinct and function.name == "string_agg":
                written = self._apply(node, function, arguments, scope)
                return Typed(
                    written.sql.replace("pg_string_agg(", "pg_string_agg_distinct(", 1), "text"
                )
            written = self._apply(node, function, arguments, scope)
            opening = f"{function.becomes}("
            return Typed(opening + distinct + written.sql[len(opening) :], written.type)
        finally:
            scope.in_aggregate = False

    def _filter(self, node: exp.Filter, scope: Scope) -> Typed:
        self._only(node, "this", "expression")
        if not isinstance(node.this, exp.Func):
            self.text.refuse(node, "FILTER follows an aggregate such as count(*)")
        aggregate = self._call(node.this, scope)
        if not node.this.find(exp.AggFunc) and aggregate.sql.split("(")[0] not in ("min", "max"):
            self.text.refuse(node, "FILTER follows an aggregate such as count(*)")
        scope.in_aggregate = True
        try:
            where = self._expect(node.expression.this, scope, "bool", "the condition of FILTER")
        finally:
            scope.in_aggregate = False
        return Typed(f"{aggregate.sql} FILTER (WHERE {where.sql})", aggregate.type)


_NAMES: dict[Kind, str] = {
    "text": "a text",
    "int": "a number",
    "real": "a number",
    "bool": "true or false",
    "text[]": "a list",
    "null": "NULL",
}

_HINTS = {
    "SimilarTo": "; use ~ or LIKE",
    "Window": "; use GROUP BY, or a subquery",
    "CurrentDate": "; the views hold no dates",
    "CurrentTimestamp": "; the views hold no dates",
    "Interval": "; the views hold no dates",
    "ByteString": "; write plain '...'",
    "Bracket": "; ask a list with: 'element' = any(list)",
    "ArrayContainsAll": "; ask a list with: 'element' = any(list)",
    "ArrayOverlaps": "; ask a list with: 'element' = any(list)",
    "Round": "; use whole numbers",
    "Parameter": "; a parameter is written :name",
}


def folded(identifier: exp.Expr) -> str:
    """A name as PostgreSQL folds it: lower case unless quoted."""
    name = identifier.name
    return name if identifier.args.get("quoted") else name.lower()


def _is_text_literal(node: exp.Expr) -> bool:
    node = node.unnest()
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _common(values: Iterable[Typed]) -> Kind:
    kinds = {value.type for value in values} - {"null"}
    if kinds == {"int", "real"}:
        return "real"
    return next(iter(kinds), "null")


def _one_row(query: exp.Expr) -> bool:
    limit = query.args.get("limit")
    if limit is not None:
        return isinstance(limit.expression, exp.Literal) and limit.expression.this in ("0", "1")
    return isinstance(query, exp.Select) and not query.args.get("group") and is_aggregated(query)


def is_aggregated(select: exp.Select) -> bool:
    """Whether a SELECT has an aggregate of its own in its output or HAVING."""
    places = [*select.expressions, *([select.args["having"]] if select.args.get("having") else [])]
    return any(_has_aggregate(place) for place in places)


def _has_aggregate(node: exp.Expr) -> bool:
    # prune is asked before the children are walked, and yields the pruned node itself.
    return any(
        isinstance(found, exp.AggFunc)
        or (isinstance(found, exp.Anonymous) and found.name.lower() in ("every",))
        for found in node.walk(prune=lambda n: isinstance(n, exp.Query))
    )


def _named(node: exp.Func) -> str:
    name = str(node.this) if isinstance(node, exp.Anonymous) else node.sql_name()
    return name.lower()[:63] if name.isidentifier() else "used here"


def _quoted(text: str) -> str:
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def _spaced(name: str) -> str:
    return "".join(f" {c}" if c.isupper() else c for c in name).strip()
