"""From a statement's tree to what it writes, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from sqlglot import exp

from governance.lineage.context import Context
from governance.lineage.expressions import terms
from governance.lineage.outputs import type_of
from governance.lineage.queries import ctes, values
from governance.lineage.reduced import (
    Name,
    Nested,
    NotUnderstood,
    Output,
    Query,
    Select,
    Source,
    Star,
    Term,
    Write,
    WriteKind,
)
from governance.lineage.sources import sources


def writes(context: Context, node: exp.Expr) -> Iterator[Write]:
    """The writes of one statement, those of statements inside it not included.

    Raises:
        NotUnderstood: it holds something that cannot be followed.
    """
    if isinstance(node, exp.Create):
        yield from _create(context, node)
    elif isinstance(node, exp.Insert):
        yield _insert(context, node)
    elif isinstance(node, exp.MultitableInserts):
        raise NotUnderstood("an INSERT into several tables is not followed yet")
    elif isinstance(node, exp.Update):
        yield _update(context, node)
    elif isinstance(node, exp.Merge):
        yield _merge(context, node)
    elif isinstance(node, exp.Select) and node.args.get("into"):
        into = node.args["into"]
        yield Write(
            "table",
            context.parts(into.this),
            None,
            context.query(context, node),
            context.whole,
            temporary=bool(into.args.get("temporary")),
        )
    elif isinstance(node, exp.Query):
        context.query(context, node)  # statements inside it may write
    elif isinstance(node, exp.Delete):
        tuple(ctes(context, node))
    elif not isinstance(node, exp.Describe) and node.find(exp.Query):
        raise NotUnderstood("a statement of a kind that is not followed yet holds a query")


def _create(context: Context, node: exp.Create) -> Iterator[Write]:
    kind = str(node.args.get("kind") or "").upper()
    if kind not in ("TABLE", "VIEW"):
        return
    target, columns = _target(context, node.this)
    properties = node.args.get("properties")
    flags = {type(p) for p in (properties.expressions if properties is not None else ())}
    write_kind: WriteKind = "table"
    if kind == "VIEW":
        write_kind = "materialized view" if exp.MaterializedProperty in flags else "view"
    clone = node.args.get("clone")
    if isinstance(node.expression, exp.Query | exp.Values):
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
    yield Write(
        write_kind,
        target,
        columns,
        inner,
        context.whole,
        temporary=exp.TemporaryProperty in flags,
        replace=bool(node.args.get("replace")),
        if_not_exists=bool(node.args.get("exists")),
    )


def _target(context: Context, node: exp.Expr) -> tuple[Name, tuple[str, ...] | None]:
    """The table that is written, and its columns if they are listed."""
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


def _insert(context: Context, node: exp.Insert) -> Write:
    if isinstance(node.this, exp.Directory) or not isinstance(node.this, exp.Schema | exp.Table):
        raise NotUnderstood("what is written is not a table")
    target, columns = _target(context, node.this)
    outer = tuple(ctes(context, node))
    expression = node.expression
    if isinstance(expression, exp.Values):
        inner = Query(values(context, expression.expressions))
    elif isinstance(expression, exp.Query | exp.Table):
        inner = context.query(context, expression)
    elif node.args.get("source") is not None and isinstance(node.args["source"], exp.Table):
        inner = context.query(context, node.args["source"])
    elif node.args.get("default") or expression is None:
        inner = Query(Select((), ()))
        columns = ()
    else:
        raise NotUnderstood("what is inserted comes from something that is not followed yet")
    inner = Query(inner.body, (*outer, *inner.ctes))
    write = Write(
        "insert", target, columns, inner, context.whole, by_name=bool(node.args.get("by_name"))
    )
    conflict = node.args.get("conflict")
    if conflict is None or not conflict.expressions:
        return write
    update = _conflict(context, node, write, conflict)
    return Write(
        "insert", target, columns, inner, context.whole, by_name=write.by_name, also=(update,)
    )


def _conflict(context: Context, node: exp.Insert, write: Write, conflict: exp.Expr) -> Write:
    """ON CONFLICT DO UPDATE, ON DUPLICATE KEY UPDATE: the new row is called `excluded`."""
    table = node.this.this if isinstance(node.this, exp.Schema) else node.this
    own = Source(write.target, context.item_span(table), context.fold(_alias(table)))
    new = Source(
        write.query,
        context.whole,
        context.fold(conflict.args.get("alias") or "excluded"),
        write.columns or (),
    )
    columns, outputs = _assignments(context, conflict.expressions, (own,))
    where = conflict.args.get("where")
    influences = terms(context, where, influence=True) if where is not None else ()
    inserted = write.query.body
    # MySQL's assignments see the tables of the query, too.
    seen = (
        inserted.sources if conflict.args.get("duplicate") and isinstance(inserted, Select) else ()
    )
    body = Select((own, new, *seen), outputs, influences)
    return Write("update", write.target, columns, Query(body, write.query.ctes), context.whole)


def _alias(node: exp.Expr) -> exp.Expr | None:
    alias = node.args.get("alias")
    return alias.this if isinstance(alias, exp.TableAlias) else alias


def _assignments(
    context: Context, expressions: list[exp.Expr], sources: Sequence[Source]
) -> tuple[tuple[str, ...], tuple[Output | Star, ...]]:
    """`a = x, (b, c) = (SELECT …)`: the columns, and what goes into each.

    `sources` are those whose names may stand in front of a column; any other name in front is a
    column itself, of which a field is assigned.
    """
    tables = frozenset(map(_called, sources))
    columns: list[str] = []
    outputs: list[Output | Star] = []
    for assignment in expressions:
        if isinstance(assignment, exp.Star):
            columns.append("*")
            outputs.append(Star((), context.item_span(assignment)))
            continue
        if not isinstance(assignment, exp.EQ | exp.PropertyEQ):
            raise NotUnderstood("an assignment of a form that is not followed yet")
        left, right, span = assignment.this, assignment.expression, context.item_span(assignment)
        if not isinstance(left, exp.Tuple):
            columns.append(_assigned(context, left, tables))
            outputs.append(
                Output(columns[-1], terms(context, right), span, type_of(context, right))
            )
            continue
        for index, part in enumerate(left.expressions):
            columns.append(_assigned(context, part, tables))
            outputs.append(Output(columns[-1], _nth(context, right, index), span))
    return tuple(columns), tuple(outputs)


def _assigned(context: Context, node: exp.Expr, tables: frozenset[str]) -> str:
    """The column that an assignment is to; for a field of a struct or `a[1]`, the whole column."""
    while isinstance(node, exp.Bracket | exp.Dot | exp.Paren):
        node = node.this
    if isinstance(node, exp.Identifier):
        return context.fold(node)
    if not isinstance(node, exp.Column):
        raise NotUnderstood("an assignment to something that is not a column")
    name = context.parts(node)
    for length in range(len(name) - 1, 0, -1):
        if name[length - 1] in tables:
            return name[length]
    return name[0]


def _nth(context: Context, node: exp.Expr, index: int) -> tuple[Term, ...]:
    if isinstance(node, exp.Tuple) and index < len(node.expressions):
        return terms(context, node.expressions[index])
    found = terms(context, node)
    return tuple(
        Nested(term.query, term.transform, term.influence, index)
        if isinstance(term, Nested)
        else term
        for term in found
    )


def _update(context: Context, node: exp.Update) -> Write:
    if not isinstance(node.this, exp.Table):
        raise NotUnderstood("what is written is not a table")
    outer = tuple(ctes(context, node))
    found, influences = sources(context, node)
    own, more = sources(context, node.this)
    influences = [*influences, *more]
    target = own[0].relation
    named = [
        s for s in found if isinstance(s.relation, tuple) and target in ((s.alias,), s.relation)
    ]
    if isinstance(target, tuple) and len(target) == 1 and named:
        # T-SQL: UPDATE alias SET … FROM table AS alias
        target, every = cast("Name", named[0].relation), found
    else:
        every = [*own, *found]
    columns, outputs = _assignments(context, node.expressions, every)
    if not isinstance(target, tuple):
        raise NotUnderstood("what is written is not a table")
    if len(own) > 1:
        target = _joined_target(context, node.expressions, own)
    for key in ("where", "order"):
        if node.args.get(key) is not None:
            influences.extend(terms(context, node.args[key], influence=True))
    body = Select(tuple(every), outputs, tuple(influences))
    return Write("update", target, columns, Query(body, outer), context.whole)


def _joined_target(context: Context, expressions: list[exp.Expr], own: Sequence[Source]) -> Name:
    """The one table that MySQL's UPDATE of a join assigns to: the first, or the one it names.

    Raises:
        NotUnderstood: there are several.
    """
    named = {_called(source): source.relation for source in own}
    found = {
        named.get(context.fold(column.args.get("table")), own[0].relation)
        for assignment in expressions
        for column in (assignment.this,)
        if isinstance(column, exp.Column)
    }
    target = found.pop() if len(found) == 1 else None
    if not isinstance(target, tuple):
        raise NotUnderstood("an UPDATE of several tables is not followed yet")
    return target


def _merge(context: Context, node: exp.Merge) -> Write:
    outer = tuple(ctes(context, node))
    target, _ = _target(context, node.this)
    own, influences = sources(context, node.this)
    using, more = sources(context, node.args["using"])
    influences = [*influences, *more]
    if node.args.get("on") is not None:
        influences.extend(terms(context, node.args["on"], influence=True))
    columns: list[str] = []
    outputs: list[Output | Star] = []
    for when in node.args["whens"].expressions:
        if when.args.get("condition") is not None:
            influences.extend(terms(context, when.args["condition"], influence=True))
        names, made = _action(context, when.args.get("then"), own, using)
        columns.extend(names)
        outputs.extend(made)
    body = Select((*own, *using), tuple(outputs), tuple(influences))
    return Write("merge", target, tuple(columns), Query(body, outer), context.whole)


def _action(
    context: Context, then: exp.Expr | None, own: list[Source], using: list[Source]
) -> tuple[tuple[str, ...], tuple[Output | Star, ...]]:
    """What one branch of a MERGE assigns."""
    star = next(then.find_all(exp.Star), None) if then is not None else None
    place = context.whole if star is None else context.span(star)
    everything = Star((_called(using[0]),), place)
    if isinstance(then, exp.Update):
        if any(isinstance(e, exp.Star) for e in then.expressions) or not then.expressions:
            return ("*",), (everything,)
        return _assignments(context, then.expressions, own)
    if not isinstance(then, exp.Insert):
        return (), ()  # DELETE, DO NOTHING
    row = isinstance(then.this, exp.Var) and then.this.name.upper() == "ROW"
    if isinstance(then.this, exp.Star) or row:
        return ("*",), (everything,)
    if not isinstance(then.expression, exp.Expr):
        raise NotUnderstood("a MERGE inserts something that is not followed yet")
    values_ = (
        then.expression.expressions if isinstance(then.expression, exp.Tuple) else [then.expression]
    )
    names = then.this.expressions if isinstance(then.this, exp.Tuple) else []
    if isinstance(then.this, exp.Column | exp.Identifier):
        names = [then.this]
    if not names:
        raise NotUnderstood("a MERGE that inserts without naming columns is not followed yet")
    columns = tuple(_assigned(context, name, frozenset(map(_called, own))) for name in names)
    if len(columns) != len(values_):
        raise NotUnderstood("a MERGE inserts another number of values than of columns")
    return columns, tuple(
        Output(name, terms(context, value), context.item_span(value), type_of(context, value))
        for name, value in zip(columns, values_, strict=True)
    )


def _called(source: Source) -> str:
    if source.alias:
        return source.alias
    return source.relation[-1] if isinstance(source.relation, tuple) else ""
