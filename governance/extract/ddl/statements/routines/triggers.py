"""CREATE TRIGGER: what a table does by itself when its rows change."""

from __future__ import annotations

from governance.extract.ddl.operations import Operation, RenameTrigger, Trigger
from governance.extract.ddl.statements.routines.body import Body, Translate
from governance.extract.ddl.statements.routines.parts import Header
from governance.extract.ddl.statements.routines.procedural import Procedural
from governance.extract.ddl.statements.routines.transact_header import transact_body
from governance.extract.ddl.statements.routines.variables import read_as_names
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread


def create_trigger(reader: Reader, translate: Translate) -> list[Operation]:
    """After TRIGGER.

    Raises:
        Unread: it is of a form that is not known.
    """
    reader.take("IF", "NOT", "EXISTS")
    at = reader.at
    written = reader.name()
    span = reader.span(at, reader.at)
    if not reader.skip_to("ON"):
        raise Unread(at)
    if reader.dialect.name == "tsql" and reader.word(1) in ("DATABASE", "ALL"):
        reader.at = reader.stop
        return []
    reader.at += 1
    table = reader.name()
    rows = _transition_tables(reader)
    if reader.dialect.name in ("postgres", "redshift"):
        if not reader.skip_to("EXECUTE"):
            raise Unread(reader.at)
        reader.at += 1
        if not reader.take_any("FUNCTION", "PROCEDURE"):
            raise Unread(reader.at)
        routine = reader.name()
        reader.at = reader.stop
        return [Trigger(table, written[-1], span, routine, rows=rows)]
    header = Header(written, span, trigger=True)
    if reader.dialect.name == "tsql":
        reader.skip_to("AS")
        reader.at += 1
        body = transact_body(header, reader, translate, gives=False)
        body.read()
        made = header.routine(body.variables, body.operations)
        reader.at = reader.stop
        return [Trigger(table, written[-1], span, body=made, rows=("inserted", "deleted"))]
    while not reader.done and reader.word() not in _BODY:
        if reader.word() == "WHEN":
            reader.at += 1
            reader.skip_group()
            continue
        reader.at += 1
    if reader.done:
        raise Unread(at)
    first = reader.tokens[reader.at].start
    place = Place(reader.place.lines, reader.place.offset + first)
    inner = read_as_names(reader.text[first:], reader.dialect, place)
    reading = Procedural(inner, translate, header.variables(), trigger=True)
    made = header.routine(reading.variables, reading.read())
    reader.at = reader.stop
    return [Trigger(table, written[-1], span, body=made)]


def alter_trigger(reader: Reader) -> list[Operation]:
    """After ALTER TRIGGER or RULE: another name.

    Raises:
        Unread: it has no name.
    """
    at = reader.at
    name = reader.identifier()
    table = reader.name() if reader.take("ON") else ()
    found: list[Operation] = []
    if table and reader.take("RENAME", "TO"):
        to = reader.identifier()
        found = [RenameTrigger(name, to, table, reader.span(at, reader.at))]
    reader.at = reader.stop
    return found


def create_rule(reader: Reader, translate: Translate) -> list[Operation]:
    """After RULE: what PostgreSQL does besides, or instead, when a table is written.

    Raises:
        Unread: it makes a table a view (ON SELECT), or cannot be followed.
    """
    at = reader.at
    name = reader.identifier()
    span = reader.span(at, reader.at)
    reader.expect("AS", "ON")
    if not reader.take_any("INSERT", "UPDATE", "DELETE"):
        raise Unread(at)
    reader.expect("TO")
    table = reader.name()
    if not reader.skip_to("DO"):
        raise Unread(at)
    reader.at += 1
    reader.take_any("ALSO", "INSTEAD")
    inner = reader.group() if reader.word() == "(" else reader.part(reader.at, reader.stop)
    reader.at = reader.stop
    header = Header((name,), span, trigger=True)
    body = Body(inner, translate, header.variables(), trigger=True)
    while not inner.done:
        start = inner.at
        inner.skip_to(";")
        if inner.tokens[start].word != "NOTHING":
            body.operations += body.sql(start, inner.at)
        inner.at += 1
    return [Trigger(table, name, span, body=header.routine(body.variables, body.operations))]


_BODY = frozenset(("BEGIN", "SET", "INSERT", "UPDATE", "DELETE", "CALL", "DECLARE", "IF", "SELECT"))


def _transition_tables(reader: Reader) -> tuple[str, ...]:
    """REFERENCING NEW TABLE AS a OLD TABLE AS b."""
    start, found = reader.at, []
    if reader.seek("REFERENCING"):
        reader.at += 1
        while reader.take_any("NEW", "OLD"):
            table = reader.take("TABLE")
            reader.take("AS")
            name = reader.identifier()
            if table:
                found.append(name)
    reader.at = start
    return tuple(found)
