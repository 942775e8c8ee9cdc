"""From a statement's tree to what it writes, and where."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.inserts import insert, several
from governance.lineage.merges import merge
from governance.lineage.queries import ctes
from governance.lineage.reduced import (
    NotUnderstood,
    Query,
    Select,
    Source,
    Star,
    Write,
    WriteKind,
)
from governance.lineage.returning import returned_into
from governance.lineage.targets import target
from governance.lineage.updates import deletes, updates


def writes(context: Context, node: exp.Expr) -> Iterator[Write]:
    """The writes of one statement, those of statements inside it not included.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    if isinstance(node, exp.Create):
        yield from _create(context, node)
    elif isinstance(node, exp.MultitableInserts):
        yield from several(context, node)
    elif isinstance(node, exp.Copy):
        yield from _copy(context, node)
    elif isinstance(node, exp.DML) and not isinstance(node, exp.Query):
        yield from _changes(context, node)
        yield from returned_into(context, node)
    elif isinstance(node, exp.Query) and (into := made_by_select(node)) is not None:
        yield Write(
            "table",
            context.parts(into.this),
            None,
            context.query(context, node),
            context.whole,
            temporary=bool(into.args.get("temporary")),
        )
    elif isinstance(node, exp.Query | exp.Pivot):
        context.query(context, node)  # statements inside it may write
    elif isinstance(node, exp.Cache):
        yield from _cache(context, node)
    elif (exported := query_exported(node)) is not None:
        context.query(context, exported)
    elif not isinstance(node, exp.Describe | exp.Summarize) and node.find(exp.Query):
        raise NotUnderstood("a statement of a kind that is not followed yet holds a query")


def made_by_select(node: exp.Expr) -> exp.Expr | None:
    """The INTO of a SELECT, or of the first one of a set operation."""
    while isinstance(node, exp.SetOperation | exp.Subquery):
        node = node.this
    into = node.args.get("into")
    return into if isinstance(into, exp.Expr) else None


def _changes(context: Context, node: exp.Expr) -> Iterator[Write]:
    if isinstance(node, exp.Insert) and query_exported(node) is not None:
        context.query(context, node.expression)
    elif isinstance(node, exp.Insert):
        yield insert(context, node)
    elif isinstance(node, exp.Update):
        yield from updates(context, node)
    elif isinstance(node, exp.Merge):
        yield merge(context, node)
    elif isinstance(node, exp.Delete):
        yield from deletes(context, node)
    else:
        raise NotUnderstood("a statement of a kind that is not followed yet")


def query_exported(node: exp.Expr) -> exp.Expr | None:
    """The query whose rows a statement writes outside the database, None for any other.

    COPY (SELECT …) TO, EXPORT DATA … AS, INSERT OVERWRITE DIRECTORY.
    """
    found: object = None
    if isinstance(node, exp.Copy):
        files = node.args.get("files") or ()
        found = node.this if not node.args.get("kind") else next(iter(files), None)
        if node.args.get("kind") and _stage(node.this) is None:
            return None  # what is copied goes into a table
    elif isinstance(node, exp.Export):
        found = node.this
    elif isinstance(node, exp.Insert) and isinstance(node.this, exp.Directory):
        found = node.expression
    if isinstance(found, exp.Subquery | exp.Query):
        return found
    return None


def _stage(node: exp.Expr | None) -> exp.Expr | None:
    """Snowflake's `@stage`, which is no table."""
    inner = node.this if isinstance(node, exp.Table) else node
    return inner if isinstance(inner, exp.Var) and inner.name.startswith("@") else None


def _copy(context: Context, node: exp.Copy) -> Iterator[Write]:
    """Snowflake's COPY INTO t FROM (SELECT $1 FROM @stage)."""
    exported = query_exported(node)
    if exported is not None:
        context.query(context, exported)
        return
    loaded = [f for f in node.args.get("files") or () if isinstance(f, exp.Query)]
    if not loaded:
        return
    table, columns = target(context, node.this)
    yield Write("insert", table, columns, context.query(context, loaded[0]), context.whole)


def _cache(context: Context, node: exp.Cache) -> Iterator[Write]:
    """Spark's CACHE TABLE c AS SELECT …, which names a query until the session ends."""
    if isinstance(node.expression, exp.Query):
        inner = context.query(context, node.expression)
        name = context.parts(node.this)
        yield Write("table", name, None, inner, context.whole, temporary=True, replace=True)


def _create(context: Context, node: exp.Create) -> Iterator[Write]:
    kind = str(node.args.get("kind") or "").upper()
    if kind not in ("TABLE", "VIEW"):
        return
    table, columns = target(context, node.this)
    properties = node.args.get("properties")
    flags = {type(p) for p in (properties.expressions if properties is not None else ())}
    write_kind: WriteKind = "table"
    if kind == "VIEW":
        write_kind = "materialized view" if exp.MaterializedProperty in flags else "view"
    clone = node.args.get("clone")
    if isinstance(node.expression, exp.Query | exp.Values | exp.Pivot):
        inner = context.query(context, node.expression)
        if node.args.get("with_"):
            inner = Query(inner.body, (*ctes(context, node), *inner.ctes))
    elif clone is not None:
        span = context.item_span(clone.this)
        source = Source(context.parts(clone.this), span)
        inner = Query(Select((source,), (Star((), span),)))
    elif node.expression is not None and not isinstance(node.expression, exp.Schema):
        raise NotUnderstood("what is created comes from something that is not followed yet")
    else:
        return
    handed = node.find(exp.ToTableProperty) if kind == "VIEW" else None
    if handed is not None:
        # ClickHouse: what the view gives goes into a table, by name.
        into = context.parts(handed.this)
        yield Write("insert", into, columns, inner, context.whole, by_name=True)
    # MySQL: a table's own columns come first, and the query's go into those of their names.
    by_name = kind == "TABLE" and columns is not None and context.dialect.name == "mysql"
    made = Write(write_kind, table, columns, inner, context.whole, by_name=by_name)
    yield structs.replace(
        made,
        temporary=exp.TemporaryProperty in flags,
        replace=bool(node.args.get("replace")),
        if_not_exists=bool(node.args.get("exists")),
    )
