"""CREATE and ALTER FUNCTION, PROCEDURE, MACRO: what stands before a body, and the body."""

from __future__ import annotations

from governance.extract.ddl.operations import Operation, RenameRoutine, Routine
from governance.extract.ddl.statements.routines.body import Body, Translate
from governance.extract.ddl.statements.routines.literals import inside
from governance.extract.ddl.statements.routines.packages import package
from governance.extract.ddl.statements.routines.parts import Header
from governance.extract.ddl.statements.routines.plain import plain_body
from governance.extract.ddl.statements.routines.procedural import Procedural
from governance.extract.ddl.statements.routines.transact_header import transact_routine
from governance.extract.ddl.statements.routines.variables import MARK, read_as_names
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread

_MODES = ("IN", "OUT", "INOUT", "VARIADIC", "NOCOPY")
_TYPES_OF_TWO = frozenset(
    (("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING"), ("BIT", "VARYING"), ("TIMESTAMP", "WITH"),
     ("TIMESTAMP", "WITHOUT"), ("TIME", "WITH"), ("TIME", "WITHOUT"), ("NATIONAL", "CHARACTER"))
)  # fmt: skip
_LANGUAGES = ("SQL", "PLPGSQL")
"""Languages of bodies that are followed."""


def create_routine(reader: Reader, kind: str, translate: Translate) -> list[Operation]:
    """After FUNCTION, PROCEDURE, MACRO, TASK or PACKAGE.

    Raises:
        Unread: not even its name can be read.
    """
    body = reader.take("BODY")
    reader.take("IF", "NOT", "EXISTS")
    at = reader.at
    header = Header(reader.name(), reader.span(at, reader.at))
    if kind == "PACKAGE":  # many routines in one
        return package(reader, header.name, header.span, translate, body=body)
    try:
        if reader.word() == "(":
            _parameters(header, reader.group())
        elif reader.dialect.name == "tsql":
            _parameters(header, _until_as(reader))
        operation = _routine(header, reader, kind, translate)
    except Unread:
        operation = Routine(header.name, header.span, known=False)
    reader.at = reader.stop
    return [operation]


def create_event(reader: Reader, translate: Translate) -> list[Operation]:
    """After MySQL's EVENT: a body that runs at its time.

    Raises:
        Unread: it has no body.
    """
    reader.take("IF", "NOT", "EXISTS")
    at = reader.at
    header = Header(reader.name(), reader.span(at, reader.at))
    if not reader.seek("DO"):
        raise Unread(at)
    first = reader.tokens[reader.at + 1].start
    place = Place(reader.place.lines, reader.place.offset + first)
    inner = read_as_names(reader.text[first:], reader.dialect, place)
    reader.at = reader.stop
    return [_read(header, inner, translate, plain=not _has_blocks(inner), declares=False)]


def _until_as(reader: Reader) -> Reader:
    """The parameters of a T-SQL procedure, which stand in no parentheses."""
    start = reader.at
    while not reader.done and not (reader.word() == "AS" and not _typed(reader)):
        if reader.word() in ("WITH", "FOR") and reader.at > start:
            break
        if reader.word() == "(":
            reader.skip_group()
        else:
            reader.at += 1
    return reader.part(start, reader.at)


def _typed(reader: Reader) -> bool:
    """Whether this AS stands between a parameter and its type: `@p AS int`."""
    before = reader.tokens[reader.at - 1]
    return before.kind == "variable"


def _parameters(header: Header, group: Reader) -> None:
    for item in group.items():
        mode = item.take_any(*_MODES)
        if item.token().kind == "variable":
            token = item.token()
            written = MARK + item.text[token.start + 1 : token.end]
            name = item.dialect.fold(written, False)
            item.at += 1
        elif _names_itself(item):
            name = item.identifier()
            mode = mode or item.take_any(*_MODES)
        else:
            name = ""
        if mode != "OUT":
            header.parameters.append(name)
        if mode in ("OUT", "INOUT"):
            header.outputs.append(name)


def _names_itself(item: Reader) -> bool:
    """Whether a name stands before the type of a parameter."""
    if item.token().kind not in ("word", "name"):
        return False
    if item.dialect.name == "duckdb" or item.stop - item.at == 1:
        return item.dialect.name in ("duckdb", "clickhouse")
    following = item.token(1)
    if following.kind not in ("word", "name"):
        return False
    pair = (item.word(), following.word)
    return pair not in _TYPES_OF_TWO and following.word not in ("DEFAULT",)


def _routine(header: Header, reader: Reader, kind: str, translate: Translate) -> Routine:
    """The rest of the statement."""
    if reader.dialect.name == "tsql":
        return transact_routine(header, reader, kind, translate)
    body: int | None = None
    while not reader.done and body is None:
        word = reader.word()
        if word in ("RETURNS", "RETURN") and (word == "RETURNS" or reader.dialect.name == "oracle"):
            reader.at += 1
            _returns(header, reader)
        elif word == "LANGUAGE":
            reader.at += 1
            header.language = _language(reader)
        elif word in ("AS", "IS") or word in ("BEGIN", "RETURN", "DECLARE"):
            body = reader.at
        elif reader.token().kind == "string" and reader.dialect.name in ("postgres", "redshift"):
            reader.at += 1
        elif word == "(":
            reader.skip_group()
        else:
            reader.at += 1
    if body is None:
        raise Unread(reader.at)
    reader.at = body
    if reader.part(body + 1, reader.stop).skip_to("LANGUAGE") and not header.language:
        after = reader.part(body + 1, reader.stop)
        after.skip_to("LANGUAGE")
        after.at += 1
        header.language = _language(after)
    return _with_body(header, reader, translate)


def _language(reader: Reader) -> str:
    if reader.token().kind == "string":
        return reader.string().upper()
    return reader.identifier().upper()


def _returns(header: Header, reader: Reader) -> None:
    if reader.take("TABLE"):
        if reader.word() == "(":
            for item in reader.group().items():
                header.returns.append(item.identifier())
        return
    reader.take("SETOF")
    if reader.take("TRIGGER"):
        header.trigger = True
        return
    if reader.take("NULL"):  # RETURNS NULL ON NULL INPUT
        return
    reader.at += 1


def _with_body(header: Header, reader: Reader, translate: Translate) -> Routine:
    word = reader.word()
    if word in ("AS", "IS"):
        reader.at += 1
    language = header.language or "SQL"
    if reader.token().kind == "string":
        token = reader.token()
        if language not in _LANGUAGES:
            return Routine(header.name, header.span, trigger=header.trigger, known=False)
        text, offset = inside(reader.text[token.start : token.end])
        place = Place(reader.place.lines, reader.place.offset + token.start + offset)
        inner = read_as_names(text, reader.dialect, place)
        plain = language == "SQL" and not _has_blocks(inner)
    elif header.language not in ("", *_LANGUAGES):
        return Routine(header.name, header.span, trigger=header.trigger, known=False)
    else:
        first = reader.tokens[reader.at].start if not reader.done else 0
        place = Place(reader.place.lines, reader.place.offset + first)
        inner = read_as_names(reader.text[first:], reader.dialect, place)
        plain = not _has_blocks(inner)
        if inner.sees("BEGIN", "ATOMIC"):
            plain = True
            inner.at += 2
            if inner.tokens[inner.stop - 1].word == "END":
                inner.stop -= 1
    return _read(header, inner, translate, plain=plain, declares=word == "IS" or _oracle(reader))


def _oracle(reader: Reader) -> bool:
    return reader.dialect.name == "oracle"


def _has_blocks(inner: Reader) -> bool:
    """Whether a body begins with a block, and not with SQL or an expression."""
    return inner.word() in ("BEGIN", "DECLARE", "<", "IF", "FOR", "CALL") or (
        inner.dialect.name == "oracle"
    )


def _read(
    header: Header, inner: Reader, translate: Translate, *, plain: bool, declares: bool
) -> Routine:
    """The body read."""
    variables = header.variables()
    returns = tuple(header.returns or header.outputs)
    if plain:
        body = Body(inner, translate, variables, returns, trigger=header.trigger)
        operations = plain_body(body)
    else:
        reading = Procedural(
            inner,
            translate,
            variables,
            returns,
            trigger=header.trigger,
            declares=declares,
            outputs=tuple(header.outputs),
        )
        operations = reading.read()
    return header.routine(variables, operations)


def alter_routine(reader: Reader, kind: str, translate: Translate) -> list[Operation]:
    """After ALTER FUNCTION or PROCEDURE: another name, another schema; in T-SQL another body.

    Raises:
        Unread: not even its name can be read.
    """
    if reader.dialect.name == "tsql":
        return create_routine(reader, kind, translate)
    at = reader.at
    name = reader.name()
    span = reader.span(at, reader.at)
    if reader.word() == "(":
        reader.skip_group()
    found: list[Operation] = []
    if reader.take("RENAME", "TO"):
        found = [RenameRoutine(name, (reader.identifier(),), span)]
    elif reader.take("SET", "SCHEMA"):
        found = [RenameRoutine(name, (reader.identifier(), ""), span)]
    reader.at = reader.stop
    return found
