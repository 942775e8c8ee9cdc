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


def tells_tables_apart(query: exp.Expr, outputs: Collection[str]) -> bool:
    """Whether each row of a query depends on the rows of one table only, and says of which.

    `query` is one that the language accepts; `outputs` are the names of its columns.
    """
    named = "table_name" in outputs and "source" in outputs and "catalog_id" not in outputs
    return named and _apart(query, frozenset())


def _apart(node: exp.Expr, ctes: frozenset[str]) -> bool:
    with_ = node.args.get("with_")
    for cte in with_.expressions if with_ is not None else ():
        if not _apart(cte.this, ctes):
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
    where = node.args.get("where")
    looked_at = [*node.expressions, *([where] if where is not None else [])]
    if any(part.find(exp.Query) is not None for part in looked_at):
        return False
    from_ = node.args.get("from_")
    return from_ is not None and _one_by_one(from_.this, ctes)


def _one_by_one(source: exp.Expr, ctes: frozenset[str]) -> bool:
    if isinstance(source, exp.Table):
        name = folded(source.this)
        return (source.args.get("db") is None and name in ctes) or name in _VIEWS
    return _apart(source, ctes)
