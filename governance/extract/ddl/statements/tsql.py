"""What T-SQL wraps around its statements, and the procedures that change tables."""

from __future__ import annotations

from collections.abc import Callable

from governance.extract.ddl.keys import (
    RenameIndex,
)
from governance.extract.ddl.operations import (
    Comment,
    Operation,
    RenameColumn,
    RenameTable,
)
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread

_VERBS = ("ALTER", "CREATE", "DROP", "EXEC", "EXECUTE", "INSERT", "UPDATE", "DELETE", "BEGIN",
          "GRANT", "SELECT", "SET", "PRINT", "TRUNCATE", "RETURN", "MERGE")  # fmt: skip


def unwrapped(
    reader: Reader, statement: Callable[[Reader], list[Operation]]
) -> list[Operation] | None:
    """The statement inside IF, BEGIN, END, ELSE, or EXEC; None when it stands alone."""
    word = reader.word()
    if word in ("EXEC", "EXECUTE"):
        start = reader.at
        reader.at += 1
        found = _procedure(reader)
        if found is None:
            reader.at = start
        return found
    if word == "BEGIN" and reader.word(1) in ("TRAN", "TRANSACTION", "TRY", "CATCH", "DISTRIBUTED"):
        return None if reader.word(1) not in ("TRY", "CATCH") else _inner(reader, 2, statement)
    if word == "END" and reader.word(1) in ("TRY", "CATCH"):
        return _inner(reader, 2, statement)
    if word in ("BEGIN", "END", "ELSE"):
        return _inner(reader, 1, statement)
    if word == "IF":
        reader.at += 1
        reader.skip_to(*_VERBS)
        return _inner(reader, 0, statement)
    return None


def _inner(
    reader: Reader, skip: int, statement: Callable[[Reader], list[Operation]]
) -> list[Operation]:
    reader.at += skip
    if reader.stop > reader.at and reader.word(reader.stop - 1 - reader.at) == "END":
        reader.stop -= 1
    return [] if reader.done else statement(reader)


def _procedure(reader: Reader) -> list[Operation] | None:
    """What a procedure of the engine changes; None for any other."""
    at = reader.at
    if reader.word() == "(" or reader.token().kind in ("string", "variable"):
        raise Unread(at)  # dynamic SQL
    name = reader.name()[-1]
    if name == "sp_executesql":
        raise Unread(at)
    arguments = _arguments(reader)
    reader.at = reader.stop
    if name == "sp_rename":
        return _renamed(reader, arguments, at)
    if name in ("sp_addextendedproperty", "sp_updateextendedproperty"):
        return _described(reader, arguments, at)
    return None


def _arguments(reader: Reader) -> list[tuple[str, str]]:
    """The arguments: the name of each ("" without one) and its value if it is a string."""
    found = []
    for item in reader.items():
        label = ""
        if item.token().kind == "variable" and item.word(1) == "=":
            label = item.raw(item.at, item.at + 1).lower()
            item.at += 2
        value = item.string() if item.token().kind == "string" else ""
        found.append((label, value))
    return found


def _renamed(reader: Reader, arguments: list[tuple[str, str]], at: int) -> list[Operation]:
    values = [value for _, value in arguments]
    if len(values) < 2 or not all(values[:2]):
        raise Unread(at)
    span = reader.span(at, reader.stop)
    old = Reader(values[0], reader.dialect, Place.of(values[0])).name()
    new = reader.dialect.fold(values[1], True)
    if new != values[1]:
        reader.spelled.setdefault(new, values[1])
    kind = values[2].upper() if len(values) > 2 else "OBJECT"
    if kind == "COLUMN" and len(old) > 1:
        return [RenameColumn(old[:-1], old[-1], new, span)]
    if kind == "INDEX":
        return [RenameIndex(old, new, span)]
    return [RenameTable(old, (new,), span, True)]


def _described(reader: Reader, arguments: list[tuple[str, str]], at: int) -> list[Operation]:
    """MS_Description is where T-SQL keeps the comment of a table or column."""
    order = ("@name", "@value", "@level0type", "@level0name", "@level1type", "@level1name",
             "@level2type", "@level2name")  # fmt: skip
    values = {
        label or order[index]: value
        for index, (label, value) in enumerate(arguments)
        if label or index < len(order)
    }
    if values.get("@name") != "MS_Description" or values.get("@level1type", "").upper() not in (
        "TABLE",
        "VIEW",
    ):
        return []
    fold = reader.dialect.fold
    table = (fold(values.get("@level0name", "dbo"), True), fold(values["@level1name"], True))
    column = values.get("@level2name") or None
    if column and values.get("@level2type", "").upper() != "COLUMN":
        return []
    span = reader.span(at, reader.stop)
    return [Comment(table, fold(column, True) if column else None, values.get("@value"), span)]
