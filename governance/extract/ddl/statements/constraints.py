"""Constraints: keys, references, checks, and what may stand behind each of them."""

from __future__ import annotations

from governance.extract.ddl.keys import (
    Constraint,
    ConstraintKind,
)
from governance.sql.reader import Reader, Unread

_ACTIONS = (("NO", "ACTION"), ("SET", "NULL"), ("SET", "DEFAULT"), ("CASCADE",), ("RESTRICT",))


def references(
    reader: Reader, columns: tuple[str, ...], named: str | None, start: int
) -> Constraint:
    """Past a table's name after REFERENCES, and what is to happen when its rows change.

    Raises:
        Unread: something in it is not known.
    """
    referred = reader.name()
    target = column_list(reader.group()) if reader.word() == "(" else ()
    while True:
        if reader.take("MATCH"):
            reader.at += 1
        elif reader.take("ON", "DELETE") or reader.take("ON", "UPDATE"):
            if not any(reader.take(*action) for action in _ACTIONS):
                raise Unread(reader.at)
            if reader.word() == "(":
                reader.skip_group()
        elif not deferral(reader):
            break
    return Constraint(
        "foreign key", columns, reader.span(start, reader.at), named, referred, target
    )


_DEFERRAL = frozenset(
    ("NOT", "INITIALLY", "DEFERRABLE", "ENFORCED", "RELY", "NORELY", "ENABLE", "DISABLE")
)


def deferral(reader: Reader) -> bool:
    """Past words about when a constraint is checked; whether there were any."""
    start = reader.at
    while reader.word() in _DEFERRAL and (
        reader.take("NOT", "DEFERRABLE")
        or reader.take("NOT", "VALID")
        or reader.take("NOT", "ENFORCED")
        or reader.take("NOT", "FOR", "REPLICATION")
        or reader.take("INITIALLY", "DEFERRED")
        or reader.take("INITIALLY", "IMMEDIATE")
        or reader.take_any("DEFERRABLE", "ENFORCED", "RELY", "NORELY", "ENABLE", "DISABLE")
    ):
        pass
    return reader.at > start


def column_list(group: Reader) -> tuple[str, ...]:
    """Names of columns between commas; an order, length or operator class after one is passed."""
    found = []
    for item in group.items():
        if item.word() in ("PERIOD",) and item.word(1):
            item.at += 1
        found.append(item.identifier())
    return tuple(found)


_TABLE_CONSTRAINTS = frozenset(
    [
        "CONSTRAINT",
        "PRIMARY",
        "UNIQUE",
        "FOREIGN",
        "CHECK",
        "EXCLUDE",
        "KEY",
        "INDEX",
        "FULLTEXT",
        "SPATIAL",
        "LIKE",
        "PERIOD",
        "PROJECTION",
    ]
)


def starts_constraint(reader: Reader) -> bool:
    """Whether a table constraint comes next, and not a column that has such a word for a name."""
    word = reader.word()
    if word not in _TABLE_CONSTRAINTS:
        return False
    if word in ("KEY", "INDEX", "PERIOD", "PROJECTION", "FULLTEXT", "SPATIAL"):
        return reader.dialect.name not in ("postgres", "redshift") and (
            reader.word(1) in ("(", "KEY", "INDEX", "FOR")
            or reader.word(2) in ("(", "USING", "CLUSTERED", "NONCLUSTERED", "UNIQUE", "TYPE")
        )
    return True


def table_constraint(reader: Reader) -> Constraint | None:
    """Past a constraint of a table; None for one that concerns no column (an index hint).

    Raises:
        Unread: something in it is not known.
    """
    start = reader.at
    named = None
    if reader.take("CONSTRAINT") and reader.word() not in ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK"):
        named = reader.identifier()
    if reader.take("PRIMARY", "KEY"):
        return _keyed(reader, "primary key", named, start)
    if reader.take("UNIQUE"):
        reader.take_any("KEY", "INDEX")
        _ = reader.take("NULLS", "NOT", "DISTINCT") or reader.take("NULLS", "DISTINCT")
        return _keyed(reader, "unique", named, start)
    if reader.take("FOREIGN", "KEY"):
        if reader.word() != "(":
            named = reader.identifier()
        columns = column_list(reader.group())
        reader.expect("REFERENCES")
        return references(reader, columns, named, start)
    if reader.take("CHECK"):
        _ = reader.take("NOT", "FOR", "REPLICATION")
        reader.skip_group()
        _ = reader.take("NO", "INHERIT")
        deferral(reader)
        return Constraint("check", (), reader.span(start, reader.at), named)
    if reader.take("EXCLUDE"):
        if reader.take("USING"):
            reader.identifier()
        reader.skip_group()
        index_options(reader)
        if reader.take("WHERE"):
            reader.skip_group()
        deferral(reader)
        return Constraint("exclude", (), reader.span(start, reader.at), named)
    if reader.take("NOT", "NULL"):
        column = reader.identifier()
        reader.take("NO", "INHERIT")
        deferral(reader)
        return Constraint("not null", (column,), reader.span(start, reader.at), named)
    if named is None and reader.take_any("KEY", "INDEX", "FULLTEXT", "SPATIAL", "PERIOD"):
        reader.at = reader.stop
        return None
    raise Unread(reader.at)


def _keyed(reader: Reader, kind: ConstraintKind, named: str | None, start: int) -> Constraint:
    while reader.take_any("CLUSTERED", "NONCLUSTERED"):
        pass
    if reader.take("USING", "INDEX"):
        using = reader.identifier()
        deferral(reader)
        return Constraint(kind, (), reader.span(start, reader.at), named, using=using)
    if reader.word() not in ("(", "USING"):
        named = named or reader.identifier()  # MySQL: UNIQUE KEY name (columns)
    if reader.take("USING"):
        reader.identifier()
    columns = column_list(reader.group())
    index_options(reader)
    if reader.take("ON", "CONFLICT"):
        reader.identifier()
    deferral(reader)
    if reader.take("COMMENT"):
        reader.string()
    return Constraint(kind, columns, reader.span(start, reader.at), named)


def index_options(reader: Reader) -> None:
    """Past how and where the index of a constraint is kept."""
    while reader.word() in ("INCLUDE", "WITH", "USING", "ON"):
        if reader.take("INCLUDE") or (reader.sees("WITH", "(") and reader.take("WITH")):
            reader.skip_group()
        elif reader.take("WITH", "FILLFACTOR", "="):
            reader.at += 1
        elif reader.take("USING", "INDEX", "TABLESPACE"):
            reader.identifier()
        elif reader.sees("USING") and reader.word(1) in ("BTREE", "HASH"):
            reader.at += 2
        elif reader.sees("ON") and reader.token(1).kind == "name":
            reader.at += 2  # T-SQL: ON [filegroup]
        else:
            return
