"""From a parsed statement to its reduced form: one walk, nothing changed, positions kept."""

from __future__ import annotations

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.queries import query
from governance.lineage.reduced import NotUnderstood, Query, Write
from governance.lineage.writes import writes
from governance.sql.dialect import Dialect
from governance.sql.place import Place


def reduce_statement(tree: exp.Expr, dialect: Dialect, place: Place, text: str) -> Write | None:
    """What a statement writes, None when it writes no values (DELETE, a bare SELECT, DDL).

    `text` is the statement as it was parsed; `place` says where its first character stands.

    Raises:
        NotUnderstood: it holds something that cannot be followed, or writes several tables.
    """
    found = reduce_writes(tree, dialect, place, text)
    if len(found) > 1:
        raise NotUnderstood("a statement that writes several tables is not followed yet")
    return found[0] if found else None


def reduce_writes(tree: exp.Expr, dialect: Dialect, place: Place, text: str) -> tuple[Write, ...]:
    """All writes of a statement, those in its WITH first.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    context = Context.of(tree, dialect, place, text, query)
    try:
        own = tuple(writes(context, tree))
    except RecursionError:
        raise NotUnderstood("the statement is nested too deeply") from None
    return (*context.writes, *own)


def reduce_query(tree: exp.Expr, dialect: Dialect, place: Place, text: str) -> Query:
    """A query reduced.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    context = Context.of(tree, dialect, place, text, query)
    try:
        return query(context, tree)
    except RecursionError:
        raise NotUnderstood("the query is nested too deeply") from None
