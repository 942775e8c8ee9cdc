"""From a query's tree to its reduced form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import DERIVED
from governance.lineage.expressions import terms
from governance.lineage.matches import matched
from governance.lineage.outputs import output, outputs
from governance.lineage.pivots import pivot_query
from governance.lineage.reduced import (
    Branch,
    Combined,
    Cte,
    FunctionCall,
    NotUnderstood,
    Operation,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
    uses,
)
from governance.lineage.sources import sources
from governance.sql.place import Span

_REUSES_ALIASES = frozenset(
    {"snowflake", "redshift", "databricks", "spark", "duckdb", "clickhouse"}
)
_INFLUENCES = (
    *("where", "prewhere", "group", "having", "qualify", "order", "sort", "cluster"),
    *("distribute", "connect"),
)
_OPERATIONS: dict[type[exp.Expr], Operation] = {
    exp.Union: "union",
    exp.Intersect: "intersect",
    exp.Except: "except",
}


def query(context: Context, node: exp.Expr) -> Query:
    """A query reduced: a SELECT, a set operation, VALUES, with its WITH.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    found: list[Cte] = []
    influences: list[Term] = []
    while True:
        found = [*found, *ctes(context, node)]
        if not isinstance(node, exp.Subquery | exp.Paren):
            break
        if node.args.get("pivots") or node.args.get("joins"):
            return Query(_from_only(context, node), tuple(found))
        influences.extend(_modifiers(context, node, {}))
        node = node.this
    if isinstance(node, exp.Select):
        selected = select(context, node)
        written = node.args.get("for_")
        if written is not None and str(written.args.get("kind")).upper() in ("JSON", "XML"):
            selected = _document(context, selected, node)
        body: Select | Combined = selected
    elif isinstance(node, exp.SetOperation):
        body = _combined(context, node)
    elif isinstance(node, exp.Values):
        body = values(context, node.expressions)
    elif isinstance(node, exp.Table | exp.Lateral | exp.Unnest):
        body = _from_only(context, node)
    elif isinstance(node, exp.Pivot) and isinstance(node.this, exp.Expr):
        body = _pivoted(context, node)
    else:
        raise NotUnderstood("a query of a kind that is not followed yet")
    if influences:
        body = _influenced(body, tuple(influences))
    return Query(body, tuple(found))


def _pivoted(context: Context, node: exp.Pivot) -> Select:
    found, influences = sources(context, node.this)
    source = found[0]
    if len(found) > 1:  # PIVOT (a JOIN b ...)
        inner = Select(tuple(found), (Star((), context.whole),), tuple(influences))
        source = Source(Query(inner), context.whole)
    return pivot_query(context, node, source)


def _influenced(body: Select | Combined, influences: tuple[Term, ...]) -> Select | Combined:
    if isinstance(body, Combined):
        return Combined(body.first, body.branches, (*body.influences, *influences))
    return Select(body.sources, body.items, (*body.influences, *influences), body.reuses_aliases)


def ctes(context: Context, node: exp.Expr) -> Iterator[Cte]:
    """The named queries of a statement's WITH.

    One that writes is added to the writes of the context, and is itself what it returns.
    """
    clause = node.args.get("with_")
    if clause is None:
        return
    # T-SQL and Oracle have no keyword for it.
    may_recur = bool(clause.args.get("recursive")) or context.dialect.name in ("tsql", "oracle")
    for cte in clause.expressions:
        alias = cte.args.get("alias")
        name = context.fold(alias.this if alias is not None else None)
        columns = tuple(context.fold(c) for c in (alias.args.get("columns") or ())) if alias else ()
        inner = cte.this
        if cte.args.get("scalar"):
            continue  # an expression with a name: see `_expressions`
        if isinstance(inner, exp.DML) and not isinstance(inner, exp.Query):
            yield Cte(name, _returned(context, inner), columns)
            continue
        if not isinstance(inner, exp.Query | exp.Values | exp.Pivot):
            raise NotUnderstood("WITH names something that is not a query")
        recursive = may_recur and any(
            table.name.lower() == name.lower() and not table.args.get("db")
            for table in inner.find_all(exp.Table)
        )
        yield Cte(name, context.nested(inner), columns, recursive)


def _returned(context: Context, node: exp.Expr) -> Query:
    from governance.lineage.returning import returned
    from governance.lineage.writes import writes  # they need queries, and queries may hold them

    context.writes.extend(writes(context, node))
    return returned(context, node)


def select(context: Context, node: exp.Select) -> Select:
    """A SELECT without its WITH."""
    windows = {context.fold(w.this): w for w in node.args.get("windows") or ()}
    found, influences = sources(context, node)
    match = node.args.get("match")
    if match is not None and found:
        found[0] = matched(context, found[0], match)
    items: list[Output | Star] = []
    for expression in node.expressions:
        if type(expression) is exp.Alias:  # most are
            items.append(output(context, expression, windows))
        else:
            items.extend(outputs(context, expression, windows))
    excluded = tuple(context.fold(e) for e in node.args.get("exclude") or ())
    if excluded:
        items = [
            Star(i.qualifier, i.span, (*i.without, *excluded), i.replaced, i.renamed)
            if isinstance(i, Star)
            else i
            for i in items
        ]
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        influences.extend(terms(context, distinct.args["on"], influence=True))
    influences.extend(_modifiers(context, node, windows))
    influences.extend(_ordinals(context, node, items))
    reuses = context.dialect.name in _REUSES_ALIASES
    named = tuple(_expressions(context, node))
    return Select(tuple(found), tuple(items), _once(influences), reuses, named)


def _expressions(context: Context, node: exp.Select) -> Iterator[Output]:
    """ClickHouse's WITH expression AS name."""
    clause = node.args.get("with_")
    for cte in clause.expressions if clause is not None else ():
        if cte.args.get("scalar"):
            name = context.fold(cte.args["alias"].this)
            yield Output(name, terms(context, cte.this), context.item_span(cte.this))


def _document(context: Context, body: Select, clause: exp.Expr) -> Select:
    """T-SQL's FOR JSON and FOR XML: all rows in one value."""
    term = Use(("*",), DERIVED, context.whole)
    source = Source(Query(body), context.whole)
    return Select((source,), (Output("", (term,), context.item_span(clause)),))


def _once(influences: list[Term]) -> tuple[Term, ...]:
    found: dict[object, Term] = {}
    for index, term in enumerate(influences):
        found.setdefault(term.name if isinstance(term, Use) else index, term)
    return tuple(found.values())


def _modifiers(context: Context, node: exp.Expr, windows: Mapping[str, exp.Expr]) -> Iterator[Term]:
    for key in _INFLUENCES:
        clause = node.args.get(key)
        if isinstance(clause, exp.Expr):
            yield from terms(context, clause, influence=True, windows=windows)
    for key in ("limit", "offset"):
        clause = node.args.get(key)
        if isinstance(clause, exp.Limit | exp.Offset) and clause.find(exp.Query):
            yield from terms(context, clause.expression, influence=True)


def _ordinals(context: Context, node: exp.Select, items: list[Output | Star]) -> Iterator[Term]:
    """What GROUP BY 1, GROUP BY ALL and ORDER BY 2 mean."""
    for key in ("group", "order"):
        clause = node.args.get(key)
        if isinstance(clause, exp.Group) and clause.args.get("all"):
            for item in node.expressions:
                if not item.find(exp.AggFunc):
                    yield from terms(context, item, influence=True)
        for part in clause.expressions if isinstance(clause, exp.Expr) else ():
            number = part.this if isinstance(part, exp.Ordered) else part
            if not isinstance(number, exp.Literal) or number.is_string or not number.this.isdigit():
                continue
            index = int(number.this) - 1
            before = items[: index + 1]
            if 0 <= index < len(items) and all(isinstance(item, Output) for item in before):
                for term in uses(cast("Output", items[index]).terms):
                    yield Use(term.name, term.transform, term.span, influence=True)


def _combined(context: Context, node: exp.SetOperation) -> Combined:
    """A set operation, its left-deep tree laid flat."""
    branches: list[Branch] = []
    influences: list[Term] = []
    at: exp.Expr = node
    while isinstance(at, exp.SetOperation):
        if at is not node and at.args.get("with_"):
            break
        influences.extend(_modifiers(context, at, {}))
        by_name = bool(at.args.get("by_name"))
        if at.args.get("on") or at.args.get("side") or at.args.get("kind"):
            by_name = True
        branches.append(Branch(_OPERATIONS[type(at)], context.nested(at.expression), by_name))
        at = at.this
    return Combined(context.nested(at), tuple(reversed(branches)), tuple(influences))


def values(context: Context, rows: list[exp.Expr]) -> Select:
    """VALUES as one row: each column is made of what stands there in any row."""
    columns: list[dict[object, Term]] = []
    places: dict[int, Span] = {}
    for row in rows:
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        for index, cell in enumerate(cells):
            if index == len(columns):
                columns.append({})
            if isinstance(cell, exp.Literal | exp.Null | exp.Boolean):
                continue  # most cells of most scripts
            if index not in places:
                places[index] = context.item_span(cell)
            for term in terms(context, cell):
                key: object = len(columns[index])
                if isinstance(term, Use):
                    key = term.name, term.transform
                elif isinstance(term, FunctionCall):
                    key = term.name, term.arguments, term.transform
                columns[index].setdefault(key, term)
    names = _value_names(context, len(columns))
    return Select(
        (),
        tuple(
            Output(names[index], tuple(found.values()), places.get(index, context.whole))
            for index, found in enumerate(columns)
        ),
    )


def _value_names(context: Context, count: int) -> list[str]:
    name = context.dialect.name
    if name in ("postgres", "redshift", "sqlite", "snowflake"):
        return [context.fold(f"column{n}") for n in range(1, count + 1)]
    if name in ("spark", "databricks"):
        return [f"col{n}" for n in range(1, count + 1)]
    if name == "duckdb":
        return [f"col{n}" for n in range(count)]
    if name == "mysql":
        return [f"column_{n}" for n in range(count)]
    return [""] * count


def _from_only(context: Context, node: exp.Expr) -> Select:
    """A parenthesised join, or a table where a query is meant: all its columns."""
    found, influences = sources(context, node)
    return Select(tuple(found), (Star((), context.item_span(node)),), tuple(influences))
