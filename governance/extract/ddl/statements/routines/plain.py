"""Bodies of plain SQL, and those that are a single expression."""

from __future__ import annotations

from collections.abc import Iterator

from governance.extract.ddl.operations import Operation
from governance.extract.ddl.statements.queries import query_of
from governance.extract.ddl.statements.routines.body import Body
from governance.sql.reader import Reader, Unread


def plain_body(body: Body) -> list[Operation]:
    """A body of SQL: what its last statement gives is what it returns."""
    reader = body.reader
    if reader.take("RETURN") or reader.take("TABLE"):  # TABLE: DuckDB's macros
        return _expression(body)
    if reader.word() not in ("SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE"):
        starts = reader.token().kind in ("word", "name") and reader.tokens[-1].word != ";"
        if reader.word() == "(" or (starts and reader.word() not in _STATEMENTS):
            return _expression(body)
    pieces = list(_pieces(reader))
    for index, (start, stop) in enumerate(pieces):
        word = reader.tokens[start].word
        if word in ("SELECT", "WITH", "VALUES") and index == len(pieces) - 1:
            try:
                body.give(body.query(start, stop), start, stop)
                continue
            except Unread:
                body.operations += body.sql(start, stop) or [body.not_read(start, stop)]
                continue
        if word == "RETURN":
            reader.at = start + 1
            reader.stop = stop
            _expression(body)
            continue
        if word in ("CALL", "SELECT"):
            _called(body, start, stop)
        body.operations += body.sql(start, stop)
        if index == len(pieces) - 1:
            _returning(body, start, stop)
    return body.operations


_STATEMENTS = frozenset(
    ("ALTER", "ANALYZE", "CALL", "COMMENT", "CREATE", "DROP", "GRANT", "LOCK", "NOTIFY", "REFRESH",
     "REVOKE", "SET", "TRUNCATE", "VACUUM", "RESET", "REPLACE")
)  # fmt: skip


def _returning(body: Body, start: int, stop: int) -> None:
    """INSERT ... RETURNING as the last statement."""
    reader = body.reader
    item = reader.part(start, stop)
    if not item.seek("RETURNING"):
        return
    item.at += 1
    table = reader.part(start, stop)
    table.skip_to("INTO", "UPDATE", "FROM")
    table.at += 1
    table.take("ONLY")
    at = table.at
    try:
        table.name()
        head = "SELECT "
        first = reader.tokens[item.at].start
        text = f"{head}{reader.raw(item.at, stop)} FROM {reader.raw(at, table.at)}"
        query = query_of(text, reader.dialect, body.place(first - len(head)))
        body.give(query, item.at, stop)
    except Unread:
        body.operations.append(body.not_read(start, stop))


def _called(body: Body, start: int, stop: int) -> None:
    item = body.reader.part(start + 1, stop)
    if item.token().kind in ("word", "name"):
        name = item.name()
        if item.word() == "(":
            group = item.group()
            if item.done:
                body.call(name, group, start)


def _expression(body: Body) -> list[Operation]:
    """A body that is one expression, or one query."""
    reader = body.reader
    item = reader.part(reader.at, reader.stop)
    while item.word() == "(" and item.word(1) in ("SELECT", "WITH", "("):
        item = item.group()
    start, stop = item.at, item.stop
    while stop > start and reader.tokens[stop - 1].word == ";":
        stop -= 1
    if item.word() in ("SELECT", "WITH"):
        body.give(body.query(start, stop), start, stop)
    else:
        body.give(body.value(start, stop), start, stop)
    return body.operations


def _pieces(reader: Reader) -> Iterator[tuple[int, int]]:
    """The statements of a body, by their tokens."""
    while not reader.done:
        start = reader.at
        reader.skip_to(";")
        if reader.at > start:
            yield start, reader.at
        reader.at += 1
