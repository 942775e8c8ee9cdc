"""INSERT: into one table, and into several at once."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.outputs import output
from governance.lineage.queries import ctes, values
from governance.lineage.reduced import (
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Write,
)
from governance.lineage.sources import sources
from governance.lineage.targets import target
from governance.lineage.updates import conflict


def insert(context: Context, node: exp.Insert) -> Write:
    """What an INSERT writes.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    if not isinstance(node.this, exp.Schema | exp.Table):
        raise NotUnderstood("what is written is not a table")
    table, columns = target(context, node.this)
    outer = tuple(ctes(context, node))
    expression = node.expression
    if isinstance(expression, exp.Values):
        inner = Query(values(context, expression.expressions))
    elif isinstance(expression, exp.Query | exp.Table | exp.Pivot):
        inner = context.query(context, expression)
    elif isinstance(node.args.get("source"), exp.Table):
        inner = context.query(context, node.args["source"])
    elif node.args.get("default") or expression is None:
        inner = Query(Select((), ()))
        columns = ()
    else:
        raise NotUnderstood("what is inserted comes from something that is not followed yet")
    inner = Query(inner.body, (*outer, *inner.ctes))
    by_name = bool(node.args.get("by_name"))
    write = Write("insert", table, columns, inner, context.whole, by_name=by_name)
    clause = node.args.get("conflict")
    if clause is None or not clause.expressions:
        return write
    return structs.replace(write, also=(conflict(context, node, write, clause),))


def several(context: Context, node: exp.MultitableInserts) -> Iterator[Write]:
    """Oracle's and Snowflake's INSERT ALL and FIRST, Hive's FROM with many INSERTs.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    outer = tuple(ctes(context, node))
    source = node.args["source"]
    if isinstance(source, exp.Query) and not source.args.get("alias"):
        found = [Source(context.nested(source), context.whole)]
        influences: list[Term] = []
    else:
        found, influences = sources(context, source)
    before: list[Term] = []
    for part in node.expressions:
        inner = part.this if isinstance(part, exp.ConditionalInsert) else part
        deciding = list(influences)
        if isinstance(part, exp.ConditionalInsert):
            condition = part.expression
            own = terms(context, condition, influence=True) if condition is not None else ()
            deciding += own
            if part.args.get("else_"):
                deciding += before  # ELSE: when none of the conditions holds
            before += own
        table, columns = target(context, inner.this)
        body = _body(context, inner, found, deciding)
        yield Write("insert", table, columns, Query(body, outer), context.whole)


def _body(context: Context, node: exp.Expr, found: list[Source], deciding: list[Term]) -> Select:
    expression = node.expression
    if isinstance(expression, exp.Select):  # Hive: a SELECT without FROM
        inner = context.query(context, expression).body
        if not isinstance(inner, Select) or expression.args.get("from_"):
            raise NotUnderstood("an INSERT of several has a FROM of its own")
        sources_ = (*found, *inner.sources)
        return structs.replace(inner, sources=sources_, influences=(*inner.influences, *deciding))
    if expression is None:
        return Select(tuple(found), (Star((), context.whole),), tuple(deciding))
    if isinstance(expression, exp.Values) and len(expression.expressions) == 1:
        row = expression.expressions[0]
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        made = [output(context, cell, {}) for cell in cells]
        items: tuple[Output | Star, ...] = tuple(made)
        return Select(tuple(found), items, tuple(deciding))
    raise NotUnderstood("what is inserted comes from something that is not followed yet")
