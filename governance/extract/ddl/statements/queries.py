"""Statements with a query in them: handed to the parser, then reduced for lineage.

The parser does not know all that may stand around a query (`WITH CHECK OPTION`, `WITH NO DATA`,
storage options): what it need not see is blanked out, so that every offset stays true.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from governance.extract.ddl.operations import (
    ColumnDef,
    CreateFromQuery,
    Fill,
    Operation,
)
from governance.lineage.reduced import NotUnderstood, Query, Write
from governance.model.catalog import TableKind
from governance.sql.dialect import Dialect
from governance.sql.parse import NotParsed, TooSlow, parse
from governance.sql.place import Place
from governance.sql.reader import Name, Reader, Unread
from governance.sql.shortening import Shortened

if TYPE_CHECKING:
    from sqlglot import exp

_TAILS = (
    ("WITH", "NO", "DATA"),
    ("WITH", "DATA"),
    ("WITH", "CHECK", "OPTION"),
    ("WITH", "LOCAL", "CHECK", "OPTION"),
    ("WITH", "CASCADED", "CHECK", "OPTION"),
    ("WITH", "READ", "ONLY"),
    ("WITH", "NO", "SCHEMA", "BINDING"),
)


def from_query(
    reader: Reader,
    *,
    name: Name,
    name_at: tuple[int, int],
    kind: TableKind,
    columns: tuple[ColumnDef, ...] = (),
    columns_at: Iterable[int] = (),
    comment: str | None = None,
    keep: bool = False,
    replace: bool = False,
    recursive: bool = False,
) -> Operation:
    """A table or view made by the query that begins at the reader's position.

    `name_at` are the tokens of its name, `columns_at` those of the names of its columns, with
    parentheses and commas.

    Raises:
        Unread: the query cannot be followed.
    """
    start, stop = reader.at, reader.stop
    for index in range(start, stop):
        if reader.tokens[index - 1].word == "AS":
            reader.spell(index, index + 1)
    with_data = True
    for tail in _TAILS:
        if stop - len(tail) > start and reader.part(stop - len(tail), stop).sees(*tail):
            stop -= len(tail)
            with_data = tail != ("WITH", "NO", "DATA")
            break
    head = "CREATE TABLE " if kind in ("table", "temporary table") else "CREATE VIEW "
    text = head + _only(reader, name_at, columns_at, stop)
    place = Place(reader.place.lines, reader.place.offset - len(head))
    writes = _reduced(text, reader, place, recursive=recursive)
    if len(writes) != 1:
        raise Unread(start)
    reader.at = reader.stop
    return CreateFromQuery(
        name,
        reader.span(*name_at),
        kind,
        writes[0],
        columns,
        comment,
        keep,
        replace,
        with_data,
    )


def fill(reader: Reader) -> list[Operation]:
    """INSERT, UPDATE, MERGE, SELECT INTO: the whole statement; nothing when no column is read.

    Raises:
        Unread: the statement cannot be followed.
    """
    stop = reader.stop
    text = reader.text[: reader.tokens[stop - 1].end]
    place = reader.place
    if reader.dialect.name == "mysql":
        text = _unhurried(reader, text)
    if reader.dialect.name == "oracle" and reader.tokens[0].word == "UPDATE":
        text, place = _by_name(reader, text)
    writes = _reduced(text, reader, place)
    reader.at = stop
    span = reader.span(0, 1)
    found: list[Operation] = []
    for write in writes:
        if write.kind == "table":  # SELECT ... INTO
            kind: TableKind = "temporary table" if write.temporary else "table"
            found.append(CreateFromQuery(write.target, span, kind, write))
        else:
            found.append(Fill(write.target, span, write))
    return found


_MODIFIERS = frozenset({"LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE"})


def _unhurried(reader: Reader, text: str) -> str:
    """MySQL's DELETE LOW_PRIORITY FROM without the words that the parser takes for a table."""
    for token in reader.tokens[1 : reader.stop]:
        if token.word not in _MODIFIERS:
            break
        if reader.tokens[0].word != "INSERT" or token.word != "IGNORE":
            text = f"{text[: token.start]}{' ' * len(token.word)}{text[token.end :]}"
    return text


def _by_name(reader: Reader, text: str) -> tuple[str, Place]:
    """Oracle's UPDATE (SELECT …) q SET …, as WITH q AS (SELECT …) UPDATE q SET …."""
    words = [token.word for token in reader.tokens[: reader.stop]]
    depth, last = 0, 0
    for index, word in enumerate(words[1:], 1):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0:
            last = index
            break
    after = last + 1
    if words[1:2] != ["("] or "SET" not in words[after : after + 2]:
        return text, reader.place
    name = "q"
    if words[after] != "SET":
        name = reader.text[reader.tokens[after].start : reader.tokens[after].end]
        after += 1
    first, end = reader.tokens[1].start, reader.tokens[last].end
    head, middle, rest = f"WITH {name} AS ", f" UPDATE {name} ", reader.tokens[after].start
    moved = first - len(head)
    again = len(head) + end - first + len(middle)  # where the rest stands now
    at = reader.place.offset
    lines = Shortened(
        reader.place.lines, [(at + len(head), moved), (at + again + moved, rest - again - moved)]
    )
    return f"{head}{text[first:end]}{middle}{text[rest:]}", Place(lines, at)


def generated(
    reader: Reader, table: Name, table_text: str, column_text: str, at: tuple[int, int]
) -> Operation:
    """The expression of a generated column, which is read like an UPDATE of it.

    Raises:
        Unread: the expression cannot be followed.
    """
    head = f"UPDATE {table_text} SET {column_text} = "  # noqa: S608 - parsed, never run
    text = head + reader.raw(*at)
    place = Place(reader.place.lines, reader.place.offset + reader.tokens[at[0]].start - len(head))
    writes = _reduced(text, reader, place)
    if len(writes) != 1:
        raise Unread(at[0])
    return Fill(table, reader.span(*at), writes[0], generated=True)


def query_of(text: str, dialect: Dialect, place: Place) -> Query:
    """The query `text`, reduced.

    Raises:
        Unread: it is none, or cannot be followed.
    """
    from sqlglot import exp

    from governance.lineage.reduce import reduce_query  # brings sqlglot

    try:
        tree = parse(text, dialect)
        if isinstance(tree, exp.Query | exp.Values):
            return reduce_query(tree, dialect, place, text)
    except (NotParsed, NotUnderstood, RecursionError):
        pass
    raise Unread(0)


def _reduced(
    text: str, reader: Reader, place: Place, *, recursive: bool = False
) -> tuple[Write, ...]:
    from governance.lineage.reduce import reduce_writes  # brings sqlglot

    try:
        tree = parse(text, reader.dialect)
        if recursive:
            tree = _recursive(tree)
        return reduce_writes(tree, reader.dialect, place, text)
    except TooSlow as error:
        why = error.why
    except (NotParsed, RecursionError):
        why = ""
    except NotUnderstood as error:
        why = str(error)
    raise Unread(reader.at, why)


def _recursive(tree: exp.Expr) -> exp.Expr:
    """`CREATE RECURSIVE VIEW v (a) AS q` is short for `... AS WITH RECURSIVE v (a) AS (q) ...`."""
    from sqlglot import exp

    schema = tree.this
    if not isinstance(schema, exp.Schema):
        raise NotParsed
    view = schema.this
    names = [column.copy() for column in schema.expressions]
    alias = exp.TableAlias(this=view.this.copy(), columns=names)
    body = exp.select(*[exp.column(name.copy()) for name in names]).from_(
        exp.Table(this=view.this.copy())
    )
    cte = exp.CTE(this=tree.expression.copy(), alias=alias)
    body.set(
        "with_" if "with_" in exp.Select.arg_types else "with",
        exp.With(expressions=[cte], recursive=True),
    )
    tree.set("expression", body)
    return tree


def _only(reader: Reader, named: tuple[int, int], columns_at: Iterable[int], stop: int) -> str:
    """The statement's text with everything blank but its name, its columns, and the query."""
    start = reader.at
    query, end = reader.tokens[start].start, reader.tokens[stop - 1].end
    text = [" "] * query
    kept = [*range(*named), *columns_at]
    if reader.tokens[start - 1].word == "AS":
        kept.append(start - 1)
    for index in kept:
        token = reader.tokens[index]
        text[token.start : token.end] = reader.text[token.start : token.end]
    return "".join(text) + reader.text[query:end]
