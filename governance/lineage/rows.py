"""Functions in FROM: what makes rows of arrays, maps, JSON, XML, or of nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.reduced import (
    Function,
    FunctionCall,
    Name,
    Nested,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
    through_calls,
)

_OF_ARGUMENTS = frozenset(
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
        *("regexp_extract_all", "variant_explode", "variant_explode_outer", "table", "values"),
        *("generateseries", "generate_timestamp_array", "sql_variant_explode", "numbers_mt"),
        *("zeros", "zeros_mt", "string_split_to_table", "nodes", "repeat"),
    }
)
"""Functions that make rows of their arguments alone; any other may read tables of its own."""

_METHODS = frozenset({"nodes"})
"""Those of T-SQL's xml."""
_COLUMNS = {
    ("snowflake", "explode"): ("seq#", "key", "path", "index#", "value", "this"),
    ("snowflake", "splittotable"): ("seq#", "index#", "value"),
    ("snowflake", "strtoksplittotable"): ("seq#", "index#", "value"),
    ("clickhouse", "numbers"): ("number#",),
    ("clickhouse", "numbersmt"): ("number#",),
    ("tsql", "openjson"): ("key", "value", "type#"),
    ("tsql", "stringsplit"): ("value", "ordinal#"),
    ("postgres", "jsoneach"): ("key", "value"),
    ("postgres", "jsoneachtext"): ("key", "value"),
    ("postgres", "jsonbeach"): ("key", "value"),
    ("postgres", "jsonbeachtext"): ("key", "value"),
}
"""The columns of functions that have names of their own; those with "#" only count."""
_FILES = (exp.ReadCSV, exp.ReadParquet)
"""Functions that read files, which are tables that nobody described."""


def columns_of(node: exp.Expr) -> tuple[list[exp.Expr], list[exp.Expr]] | None:
    """The arguments of JSON_TABLE, XMLTABLE and OPENJSON, and the columns they declare."""
    if isinstance(node, exp.JSONTable):
        schema = node.args.get("schema")
        return [node.this], list(_declared(schema)) if schema is not None else []
    if isinstance(node, exp.XMLTable):
        arguments = [*(node.args.get("passing") or ()), node.this]
        return [a for a in arguments if isinstance(a, exp.Expr)], node.args.get("columns") or []
    if isinstance(node, exp.OpenJSON):
        return [node.this], node.expressions
    return None


def _declared(schema: exp.Expr) -> Iterator[exp.Expr]:
    for column in schema.expressions:
        nested = column.args.get("nested_schema")
        if nested is not None:
            yield from _declared(nested)
        else:
            yield column


def arguments_of(context: Context, node: exp.Expr) -> tuple[Term, ...]:
    """What a function in FROM makes its rows of; a table that it is handed goes in whole."""
    declared = columns_of(node)
    if declared is not None:
        found = [term for argument in declared[0] for term in terms(context, argument)]
        return tuple(dict.fromkeys(found))
    if isinstance(node, _FILES):
        return ()  # where the file is, and how to read it
    handed = {
        context.parts(column)
        for call in node.find_all(exp.Anonymous)
        if call is not node and call.name.upper() == "TABLE"
        for column in call.expressions
        if isinstance(column, exp.Column)
    }

    def whole(term: Term) -> Term:
        if isinstance(term, Use) and term.name in handed:
            return Nested(_whole(term), term.transform)
        return through_calls(term, whole)

    given = terms(context, node)
    return tuple(map(whole, given)) if handed else given


def _whole(term: Use) -> Query:
    return Query(Select((Source(term.name, term.span),), (Star((), term.span),)))


def made_by(
    context: Context, node: exp.Expr, names: tuple[str, ...], empty: tuple[str, ...]
) -> tuple[Output, ...]:
    """The columns of a function's rows where they are known, else nothing.

    `names` are those that its alias gives, with `empty` among them: an ordinal.
    """
    span = context.item_span(node)
    declared = columns_of(node)
    if declared is not None and declared[1]:
        found = arguments_of(context, node)
        return tuple(
            Output(context.fold(column.this), () if column.args.get("ordinality") else found, span)
            for column in declared[1]
        )
    own = _COLUMNS.get((context.dialect.name, _name(node)))
    if own is not None:
        found = arguments_of(context, node)
        return tuple(
            Output(context.fold(name.rstrip("#")), () if name.endswith("#") else found, span)
            for name in own
        )
    arguments = node.expressions if isinstance(node, exp.Unnest) else ()
    plain = [name for name in names if name not in empty]
    if len(arguments) > 1 and len(plain) == len(arguments):
        # Arrays side by side: the first makes the first column.
        outputs = [
            Output(name, terms(context, argument), span)
            for name, argument in zip(plain, arguments, strict=True)
        ]
        return (*outputs, *(Output(name, (), span) for name in empty))
    return ()


def function(
    context: Context,
    node: exp.Expr,
    names: tuple[str, ...] = (),
    empty: tuple[str, ...] = (),
    schema: Name = (),
) -> Function:
    """A function in FROM; `names` and `empty` as `made_by` takes them.

    Raises:
        NotUnderstood: a query among its arguments cannot be followed.
    """
    made = made_by(context, node, names, empty)
    if made:
        return Function((), empty, made)
    found = arguments_of(context, node)
    if _of_arguments(context, node):
        return Function(found, empty)
    target = (*schema, *_called(context, node))
    if len(found) == 1 and isinstance(found[0], FunctionCall):
        found = (replace(found[0], name=target),)
    return Function(found, empty, table=target)


def _of_arguments(context: Context, node: exp.Expr) -> bool:
    """Whether a function makes its rows of its arguments alone."""
    if isinstance(node, exp.Dot):
        return node.name.lower() in _METHODS
    if isinstance(node, _FILES):
        return False
    if not isinstance(node, exp.Anonymous):
        return True
    name = node.name.lower()
    return name in _OF_ARGUMENTS or context.functions.known(name) is not None


def _name(node: exp.Expr) -> str:
    """How a function is called, in lower case and without "_", as the parser may spell it anew."""
    name = node.name if isinstance(node, exp.Anonymous) else ""
    if isinstance(node, exp.Func) and not name:
        name = node.sql_name()
    return name.lower().replace("_", "")


def _called(context: Context, node: exp.Expr) -> Name:
    """The name of a function that may read tables."""
    if isinstance(node, exp.Func) and not isinstance(node, exp.Anonymous):
        return (context.fold(node.sql_name().lower()),)
    parts: list[str] = []
    while isinstance(node, exp.Dot):
        parts.append(context.fold(node.expression.name))
        node = node.this
    return (*((context.fold(node.name),) if node.name else ()), *reversed(parts))
