"""What runs at once: DO blocks, and calls of routines."""

from __future__ import annotations

from governance.extract.ddl.operations import Operation, Routine, Run
from governance.extract.ddl.statements.routines.body import Body, Translate
from governance.extract.ddl.statements.routines.literals import inside
from governance.extract.ddl.statements.routines.procedural import Procedural
from governance.extract.ddl.statements.routines.variables import Variables, read_as_names
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread


def do_block(reader: Reader, translate: Translate) -> list[Operation]:
    """After DO: a block that runs at once.

    Raises:
        Unread: the body is not PL/pgSQL text.
    """
    if reader.take("LANGUAGE"):
        _plpgsql(reader)
    token = reader.token()
    if token.kind != "string":
        raise Unread(reader.at)
    reader.at += 1
    if reader.take("LANGUAGE"):
        _plpgsql(reader)
    text, offset = inside(reader.text[token.start : token.end])
    place = Place(reader.place.lines, reader.place.offset + token.start + offset)
    return run_at_once(text, reader, place, translate)


def immediate(reader: Reader, translate: Translate) -> list[Operation]:
    """After EXECUTE, at IMMEDIATE: a block or a statement in a string that is written here.

    Raises:
        Unread: it is put together, or a variable.
    """
    reader.at += 1
    token = reader.token()
    if token.kind != "string" or reader.stop - reader.at > 1:
        raise Unread(reader.at)
    reader.at = reader.stop
    text, offset = inside(reader.text[token.start : token.end])
    place = Place(reader.place.lines, reader.place.offset + token.start + offset)
    return run_at_once(text, reader, place, translate)


def anonymous(reader: Reader, translate: Translate) -> list[Operation]:
    """A block that stands by itself: DECLARE ... BEGIN ... END."""
    first = reader.tokens[reader.at].start
    reader.at = reader.stop
    place = Place(reader.place.lines, reader.place.offset + first)
    return run_at_once(reader.text[first:], reader, place, translate)


def run_at_once(text: str, reader: Reader, place: Place, translate: Translate) -> list[Operation]:
    """A block that stands by itself: what it does, with its variables where it has any."""
    variables = Variables()
    inner = read_as_names(text, reader.dialect, place)
    operations = Procedural(inner, translate, variables, at_once=True).read()
    if not variables.scalars and not variables.records:
        return operations
    span = reader.span(0, 1)
    block = Routine(
        (),
        span,
        tuple(operations),
        scalars=tuple(variables.scalars),
        records=tuple(variables.records),
    )
    return [Run((), span, block)]


def _plpgsql(reader: Reader) -> None:
    at = reader.at
    if _language(reader) != "plpgsql":
        raise Unread(at)


def _language(reader: Reader) -> str:
    name = reader.string() if reader.token().kind == "string" else reader.identifier()
    return name.lower()


def called(reader: Reader, translate: Translate) -> list[Operation]:
    """CALL p(x), SELECT f(x), EXEC p x: a routine runs; nothing for anything else."""
    start = reader.at
    if reader.word(0) in ("CALL", "EXEC", "EXECUTE"):
        reader.at += 1
        start += 1
    item = reader.part(reader.at, reader.stop)
    reader.at = reader.stop
    try:
        name = item.name()
        group = item.group() if item.word() == "(" else item
    except Unread:
        return []
    if group is not item and not item.done:
        return []
    body = Body(reader, translate, Variables())
    body.call(name, group, start)
    return [operation for operation in body.operations if isinstance(operation, Run)]
