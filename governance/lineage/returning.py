"""What statements that write hand on: RETURNING in a WITH, and T-SQL's OUTPUT … INTO."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.outputs import outputs
from governance.lineage.reduced import (
    Name,
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Star,
    Write,
)
from governance.lineage.sources import sources
from governance.sql.place import Place
from governance.sql.reader import Reader


def returned(context: Context, node: exp.Expr) -> Query:
    """The rows that RETURNING or OUTPUT gives: of the table written, and of what was joined.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    table = node.this.this if isinstance(node.this, exp.Schema) else node.this
    alias = table.args.get("alias")
    span = context.item_span(table)
    name = context.parts(table)
    found = [Source(name, span, context.fold(alias.this if alias is not None else None))]
    # T-SQL's names for the rows before and after, PostgreSQL's since 18.
    rows = ("inserted", "deleted", "old", "new")
    found.extend(Source(name, span, context.fold(row)) for row in rows)
    found.extend(_joined(context, node))
    clause = node.args.get("returning")
    items: list[Output | Star] = []
    for expression in clause.expressions if clause is not None else ():
        for item in outputs(context, expression, {}):
            # A star means the table itself, not each name of it.
            if isinstance(item, Star) and not item.qualifier:
                qualifier = (found[0].alias,) if found[0].alias else name
                item = Star(qualifier, item.span, item.without)
            items.append(item)
    return Query(Select(tuple(_once(found, items)), tuple(items)))


def _once(found: list[Source], items: list[Output | Star]) -> list[Source]:
    """The sources that are named; without a name in front, a column is of the table itself."""
    named = set()
    for item in items:
        if isinstance(item, Star):
            named.add(item.qualifier[:1])
            continue
        for term in item.terms:
            if not hasattr(term, "name"):
                return found
            named.add(term.name[:1] if len(term.name) > 1 else ())
    return [found[0], *(s for s in found[1:] if (s.alias,) in named or not s.alias)]


def _joined(context: Context, node: exp.Expr) -> list[Source]:
    if isinstance(node, exp.Merge):
        return sources(context, node.args["using"])[0]
    if isinstance(node, exp.Update):
        return sources(context, node)[0]
    using = node.args.get("using")
    listed = using if isinstance(using, list) else [using] if using else []
    return [source for one in listed for source in sources(context, one)[0]]


def returned_into(context: Context, node: exp.Expr) -> Iterator[Write]:
    """T-SQL's OUTPUT … INTO another table.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    clause = node.args.get("returning")
    into = clause.args.get("into") if clause is not None else None
    if not isinstance(into, exp.Expr) or context.dialect.name != "tsql":
        return  # elsewhere INTO names variables
    table, columns = _into(context, into)
    yield Write("insert", table, columns, returned(context, node), context.whole)


def _into(context: Context, node: exp.Expr) -> tuple[Name, tuple[str, ...] | None]:
    """The table, which with its columns looks like a call to the parser.

    Raises:
        NotUnderstood: its name is that of a function the parser knows.
    """
    if isinstance(node, exp.Identifier):
        return _written(context, node) or (context.fold(node),), None
    if isinstance(node, exp.Table):
        return context.parts(node), None
    if isinstance(node, exp.Parameter):
        return (f"@{context.fold(node.name)}",), None
    if isinstance(node, exp.Anonymous) and isinstance(node.this, str):
        columns = tuple(context.fold(c) for c in node.expressions) or None
        return _written(context, node) or (context.fold(node.name),), columns
    raise NotUnderstood("OUTPUT goes into something that is not followed yet")


def _written(context: Context, node: exp.Expr) -> Name:
    """A table's name in several parts, as the text has it: the parser only takes one word there."""
    start, end = node.meta.get("start"), node.meta.get("end")
    if start is None or end is None:
        return ()
    reader = Reader(context.text[start : end + 1], context.dialect, Place.of(""))
    return reader.name() if not reader.done else ()
