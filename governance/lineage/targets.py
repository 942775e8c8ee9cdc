"""Which table a statement writes: by its name, an alias, or a query that it is written through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.effects import DERIVED
from governance.lineage.expressions import terms
from governance.lineage.outputs import type_of
from governance.lineage.reduced import (
    Cte,
    Name,
    Nested,
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Use,
)


class Assignment(Struct, frozen=True):
    """`column = expression`; `qualifier` names the table that the column is said to be of."""

    qualifier: Name
    column: str
    output: Output | Star


def target(context: Context, node: exp.Expr) -> tuple[Name, tuple[str, ...] | None]:
    """The table that is written, and its columns if they are listed.

    Raises:
        NotUnderstood: it is no table.
    """
    columns: tuple[str, ...] | None = None
    if isinstance(node, exp.Schema):
        named = [
            e.this if isinstance(e, exp.ColumnDef) else e
            for e in node.expressions
            if isinstance(e, exp.ColumnDef | exp.Identifier | exp.Column)
        ]
        columns = tuple(context.fold(e) for e in named) or None
        node = node.this
    if not isinstance(node, exp.Table):
        raise NotUnderstood("what is written is not a table")
    return context.parts(node), columns


def called(source: Source) -> str:
    """The name that a column of the source may have in front."""
    if source.alias:
        return source.alias
    return source.relation[-1] if isinstance(source.relation, tuple) else ""


def behind(context_ctes: Sequence[Cte], name: Name, column: str) -> tuple[Name, str]:
    """The table and column that are written when they are named; a query of WITH is seen through.

    Raises:
        NotUnderstood: the column is computed, so that nothing can be written there.
    """
    query = next((cte for cte in context_ctes if name == (cte.name,)), None)
    if query is None:
        return name, column
    position = query.columns.index(column) if column in query.columns else None
    found = column_behind(query.query, column, position)
    if found is None:
        raise NotUnderstood("a statement writes through a query that computes what is written")
    others = [cte for cte in context_ctes if cte is not query]
    return behind(others, *found)


def table_behind(context_ctes: Sequence[Cte], name: Name) -> Name:
    """The table whose rows go when those of `name` do.

    Raises:
        NotUnderstood: it is a query of several tables.
    """
    query = next((cte.query for cte in context_ctes if name == (cte.name,)), None)
    if query is None:
        return name
    sources = query.body.sources if isinstance(query.body, Select) else ()
    if len(sources) != 1 or not isinstance(sources[0].relation, tuple):
        raise NotUnderstood("a statement writes through a query of several tables")
    others = [cte for cte in context_ctes if cte.query is not query]
    return table_behind(others, sources[0].relation)


def column_behind(
    query: Query, column: str, position: int | None = None
) -> tuple[Name, str] | None:
    """The table and its column that an output of a query is, None when it is computed."""
    if not isinstance(query.body, Select):
        return None
    for index, item in enumerate(query.body.items):
        if isinstance(item, Output) and (item.name == column or index == position):
            use = item.terms[0] if item.plain and len(item.terms) == 1 else None
            if isinstance(use, Use):
                return _base(query.body, use.name[:-1], use.name[-1])
            return None
    for item in query.body.items:
        if isinstance(item, Star):
            return _base(query.body, item.qualifier, column)
    return None


def _base(body: Select, qualifier: Name, column: str) -> tuple[Name, str] | None:
    named = [s for s in body.sources if not qualifier or called(s) == qualifier[-1]]
    if len(named) != 1:
        return None
    relation = named[0].relation
    if isinstance(relation, tuple):
        return relation, column
    return column_behind(relation, column, None) if isinstance(relation, Query) else None


def assignments(
    context: Context, expressions: Sequence[exp.Expr], sources: Sequence[Source]
) -> list[Assignment]:
    """`a = x, (b, c) = (SELECT …)`: what goes into each column.

    `sources` are those whose names may stand in front of a column, first the table that is written;
    any other name in front is a column itself, of which a field is assigned. A column that is
    added to (T-SQL's `a += x`) feeds itself.

    Raises:
        NotUnderstood: one of them is of a form that cannot be followed.
    """
    tables = frozenset(map(called, sources))
    found: list[Assignment] = []
    for assignment in expressions:
        if isinstance(assignment, exp.Star):
            found.append(Assignment((), "*", Star((), context.item_span(assignment))))
            continue
        if not isinstance(assignment, exp.EQ | exp.PropertyEQ):
            raise NotUnderstood("an assignment of a form that is not followed yet")
        left, right, span = assignment.this, assignment.expression, context.item_span(assignment)
        parts = left.expressions if isinstance(left, exp.Tuple) else None
        if parts is None and isinstance(left, exp.Parameter):
            if not isinstance(right, exp.EQ):
                continue  # T-SQL: a variable is set
            left, right = right.this, right.expression
        for index, part in enumerate([left] if parts is None else parts):
            qualifier, column = assigned(context, part, tables)
            made = terms(context, right) if parts is None else _nth(context, right, index)
            type_ = type_of(context, right) if parts is None else ""
            if _compound(context, part):
                table = qualifier or ((called(sources[0]),) if sources else ())
                itself = (*table[-1:], column)
                made = (Use(itself, DERIVED, context.span(part.this)), *made)
            found.append(Assignment(qualifier, column, Output(column, made, span, type_)))
    return found


_COMPOUND = re.compile(r"[\s\"\]]*[-+*/%&|^]=")


def _compound(context: Context, column: exp.Expr) -> bool:
    """Whether a column stands before T-SQL's `+=` and such, which the parser never sees."""
    if context.dialect.name != "tsql" or not isinstance(column, exp.Column):
        return False
    end = (column.this.meta or {}).get("end")
    return end is not None and _COMPOUND.match(context.text, end + 1) is not None


def assigned(context: Context, node: exp.Expr, tables: frozenset[str]) -> tuple[Name, str]:
    """The column that an assignment is to, and the table named in front of it.

    For a field of a struct or `a[1]` it is the whole column.

    Raises:
        NotUnderstood: it is no column.
    """
    while isinstance(node, exp.Bracket | exp.Dot | exp.Paren):
        node = node.this
    if isinstance(node, exp.Identifier):
        return (), context.fold(node)
    if not isinstance(node, exp.Column):
        raise NotUnderstood("an assignment to something that is not a column")
    name = context.parts(node)
    for length in range(len(name) - 1, 0, -1):
        if name[length - 1] in tables:
            return name[:length], name[length]
    return (), name[0]


def _nth(context: Context, node: exp.Expr, index: int) -> tuple[Term, ...]:
    if isinstance(node, exp.Anonymous) and node.name.upper() == "ROW":
        node = exp.Tuple(expressions=node.expressions)
    if isinstance(node, exp.Tuple) and index < len(node.expressions):
        return terms(context, node.expressions[index])
    found = terms(context, node)
    return tuple(
        Nested(term.query, term.transform, term.influence, index)
        if isinstance(term, Nested)
        else term
        for term in found
    )
