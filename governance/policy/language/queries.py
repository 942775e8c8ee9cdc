"""Queries: SELECT with joins, CTEs, subqueries, grouping and set operations over the views."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from msgspec import Struct, structs
from sqlglot import exp

from governance.policy.language.expressions import Expressions
from governance.policy.language.nodes import folded, is_aggregated
from governance.policy.language.scope import Kind, Relation, Scope, Typed
from governance.policy.language.text import Text
from governance.policy.views import VIEWS, View
from governance.suggest import did_you_mean

MAX_RELATIONS = 64
"""SQLite writes a CTE out wherever it is named, so names of names multiply; this ends that."""

MAX_OUTPUTS = 100

_SIDES = {
    "": "",
    "INNER": "",
    "CROSS": "",
    "LEFT": "LEFT ",
    "RIGHT": "RIGHT ",
    "FULL": "FULL ",
}
_SETS: dict[type[exp.Expr], str] = {
    exp.Union: "UNION",
    exp.Intersect: "INTERSECT",
    exp.Except: "EXCEPT",
}


class _Named(Struct, frozen=True):
    """A CTE: our name for it, its columns, and how many views it stands for in the end."""

    name: str
    columns: Mapping[str, Typed]
    weight: int


class Queries:
    """Checks the queries of one text and writes them for SQLite, every name replaced by ours."""

    def __init__(self, text: Text, expressions: Expressions) -> None:
        self.text = text
        self._expressions = expressions
        self._numbers = count(1)
        self._ctes: list[dict[str, _Named]] = []
        self._weight = 0
        self.views: set[str] = set()
        expressions.queries = self.write

    def write(self, node: exp.Expr, parent: Scope | None) -> tuple[str, Relation]:
        """One query: its SQL, and its output as a relation not named yet.

        Raises:
            PolicyError: it leaves the language.
        """
        if not isinstance(node, exp.Select | exp.SetOperation | exp.Subquery):
            self.text.refuse(node, "a query is a SELECT")
        with_ = node.args.get("with_")
        head = self._with(with_, parent) if with_ is not None else ""
        try:
            if isinstance(node, exp.Select):
                sql, relation = self._select(node, parent)
            elif isinstance(node, exp.Subquery):
                self._expressions.only(node, "this", "with_")
                sql, relation = self.write(node.this, parent)
                sql = f"SELECT * FROM ({sql})"  # noqa: S608 - checked and written by us
            else:
                sql, relation = self._set(node, parent)
        finally:
            if with_ is not None:
                self._ctes.pop()
        return head + sql, relation

    def _with(self, node: exp.With, parent: Scope | None) -> str:
        if node.args.get("recursive"):
            self.text.refuse(node, "WITH RECURSIVE is not in the language")
        self._expressions.only(node, "expressions")
        frame: dict[str, _Named] = {}
        self._ctes.append(frame)
        parts = []
        for cte in node.expressions:
            self._expressions.only(cte, "this", "alias", "materialized")
            alias = cte.args["alias"]
            name = folded(alias.this)
            if name in frame:
                self.text.refuse(cte, f'WITH names "{name}" twice')
            before = self._weight
            sql, relation = self.write(cte.this, parent)
            renamed = self._renamed(cte, alias, relation)
            ours = f"q{next(self._numbers)}"
            frame[name] = _Named(ours, renamed.columns, max(1, self._weight - before))
            parts.append(f"{ours}({_names(renamed)}) AS ({sql})")
        return f"WITH {', '.join(parts)} "

    def _renamed(
        self, node: exp.Expr, alias: exp.TableAlias | None, relation: Relation
    ) -> Relation:
        """The relation under the column names its alias gives: `AS t(a, b)`."""
        given = [folded(column) for column in (alias.args.get("columns") or [])] if alias else []
        if not given:
            return relation
        if len(given) > len(relation.columns) or len(set(given)) < len(given):
            self.text.refuse(node, "the alias names more columns than there are, or one twice")
        names = given + list(relation.columns)[len(given) :]
        return Relation(relation.name, dict(zip(names, relation.columns.values(), strict=True)))

    def _select(self, node: exp.Select, parent: Scope | None) -> tuple[str, Relation]:
        condition = self._expressions.condition
        self._expressions.only(
            node,
            "with_",
            "expressions",
            "from_",
            "joins",
            "where",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "distinct",
        )
        scope = Scope(parent=parent)
        source = self._from(node, scope)
        where = ""
        if node.args.get("where"):
            where = f" WHERE {condition(node.args['where'].this, scope, 'WHERE').sql}"
        groups = self._groups(node, scope)
        if groups is not None or is_aggregated(node) or node.args.get("having"):
            scope.grouped = frozenset(groups or ())
        scope.aggregates = True
        outputs = self._outputs(node, scope)
        having = ""
        if node.args.get("having"):
            having = f" HAVING {condition(node.args['having'].this, scope, 'HAVING').sql}"
        distinct = node.args.get("distinct")
        if distinct is not None:
            self._expressions.only(distinct)
        listed = ", ".join(
            f"{typed.sql} AS c{index}" for index, (_, typed) in enumerate(outputs, start=1)
        )
        sql = f"SELECT {'DISTINCT ' if distinct is not None else ''}{listed}{source}{where}"
        if groups:
            sql += f" GROUP BY {', '.join(groups)}"
        elif having:
            # Without GROUP BY, SQLite before 3.39 takes no HAVING: one group of everything.
            sql += " GROUP BY NULL"
        sql += having + self._order(node, scope, outputs, distinct is not None) + self._limit(node)
        return sql, self._relation(node, outputs)

    def _relation(self, node: exp.Expr, outputs: list[tuple[str, Typed]]) -> Relation:
        columns: dict[str, Typed] = {}
        for index, (name, typed) in enumerate(outputs, start=1):
            # A second output of the same name can be had by nobody; it keeps its place only.
            key = name if name not in columns else f"{name} {index}"
            columns[key] = Typed(f"c{index}", typed.type, typed.column, typed.absent)
        if not columns:
            self.text.refuse(node, "a SELECT names at least one column")
        return Relation("", columns)

    def _from(self, node: exp.Select, scope: Scope) -> str:
        first = node.args.get("from_")
        if first is None:
            return ""
        sql = f" FROM {self._relation_in_from(first.this, scope)}"
        commas = False
        for join in node.args.get("joins") or []:
            side = str(join.args.get("side") or "").upper()
            if commas and side in ("RIGHT", "FULL"):
                self.text.refuse(join, f"a {side} JOIN does not go with commas in FROM")
            commas = commas or not any(join.args.get(k) for k in ("on", "using", "kind", "side"))
            sql += self._join(join, scope)
        return sql

    def _join(self, join: exp.Join, scope: Scope) -> str:
        self._expressions.only(join, "this", "on", "using", "side", "kind")
        side = str(join.args.get("side") or join.args.get("kind") or "").upper()
        kind = str(join.args.get("kind") or "").upper()
        if side not in _SIDES or kind not in ("", "INNER", "OUTER", "CROSS"):
            self.text.refuse(join, f"a {kind or side} JOIN is not in the language")
        before = dict(scope.relations)
        on, using = join.args.get("on"), join.args.get("using")
        right = self._relation_in_from(join.this, scope)
        if on is not None:
            return (
                f" {_SIDES[side]}JOIN {right} ON "
                f"{self._expressions.condition(on, scope, 'what a JOIN is ON').sql}"
            )
        if using:
            return f" {_SIDES[side]}JOIN {right} ON {self._using(join, using, scope, before)}"
        if side not in ("", "CROSS") or kind == "INNER":
            self.text.refuse(join, "a JOIN needs ON or USING")
        return f" JOIN {right}"

    def _using(
        self, join: exp.Join, using: list[exp.Expr], scope: Scope, before: dict[str, Relation]
    ) -> str:
        if str(join.args.get("side") or "").upper() in ("RIGHT", "FULL"):
            self.text.refuse(join, "USING goes with INNER and LEFT joins; write ON")
        (added,) = (r for alias, r in scope.relations.items() if alias not in before)
        parts = []
        for identifier in using:
            name = folded(identifier)
            lefts = [c for r in before.values() if (c := r.column(name)) is not None]
            right = added.column(name)
            if right is None or not lefts or (len(lefts) > 1 and name not in scope.merged):
                self.text.refuse(join, f'USING needs "{name}" once on each side')
            if lefts[0].type != right.type:
                self.text.refuse(join, f'"{name}" has different types on the two sides')
            scope.merged.add(name)
            parts.append(f"{lefts[0].sql} = {right.sql}")
        return " AND ".join(parts)

    def _relation_in_from(self, node: exp.Expr, scope: Scope) -> str:
        self._weight += 1
        if isinstance(node, exp.Table):
            self._expressions.only(node, "this", "db", "alias")
            if not isinstance(node.this, exp.Identifier):
                self.text.refuse(node, "FROM takes views and subqueries, no functions")
            name = folded(node.this)
            source, relation = self._named(node, name)
            alias = node.args.get("alias")
        elif isinstance(node, exp.Subquery):
            self._expressions.only(node, "this", "alias")
            sql, relation = self.write(node.this, scope.parent)
            source, name, alias = f"({sql})", "", node.args.get("alias")
            if alias is None:
                self.text.refuse(node, "a subquery in FROM needs a name: (SELECT ...) AS name")
        else:
            self.text.refuse(node, "FROM takes views and subqueries")
        if self._weight > MAX_RELATIONS:
            self.text.refuse(node, f"the query reads more than {MAX_RELATIONS} tables; split it")
        if alias is not None:
            self._expressions.only(alias, "this", "columns")
            name = folded(alias.this) if alias.this else name
            relation = self._renamed(node, alias, relation)
        if name in scope.relations:
            self.text.refuse(node, f'"{name}" stands twice in FROM; give one another name: AS ...')
        ours = f"r{next(self._numbers)}"
        scope.relations[name] = Relation(
            ours,
            {
                key: structs.replace(typed, sql=f"{ours}.{typed.sql}")
                for key, typed in relation.columns.items()
            },
            relation.view,
        )
        return f"{source} AS {ours}"

    def _named(self, node: exp.Table, name: str) -> tuple[str, Relation]:
        schema = folded(node.args["db"]) if node.args.get("db") is not None else None
        if schema is None:
            for frame in reversed(self._ctes):
                if name in frame:
                    named = frame[name]
                    self._weight += named.weight
                    return named.name, Relation("", _columns_of(named))
        view = VIEWS.get(name) if schema in (None, "governance") else None
        if view is None:
            self.text.refuse(
                node,
                f'there is no view "{name}"{did_you_mean(name, VIEWS)}; there are '
                + ", ".join(f"governance.{known}" for known in VIEWS),
            )
        self.views.add(view.name)
        return view.name, view_relation(view)

    def _groups(self, node: exp.Select, scope: Scope) -> list[str] | None:
        group = node.args.get("group")
        if group is None:
            return None
        self._expressions.only(group, "expressions")
        written = []
        for item in group.expressions:
            target = self._ordinal(item, node)
            if target is None and isinstance(item, exp.Column) and not item.args.get("table"):
                name = folded(item.this)
                if not any(r.column(name) for r in scope.relations.values()):
                    target = next((e.this for e in node.expressions if _alias(e) == name), None)
            typed = self._expressions.write(target or item, scope)
            if typed.sql.lstrip("- ").isdigit() or typed.sql.startswith("'"):
                self.text.refuse(item, "GROUP BY takes columns and expressions over them")
            written.append(typed.sql)
        return written

    def _ordinal(self, item: exp.Expr, node: exp.Select) -> exp.Expr | None:
        if not isinstance(item, exp.Literal):
            return None
        if (
            item.is_string
            or not item.this.isdigit()
            or not 1 <= int(item.this) <= len(node.expressions)
        ):
            self.text.refuse(item, "a number in GROUP BY or ORDER BY counts the outputs from 1")
        output: exp.Expr = node.expressions[int(item.this) - 1]
        if _star(output):
            self.text.refuse(item, "name the columns instead of * to count them")
        return output.unalias()

    def _outputs(self, node: exp.Select, scope: Scope) -> list[tuple[str, Typed]]:
        if len(node.expressions) > MAX_OUTPUTS:
            self.text.refuse(node, f"a SELECT gives at most {MAX_OUTPUTS} columns")
        outputs: list[tuple[str, Typed]] = []
        for item in node.expressions:
            if _star(item):
                outputs += self._star(item, scope)
                continue
            if isinstance(item, exp.Alias):
                self._expressions.only(item, "this", "alias")
            inner = item.this if isinstance(item, exp.Alias) else item
            typed = self._expressions.write(inner, scope)
            name = _alias(item)
            if not name:
                name = (
                    folded(inner.this)
                    if isinstance(inner, exp.Column)
                    else f"column{len(outputs) + 1}"
                )
            outputs.append((name, typed))
        return outputs

    def _star(self, node: exp.Expr, scope: Scope) -> list[tuple[str, Typed]]:
        star = node if isinstance(node, exp.Star) else node.this
        self._expressions.only(star)
        if scope.grouped is not None:
            self.text.refuse(node, "* does not go with GROUP BY; name the columns")
        if isinstance(node, exp.Column):
            alias = folded(node.args["table"])
            if alias not in scope.relations:
                hint = did_you_mean(alias, scope.relations)
                self.text.refuse(node, f'there is no table "{alias}" here{hint}')
            relations = [scope.relations[alias]]
        else:
            relations = list(scope.relations.values())
        found: list[tuple[str, Typed]] = []
        for relation in relations:
            for name, typed in relation.columns.items():
                if name in scope.merged and any(name == known for known, _ in found):
                    continue
                found.append((name, typed))
                if typed.column:
                    scope.reads.add(typed.column)
        return found

    def _order(
        self, node: exp.Query, scope: Scope, outputs: list[tuple[str, Typed]], fixed: bool
    ) -> str:
        order = node.args.get("order")
        if order is None:
            return ""
        self._expressions.only(order, "expressions")
        parts = []
        for item in order.expressions:
            self._expressions.only(item, "this", "desc", "nulls_first")
            parts.append(self._sorted(item, scope, outputs, fixed))
        return f" ORDER BY {', '.join(parts)}"

    def _sorted(
        self, item: exp.Ordered, scope: Scope, outputs: list[tuple[str, Typed]], fixed: bool
    ) -> str:
        names = [name for name, _ in outputs]
        target = item.this
        if isinstance(target, exp.Literal):
            if (
                target.is_string
                or not target.this.isdigit()
                or not 1 <= int(target.this) <= len(outputs)
            ):
                self.text.refuse(item, "a number in ORDER BY counts the outputs from 1")
            place = str(int(target.this))
        elif (
            isinstance(target, exp.Column)
            and not target.args.get("table")
            and folded(target.this) in names
        ):
            place = str(names.index(folded(target.this)) + 1)
        elif fixed:
            written = self._expressions.write(target, scope).sql
            listed = [typed.sql for _, typed in outputs]
            if written not in listed:
                self.text.refuse(item, "with DISTINCT or UNION, ORDER BY takes output columns only")
            place = str(listed.index(written) + 1)
        else:
            place = self._expressions.write(target, scope).sql
        first = bool(item.args.get("nulls_first"))
        direction = "DESC" if item.args.get("desc") else "ASC"
        return f"{place} {direction} NULLS {'FIRST' if first else 'LAST'}"

    def _limit(self, node: exp.Query) -> str:
        sql = ""
        limit, offset = node.args.get("limit"), node.args.get("offset")
        for word, part in (("LIMIT", limit), ("OFFSET", offset)):
            if part is None:
                continue
            if not isinstance(part, exp.Limit | exp.Offset):
                self.text.refuse(part, "write LIMIT n")
            self._expressions.only(part, "expression")
            number = part.expression
            if not isinstance(number, exp.Literal) or number.is_string or not number.this.isdigit():
                self.text.refuse(part, f"{word} takes a whole number")
            if len(number.this) > 15:
                self.text.refuse(part, f"this {word} is too large")
            if word == "OFFSET" and limit is None:
                sql += " LIMIT -1"  # SQLite takes no OFFSET alone
            sql += f" {word} {int(number.this)}"
        return sql

    def _set(self, node: exp.SetOperation, parent: Scope | None) -> tuple[str, Relation]:
        self._expressions.only(
            node, "with_", "this", "expression", "distinct", "order", "limit", "offset"
        )
        word = _SETS[type(node)]
        if not node.args.get("distinct"):
            if word != "UNION":
                self.text.refuse(node, f"{word} ALL is not in the language")
            word = "UNION ALL"
        (left_sql, left), (right_sql, right) = (
            self.write(side.unnest() if isinstance(side, exp.Subquery) else side, parent)
            for side in (node.this, node.expression)
        )
        if len(left.columns) != len(right.columns):
            self.text.refuse(node, f"both sides of {word} must have as many columns")
        columns: dict[str, Typed] = {}
        pairs = zip(left.columns.items(), right.columns.values(), strict=True)
        for index, ((name, one), two) in enumerate(pairs, start=1):
            kinds = {one.type, two.type} - {"null"}
            if len(kinds) > 1 and not kinds <= {"int", "real"}:
                self.text.refuse(node, f"column {index} has different types in {word}")
            kind: Kind = "real" if len(kinds) > 1 else next(iter(kinds), "null")
            same = one.column if one.column == two.column else None
            columns[name] = Typed(f"c{index}", kind, same, one.absent or two.absent)
        sql = f"SELECT * FROM ({left_sql}) {word} SELECT * FROM ({right_sql})"  # noqa: S608
        outputs = list(columns.items())
        if node.args.get("order") or node.args.get("limit") or node.args.get("offset"):
            listed = ", ".join(f"c{index}" for index in range(1, len(columns) + 1))
            names = f"q{next(self._numbers)}"
            sql = f"WITH {names}({listed}) AS ({sql}) SELECT {listed} FROM {names}"  # noqa: S608
            sql += self._order(node, Scope(parent=parent), outputs, True) + self._limit(node)
        return sql, Relation("", columns)


def view_relation(view: View) -> Relation:
    """A view as FROM sees it."""
    return Relation(
        "",
        {
            column.name: Typed(
                f'"{column.name}"', column.type, f"{view.name}.{column.name}", column.absent
            )
            for column in view.columns
        },
        view.name,
    )


def _columns_of(named: _Named) -> Mapping[str, Typed]:
    return {
        name: structs.replace(typed, sql=f"c{index}")
        for index, (name, typed) in enumerate(named.columns.items(), start=1)
    }


def _names(relation: Relation) -> str:
    return ", ".join(f"c{index}" for index in range(1, len(relation.columns) + 1))


def _alias(item: exp.Expr) -> str:
    return folded(item.args["alias"]) if isinstance(item, exp.Alias) else ""


def _star(item: exp.Expr) -> bool:
    return isinstance(item, exp.Star) or (
        isinstance(item, exp.Column) and isinstance(item.this, exp.Star)
    )
