"""UPDATE, DELETE, and what happens to a row that INSERT finds there already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.queries import ctes
from governance.lineage.reduced import (
    Name,
    NotUnderstood,
    Query,
    Select,
    Source,
    Term,
    Write,
)
from governance.lineage.sources import joined, sources
from governance.lineage.targets import (
    Assignment,
    assignments,
    behind,
    called,
    column_behind,
    table_behind,
)

_DECIDING = ("where", "order")


def updates(context: Context, node: exp.Update) -> Iterator[Write]:
    """What an UPDATE writes, table by table (MySQL updates several at once).

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    if not isinstance(node.this, exp.Table | exp.Subquery):
        raise NotUnderstood("what is written is not a table")
    outer = tuple(ctes(context, node))
    found, influences = sources(context, node)
    own, more = sources(context, node.this)
    influences = [*influences, *more]
    # T-SQL: UPDATE alias SET … FROM table AS alias
    first = own[0].relation
    again = [s for s in found if first in ((called(s),), s.relation)] if len(own) == 1 else []
    every = found if again else [*own, *found]
    default = (again or own)[0]
    influences.extend(_deciding(context, node))
    written: dict[Name, list[Assignment]] = {}
    for one in assignments(context, node.expressions, [default, *every]):
        named = [s for s in every if one.qualifier and called(s) == one.qualifier[-1]]
        relation = (named or [default])[0].relation
        if isinstance(relation, Query):  # Oracle: UPDATE (SELECT …) SET
            place = column_behind(relation, one.column)
            if place is None:
                raise NotUnderstood("what is written is not a column of a table")
            table, column = behind(outer, *place)
        elif isinstance(relation, tuple):
            table, column = behind(outer, relation, one.column)
        else:
            raise NotUnderstood("what is written is not a table")
        written.setdefault(table, []).append(Assignment((), column, one.output))
    for table, ones in written.items():
        columns, outputs = tuple(a.column for a in ones), tuple(a.output for a in ones)
        body = Select(tuple(every), outputs, tuple(influences))
        yield Write("update", table, columns, Query(body, outer), context.whole)


def deletes(context: Context, node: exp.Delete) -> Iterator[Write]:
    """What a DELETE does: it writes no value, but what it looks at decides which rows are left.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    outer = tuple(ctes(context, node))
    if not isinstance(node.this, exp.Table):
        raise NotUnderstood("what rows are deleted of is not a table")
    found, influences = sources(context, node.this)
    using = node.args.get("using")
    for one in using if isinstance(using, list) else [using] if using else []:
        more, deciding = sources(context, one)
        # MySQL names the same tables twice: DELETE FROM a USING t AS a JOIN …
        found = [s for s in found if (called(s),) not in {(called(m),) for m in more}] + more
        influences.extend(deciding)
    joins, deciding = joined(context, node)
    found.extend(joins)
    influences.extend(deciding)
    influences.extend(_deciding(context, node))
    if not influences and not any(s.using or s.natural or _decides(s) for s in found):
        return
    listed = [t for t in node.args.get("tables") or () if t.name.upper() != "TOP"]
    body = Query(Select(tuple(found), (), tuple(influences)), outer)
    for table in _tables(context, listed or [node.this], found):
        yield Write("delete", table_behind(outer, table), (), body, context.whole)


def _decides(source: Source) -> bool:
    """Whether a source is a query, which may choose among rows by itself."""
    return isinstance(source.relation, Query)


def _tables(context: Context, nodes: Sequence[exp.Expr], found: Sequence[Source]) -> Iterator[Name]:
    for node in nodes:
        name = context.parts(node)
        source = next((s for s in found if (called(s),) == name), None)
        relation = source.relation if source is not None else name
        yield relation if isinstance(relation, tuple) else name


def conflict(context: Context, node: exp.Insert, write: Write, clause: exp.Expr) -> Write:
    """ON CONFLICT DO UPDATE, ON DUPLICATE KEY UPDATE: the new row is called `excluded`.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    table = node.this.this if isinstance(node.this, exp.Schema) else node.this
    alias = table.args.get("alias")
    alias = alias.this if isinstance(alias, exp.TableAlias) else alias
    own = Source(write.target, context.item_span(table), context.fold(alias))
    new = [Source(write.query, context.whole, "excluded", write.columns or ())]
    row = node.expression.args.get("alias") if isinstance(node.expression, exp.Values) else None
    if row is not None:  # MySQL: VALUES (…) AS new(m, n)
        names = tuple(context.fold(c) for c in row.args.get("columns") or ())
        new.append(
            Source(write.query, context.whole, context.fold(row.this), names or write.columns or ())
        )
    made = assignments(context, clause.expressions, (own,))
    where = clause.args.get("where")
    influences = terms(context, where, influence=True) if where is not None else ()
    inserted = write.query.body
    # MySQL's assignments see the tables of the query, too.
    seen = inserted.sources if clause.args.get("duplicate") and isinstance(inserted, Select) else ()
    body = Select((own, *new, *seen), tuple(a.output for a in made), influences)
    columns = tuple(a.column for a in made)
    return Write("update", write.target, columns, Query(body, write.query.ctes), context.whole)


def _deciding(context: Context, node: exp.Expr) -> Iterator[Term]:
    for key in _DECIDING:
        if isinstance(node.args.get(key), exp.Expr):
            yield from terms(context, node.args[key], influence=True)
