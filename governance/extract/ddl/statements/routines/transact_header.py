"""Functions and procedures of T-SQL: what stands before their bodies."""

from __future__ import annotations

from governance.extract.ddl.operations import ColumnDef, CreateTable, Routine
from governance.extract.ddl.statements.routines.body import Translate
from governance.extract.ddl.statements.routines.parts import Header
from governance.extract.ddl.statements.routines.transact import Transact
from governance.extract.ddl.statements.routines.variables import MARK, read_as_names
from governance.lineage.reduced import Query, Select, Source, Star
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread


def transact_routine(header: Header, reader: Reader, kind: str, translate: Translate) -> Routine:
    """The routine whose header is read up to its parameters.

    Raises:
        Unread: its body is not found.
    """
    table: Reader | None = None
    if reader.take("RETURNS"):
        if reader.token().kind == "variable":  # RETURNS @rows TABLE (...)
            at = reader.at
            reader.at += 1
            reader.expect("TABLE")
            reader.skip_group()
            table = reader.part(at, reader.at)
        else:
            reader.at += 1
    if not reader.skip_to("AS"):
        raise Unread(reader.at)
    reader.at += 1
    if reader.sees("EXTERNAL", "NAME"):
        return Routine(header.name, header.span, known=False)
    body = transact_body(header, reader, translate, gives=kind in ("PROCEDURE", "PROC"))
    name = _returned_table(body, table) if table is not None else ""
    body.read()
    if name:
        query = Query(Select((Source((name,), header.span),), (Star((), header.span),)))
        body.give(query, 0, 1)
    return header.routine(body.variables, body.operations)


def transact_body(header: Header, reader: Reader, translate: Translate, *, gives: bool) -> Transact:
    """The body at the reader's position, to be read; `gives` as of a procedure."""
    first = reader.tokens[reader.at].start if not reader.done else len(reader.text)
    place = Place(reader.place.lines, reader.place.offset + first)
    inner = read_as_names(reader.text[first:], reader.dialect, place)
    body = Transact(inner, translate, header.variables(), trigger=header.trigger)
    body.gives = gives
    return body


def _returned_table(body: Transact, table: Reader) -> str:
    """The table variable that a function fills and returns; it is made here."""
    at = table.at
    token = table.token()
    name = table.dialect.fold(MARK + table.text[token.start + 1 : token.end], False)
    columns = []
    table.at += 2
    for item in table.group().items():
        start = item.at
        if item.token().kind in ("word", "name") and item.word() not in _NO_COLUMNS:
            columns.append(ColumnDef(item.identifier(), "", item.span(start, start + 1)))
    span = table.span(at, at + 1)
    body.operations.append(CreateTable((name,), span, "temporary table", tuple(columns)))
    return name


_NO_COLUMNS = ("PRIMARY", "UNIQUE", "CHECK", "INDEX", "CONSTRAINT")
