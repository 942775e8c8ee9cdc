"""From a FROM clause to the sources of a query, and what joining them compares."""

from __future__ import annotations

from msgspec.structs import replace
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.pivots import pivoted
from governance.lineage.reduced import (
    Function,
    FunctionCall,
    Name,
    NotUnderstood,
    Query,
    Source,
    Term,
)

_GENERATORS = (exp.ExplodingGenerateSeries, exp.GenerateSeries, exp.GenerateDateArray)
_ROW_FUNCTIONS = frozenset(
    {
        *("generate_series", "generate_subscripts", "unnest", "explode", "posexplode", "flatten"),
        *("explode_outer", "posexplode_outer", "inline", "inline_outer", "stack", "generator"),
        *("range", "regexp_split_to_table", "string_to_table", "string_split", "split_to_table"),
        *("regexp_matches", "json_table", "openjson", "json_each", "json_each_text", "json_tree"),
        *("jsonb_each", "jsonb_each_text", "json_array_elements", "json_array_elements_text"),
        *("jsonb_array_elements", "jsonb_array_elements_text", "json_to_record", "xmltable"),
        *("json_to_recordset", "jsonb_to_record", "jsonb_to_recordset", "json_object_keys"),
        *("jsonb_object_keys", "json_populate_record", "json_populate_recordset", "sequence"),
        *("jsonb_populate_record", "jsonb_populate_recordset", "jsonb_path_query", "numbers"),
        *("strtok_split_to_table", "rowcount", "json_tuple", "arrayjoin", "pg_options_to_table"),
    }
)
"""Functions that make rows of their arguments alone; any other may read tables of its own."""


def sources(context: Context, node: exp.Expr) -> tuple[list[Source], list[Term]]:
    """The sources of a SELECT, UPDATE or a parenthesised join, and the columns that join them.

    Raises:
        NotUnderstood: something in it cannot be followed.
    """
    found: list[Source] = []
    influences: list[Term] = []
    start: list[exp.Expr]
    if isinstance(node, exp.Select | exp.Update | exp.Delete):
        clause = node.args.get("from_")
        start = [clause.this] if clause is not None else []
    else:
        start = [node]
    for first in start:
        _add(context, first, None, found, influences)
    if isinstance(node, exp.Select | exp.Update | exp.Delete):
        _rest(context, node, found, influences)
    return found, influences


def _rest(context: Context, node: exp.Expr, found: list[Source], influences: list[Term]) -> None:
    """What stands after the first table: joins, laterals."""
    for join in node.args.get("joins") or ():
        _add(context, join.this, join, found, influences)
        for key in ("on", "match_condition"):
            if isinstance(join.args.get(key), exp.Expr):
                influences.extend(terms(context, join.args[key], influence=True))
    for lateral in node.args.get("laterals") or ():
        _add(context, lateral, None, found, influences)


def _add(
    context: Context,
    node: exp.Expr,
    join: exp.Join | None,
    found: list[Source],
    influences: list[Term],
) -> None:
    """One entry of FROM, and those that hang on it."""
    if isinstance(node, exp.Paren):
        _add(context, node.this, join, found, influences)
        return
    joined = isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table | exp.Subquery)
    if joined and not node.args.get("alias") and not node.args.get("pivots"):
        # FROM (a JOIN b ON ...) JOIN c: brackets only.
        before = len(found)
        _add(context, node.this, join, found, influences)
        _rest(context, node, found, influences)
        if len(found) > before or not found:
            return
    source = _source(context, node, join)
    for pivot in node.args.get("pivots") or ():
        source = pivoted(context, source, pivot)
    found.append(source)
    if isinstance(node, exp.Table | exp.Subquery):
        _rest(context, node, found, influences)


def _source(context: Context, node: exp.Expr, join: exp.Join | None) -> Source:
    alias = node.args.get("alias")
    name = context.fold(alias.this) if alias is not None and alias.this is not None else ""
    columns = tuple(
        context.fold(column.this if isinstance(column, exp.ColumnDef) else column)
        for column in ((alias.args.get("columns") or ()) if alias is not None else ())
    )
    using: tuple[str, ...] = ()
    natural = False
    if join is not None:
        using = tuple(context.fold(column) for column in join.args.get("using") or ())
        natural = str(join.args.get("method") or "").upper() == "NATURAL"
    return _Entry(context, node, name, columns, using, natural).source()


class _Entry:
    """One entry of FROM with its alias, whatever it is."""

    def __init__(
        self,
        context: Context,
        node: exp.Expr,
        alias: str,
        columns: tuple[str, ...],
        using: tuple[str, ...],
        natural: bool,
    ) -> None:
        self.context, self.node = context, node
        self.alias, self.columns, self.using, self.natural = alias, columns, using, natural

    def source(self) -> Source:
        """The source.

        Raises:
            NotUnderstood: it is of a kind that cannot be followed.
        """
        node, context = self.node, self.context
        if isinstance(node, exp.Table):
            return self._table(node)
        if isinstance(node, exp.Lateral | exp.TableFromRows):
            inner = node.this
            if isinstance(inner, exp.Query):
                return self._as(context.nested(inner), lateral=True)
            return self._function(inner, bool(node.args.get("ordinality")))
        if isinstance(node, exp.Unnest):
            return self._function(node, False)
        if isinstance(node, exp.Query | exp.Values):
            # What hangs on the brackets is the caller's to follow.
            hung = node.args.get("pivots") or node.args.get("joins")
            return self._as(context.nested(node.this if hung else node))
        raise NotUnderstood("FROM holds something that is not followed yet")

    def _table(self, node: exp.Table) -> Source:
        if node.args.get("rows_from"):
            raise NotUnderstood("ROWS FROM is not followed yet")
        inner = node.this
        if isinstance(inner, exp.Identifier | exp.Dot) and not (
            isinstance(inner, exp.Dot) and isinstance(inner.expression, exp.Func)
        ):
            first = node.args.get("catalog") or node.args.get("db") or inner
            last = inner.expression if isinstance(inner, exp.Dot) else inner
            return Source(
                self.context.parts(node),
                self.context.span(first, last),
                self.alias,
                self.columns,
                self.using,
                self.natural,
            )
        if isinstance(inner, exp.Query | exp.Values):
            return self._as(self.context.nested(inner))
        if isinstance(inner, exp.Func):
            schema = tuple(
                self.context.fold(node.args[k]) for k in ("catalog", "db") if node.args.get(k)
            )
            return self._function(inner, bool(node.args.get("ordinality")), schema)
        if inner is None:
            raise NotUnderstood("FROM holds something that is not followed yet")
        return self._function(inner, bool(node.args.get("ordinality")))

    def _function(self, node: exp.Expr, ordinality: bool, schema: tuple[str, ...] = ()) -> Source:
        context = self.context
        if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous):
            schema = tuple(context.fold(part) for part in node.this.find_all(exp.Identifier))
            node = node.expression
        made = terms(context, node)
        empty: tuple[str, ...] = ()
        offset = node.args.get("offset")
        if isinstance(offset, exp.Identifier):
            empty = (context.fold(offset),)
            self.columns = (*self.columns, *empty)
        elif ordinality and self.columns:
            empty = self.columns[-1:]
        elif isinstance(node, exp.Posexplode) and len(self.columns) > 1:
            empty = self.columns[:1]
        elif isinstance(node, exp.Explode) and context.dialect.name == "snowflake":
            empty = ("SEQ", "INDEX")  # of FLATTEN
        if isinstance(node, exp.Anonymous):
            name = node.name.lower()
            rows = name in _ROW_FUNCTIONS or context.functions.known(name) is not None
            target = (*schema, context.fold(node.name))
            call = made[0] if made else None
            given = isinstance(call, FunctionCall) and any(a.terms for a in call.arguments)
            if not rows and not given and (call is None or isinstance(call, FunctionCall)):
                # It may read tables of its own: what comes out is unknown, like a table.
                return self._as(target)
            self.alias = self.alias or context.fold(node.name)
            if isinstance(call, FunctionCall) and schema:
                made = (replace(call, name=target),)
        return self._as(Function(made, empty))

    def _as(self, relation: Name | Query | Function, *, lateral: bool = False) -> Source:
        return Source(
            relation,
            self.context.whole,
            self.alias,
            self.columns,
            self.using,
            self.natural,
            lateral,
        )
