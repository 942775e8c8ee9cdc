"""DO blocks: the plain SQL in a PL/pgSQL body is read, SQL put together at run time is not.

Both branches of an IF are read. What changes the catalog there may or may not have happened: such
a change never takes a table or column away unless the condition only asks whether something is
there, and what is there already is not declared again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec.structs import replace

from governance.extract.ddl.operations import (
    AddColumn,
    AddConstraint,
    CreateFromQuery,
    CreateIndex,
    CreateTable,
    Drop,
    DropColumn,
    DropConstraint,
    NotRead,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameTable,
    SetSchema,
)
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread
from governance.sql.tokens import Token

if TYPE_CHECKING:
    from governance.extract.ddl.statements.dispatch import Translated
    from governance.sql.dialect import Dialect

Translate = Callable[[str, "Dialect", Place], "Translated"]

_SQL = frozenset(
    ("ALTER", "COMMENT", "CREATE", "DROP", "GRANT", "INSERT", "MERGE", "REVOKE", "SECURITY",
     "UPDATE",      "WITH", "SET")
)  # fmt: skip
_OPENERS = frozenset(("THEN", "ELSE", "LOOP", "BEGIN"))


def do_block(reader: Reader, translate: Translate) -> list[Operation]:
    """After DO.

    Raises:
        Unread: the body is not PL/pgSQL text.
    """
    if reader.take("LANGUAGE"):
        _language(reader)
    token = reader.token()
    if token.kind != "string":
        raise Unread(reader.at)
    reader.at += 1
    if reader.take("LANGUAGE"):
        _language(reader)
    literal = reader.text[token.start : token.end]
    body, offset = _inside(literal)
    place = Place(reader.place.lines, reader.place.offset + token.start + offset)
    return list(_body(body, reader.dialect, place, translate))


def _language(reader: Reader) -> None:
    at = reader.at
    name = reader.string() if reader.token().kind == "string" else reader.identifier()
    if name.lower() != "plpgsql":
        raise Unread(at)


def _inside(literal: str) -> tuple[str, int]:
    """The text in a string literal, as long as it stands there; and where it begins."""
    if literal[0] == "$":
        tag = literal.index("$", 1) + 1
        return literal[tag:-tag], tag
    start = literal.index("'") + 1
    return literal[start:-1].replace("''", " '"), start


def _body(body: str, dialect: Dialect, place: Place, translate: Translate) -> Iterator[Operation]:
    reader = Reader(body, dialect, place)
    conditions: list[bool] = []  # of each open IF, whether it only asks what is there
    caught = _catches(reader.tokens)
    while not reader.done:
        word = reader.word()
        if word == "IF":
            reader.at += 1
            start = reader.at
            _to(reader, "THEN")
            conditions.append(_asks_what_is_there(reader.tokens[start : reader.at]))
        elif word == "END" and reader.word(1) == "IF":
            if conditions:
                conditions.pop()
            reader.at += 2
        elif word == "ELSIF" or word == "ELSEIF":
            _to(reader, "THEN")
        elif word == "EXECUTE":
            yield from _execute(reader, place, translate, conditions)
        elif word in _SQL and _begins(reader):
            start = reader.at
            _to(reader, ";")
            operations = _sub(reader, start, reader.at, place, translate)
            yield from _softened(operations, conditions, caught=caught)
        elif word in _OPENERS or word == ";":
            reader.at += 1
        elif word == "FOR" or word == "WHILE" or word == "FOREACH":
            yield from _loop(reader, place)
        else:
            _past(reader)


def _past(reader: Reader) -> None:
    """Past a statement of the language itself, or a word of it that others follow."""
    if reader.word() in ("DECLARE", "EXCEPTION", "END", "<<", ">>"):
        reader.at += 1
        return
    if reader.word() == "WHEN":
        _to(reader, "THEN")
        return
    while not reader.done and reader.word() not in (";", "BEGIN", "LOOP"):
        reader.at += 1
    reader.at += 1


def _begins(reader: Reader) -> bool:
    """Whether a statement begins here, and not a variable of that name."""
    return reader.token(1).kind in ("word", "name") and reader.word(1) not in (":", "=")


def _to(reader: Reader, word: str) -> None:
    reader.skip_to(word)


def _loop(reader: Reader, place: Place) -> Iterator[Operation]:
    start = reader.at
    reader.skip_to("LOOP")
    if any(token.word == "EXECUTE" for token in reader.tokens[start : reader.at]):
        yield _dynamic(reader, start, reader.at)


def _sub(
    reader: Reader, start: int, stop: int, place: Place, translate: Translate
) -> tuple[Operation, ...]:
    first, last = reader.tokens[start].start, reader.tokens[stop - 1].end
    inner = Place(place.lines, place.offset + first)
    return translate(reader.text[first:last], reader.dialect, inner).operations


def _execute(
    reader: Reader, place: Place, translate: Translate, conditions: list[bool]
) -> Iterator[Operation]:
    """EXECUTE of one plain string is SQL like any other; everything else is not known here."""
    start = reader.at
    _to(reader, ";")
    if reader.at - start == 2 and reader.tokens[start + 1].kind == "string":
        token = reader.tokens[start + 1]
        text, offset = _inside(reader.text[token.start : token.end])
        skipped = len(text) - len(text.lstrip())
        inner = Place(place.lines, place.offset + token.start + offset + skipped)
        operations = translate(text.strip(), reader.dialect, inner).operations
        yield from _softened(operations, conditions, caught=False)
    else:
        yield _dynamic(reader, start, reader.at)


def _dynamic(reader: Reader, start: int, stop: int) -> NotRead:
    digest = sha256(reader.raw(start, stop).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return NotRead("dynamic SQL is not analysed", digest, reader.span(start, start + 1))


def _catches(tokens: list[Token]) -> bool:
    return any(token.word == "EXCEPTION" for token in tokens)


def _asks_what_is_there(condition: list[Token]) -> bool:
    """`EXISTS (...)` or `NOT EXISTS (...)`, the usual guard of a migration that may run twice."""
    words = [token.word for token in condition[:3]]
    return "EXISTS" in words or "TO_REGCLASS" in words


def _softened(
    operations: tuple[Operation, ...], conditions: list[bool], *, caught: bool
) -> Iterator[Operation]:
    if not conditions and not caught:
        yield from operations
        return
    certain = all(conditions)
    for operation in operations:
        match operation:
            case CreateTable() | CreateFromQuery() | CreateIndex():
                yield replace(operation, keep=True) if not _replaces(operation) else operation
            case AddColumn():
                yield replace(operation, keep=True, if_exists=True)
            case Drop() | DropColumn() | DropConstraint():
                if certain:
                    yield replace(operation, if_exists=True)
                else:
                    yield NotRead(
                        "whether this DROP happens depends on a condition that is not followed",
                        _mark(operation),
                        operation.span,
                    )
            case RenameTable() | RenameColumn() | RenameConstraint() | SetSchema():
                yield replace(operation, if_exists=True)
            case AddConstraint():
                yield replace(operation, if_exists=True)
            case _:
                yield operation


def _mark(operation: Drop | DropColumn | DropConstraint) -> str:
    """What tells this drop from others, without its place."""
    named = replace(operation, span=(0, 0, 0, 0))
    return sha256(repr(named).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _replaces(operation: Operation) -> bool:
    return bool(getattr(operation, "replace", False))
