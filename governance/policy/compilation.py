"""From a policy's SQL, as people write it, to what the sealed engine runs."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from sqlglot import exp

from governance.policy.language import scope as names
from governance.policy.language.apart import tells_tables_apart
from governance.policy.language.expressions import Expressions
from governance.policy.language.nodes import folded, is_aggregated
from governance.policy.language.queries import Queries, view_relation
from governance.policy.language.scope import Relation
from governance.policy.language.text import Text
from governance.policy.policy import Parameter, Scope
from governance.policy.views import IDENTITY, SUBJECTS, VIEWS, View

THIS = "this"
"""What `where` and `require` call the row they are about, in a subquery that hides its columns."""

_WHOLE = frozenset({"catalog", "exposure"})
"""Subjects that are about more than one table, and look at tables as wholes only."""


class Compiled(Struct, frozen=True):
    """SQL for the engine, the views it reads, its outputs and their types, the facts, the scope."""

    sql: str
    reads: tuple[str, ...]
    outputs: tuple[str, ...]
    kinds: tuple[str, ...]
    facts: tuple[str, ...]
    scope: Scope


def rule(
    subject: str,
    where: Text | None,
    require: Text,
    wanted: frozenset[str],
    parameters: Mapping[str, Parameter],
) -> Compiled:
    """`where` and `require` over a subject's view: a row for each subject that violates.

    A row violates when `where` is true and `require` is not, so that a `require` that turns out
    NULL fails closed. The first output is the row's number in the engine; then come the columns
    that are `wanted` for messages or that the expressions read.

    Raises:
        PolicyError: an expression leaves the language.
    """
    view = SUBJECTS[subject]
    conditions: list[str] = []
    reads: set[str] = set()
    views = {view.name}
    subqueries = False
    for text, what in ((where, "where"), (require, "require")):
        if text is None:
            continue
        scope = _scope(view)
        expressions = Expressions(text, parameters)
        queries = Queries(text, expressions)
        written = expressions.condition(text.parse(), scope, what).sql
        conditions.append(written if what == "where" else f"({written}) IS NOT TRUE")
        views |= queries.views
        subqueries = subqueries or bool(queries.views)
        reads |= {name.partition(".")[2] for name in scope.reads}
    facts = tuple(
        column.name
        for column in view.columns
        if column.name in reads
        and column.name not in IDENTITY
        and column.type in ("text", "bool", "text[]")
    )
    extra = tuple(c.name for c in view.columns if c.name in wanted | set(facts))
    listed = ", ".join(["r.row_id", *(f'r."{name}"' for name in extra)])
    sql = f"SELECT {listed} FROM {view.name} AS r WHERE {' AND '.join(conditions)}"  # noqa: S608
    kinds = ("int", *(view.by_name[name].type for name in extra))
    whole: Scope = "totals" if subject in _WHOLE else "table"
    return Compiled(
        sql,
        tuple(sorted(views)),
        ("row_id", *extra),
        kinds,
        facts,
        "catalog" if subqueries else whole,
    )


def query(text: Text, parameters: Mapping[str, Parameter]) -> Compiled:
    """A whole SELECT: its rows are the violations.

    Raises:
        PolicyError: it leaves the language.
    """
    parsed = text.parse()
    expressions = Expressions(text, parameters)
    queries = Queries(text, expressions)
    _add_source(parsed)
    sql, relation = queries.write(parsed, None)
    facts = tuple(
        name
        for name, typed in relation.columns.items()
        if name not in IDENTITY and typed.type in ("text", "text[]", "bool")
    )
    kinds = tuple(typed.type for typed in relation.columns.values())
    outputs = tuple(relation.columns)
    scope: Scope = "table" if tells_tables_apart(parsed, outputs) else "catalog"
    return Compiled(sql, tuple(sorted(queries.views)), outputs, kinds, facts, scope)


def _scope(view: View) -> names.Scope:
    columns = {
        name: type(typed)(f"r.{typed.sql}", typed.type, typed.column, typed.absent)
        for name, typed in view_relation(view).columns.items()
    }
    return names.Scope(relations={THIS: Relation("r", columns, view.name)})


def _add_source(node: exp.Expr) -> None:
    """Have a plain SELECT that names a table say of which source it is, where it does not."""
    if not isinstance(node, exp.Select) or node.args.get("group") or is_aggregated(node):
        return
    names = [_output_name(item) for item in node.expressions]
    named = next((item for item in node.expressions if _output_name(item) == "table_name"), None)
    column = named.unalias() if named is not None else None
    if "source" in names or not isinstance(column, exp.Column):
        return
    clauses = [node.args.get("from_"), *(node.args.get("joins") or [])]
    tables = [clause.this for clause in clauses if clause is not None]
    ctes = {folded(cte.args["alias"].this) for cte in node.find_all(exp.CTE)}
    for table in tables:
        if not isinstance(table, exp.Table) or folded(table.this) in ctes:
            continue
        alias = table.args["alias"].this if table.args.get("alias") else table.this
        qualifier = column.args.get("table")
        meant = folded(qualifier) == folded(alias) if qualifier else len(tables) == 1
        if meant and folded(table.this) in VIEWS and "source" in VIEWS[folded(table.this)].by_name:
            node.append(
                "expressions", exp.Column(this=exp.to_identifier("source"), table=alias.copy())
            )
            return


def _output_name(item: exp.Expr) -> str:
    if isinstance(item, exp.Alias):
        return folded(item.args["alias"])
    return folded(item.this) if isinstance(item, exp.Column) else ""
