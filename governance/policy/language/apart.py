"""Whether a query finds the same in a catalog as in its tables one by one.

Then a check need not ask it again of tables that a change cannot reach. Selection, projection and
UNION distribute over the rows of a view; joins, groups, limits and subqueries may not, and a query
with one of these is taken to look at everything.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from governance.policy.language.nodes import folded, is_aggregated

_VIEWS = frozenset(
    {
        *("columns", "tables", "edges", "relationships", "disputes"),
        *("column_catalog", "data_catalog", "data_dictionary"),
    }
)
"""Views whose rows are each about one table."""

_ITS_NAME = {
    "source": ("source",),
    "schema_name": ("schema_name", "table_schema"),
    "table_schema": ("schema_name", "table_schema"),
    "table_name": ("table_name",),
}
"""Outputs that say which table a row is about, and the columns that may be there: a row about the
upstream table of an edge would be found where that table is not looked at."""


def tells_tables_apart(query: exp.Expr, outputs: Collection[str]) -> bool:
    """Whether each row of a query depends on the rows of one table only, and says of which.

    `query` is one that the language accepts; `outputs` are the names of its columns.
    """
    named = "table_name" in outputs and "source" in outputs and "catalog_id" not in outputs
    return named and _apart(query, frozenset())


def _apart(node: exp.Expr, ctes: frozenset[str]) -> bool:
    with_ = node.args.get("with_")
    for cte in with_.expressions if with_ is not None else ():
        if cte.args["alias"].args.get("columns") or not _apart(cte.this, ctes):
            return False
        ctes |= {folded(cte.args["alias"].this)}
    if node.args.get("limit") or node.args.get("offset"):
        return False
    if isinstance(node, exp.Subquery):
        return _apart(node.this, ctes)
    if isinstance(node, exp.Union):
        return _apart(node.this, ctes) and _apart(node.expression, ctes)
    if not isinstance(node, exp.Select):
        return False
    if any(node.args.get(part) for part in ("group", "having", "joins")) or is_aggregated(node):
        return False
    if not all(map(_keeps_its_name, node.expressions)):
        return False
    where = node.args.get("where")
    looked_at = [*node.expressions, *([where] if where is not None else [])]
    if any(part.find(exp.Query) is not None for part in looked_at):
        return False
    from_ = node.args.get("from_")
    return from_ is not None and _one_by_one(from_.this, ctes)


def _keeps_its_name(item: exp.Expr) -> bool:
    inner = item.unalias()
    column = folded(inner.this) if isinstance(inner, exp.Column) and not inner.is_star else ""
    name = folded(item.args["alias"]) if isinstance(item, exp.Alias) else column
    return name not in _ITS_NAME or column in _ITS_NAME[name]


def _one_by_one(source: exp.Expr, ctes: frozenset[str]) -> bool:
    alias = source.args.get("alias")
    if alias is not None and alias.args.get("columns"):
        return False
    if isinstance(source, exp.Table):
        name = folded(source.this)
        return (source.args.get("db") is None and name in ctes) or name in _VIEWS
    return _apart(source, ctes)
