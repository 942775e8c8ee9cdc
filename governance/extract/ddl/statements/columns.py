"""Column definitions and constraints, of every dialect at once.

The dialects' words for what a column may carry do not collide, so one reader knows them all; a
word it does not know makes the definition not understood.
"""

from __future__ import annotations

from msgspec import Struct

from governance.extract.ddl.keys import (
    Constraint,
    ConstraintKind,
)
from governance.extract.ddl.operations import (
    ColumnDef,
)
from governance.extract.ddl.statements.constraints import deferral, index_options, references
from governance.extract.ddl.statements.types import column_type
from governance.sql.place import Span
from governance.sql.reader import Reader, Unread

# What ends an expression after DEFAULT: the words a further clause of the column begins with.
_CLAUSES = [
    "CONSTRAINT",
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "REFERENCES",
    "GENERATED",
    "COLLATE",
    "COMMENT",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "IDENTITY",
    "ON",
    "KEY",
    "WITH",
    "MASKING",
    "MASKED",
    "MASK",
    "TAG",
    "ENCODE",
    "DISTKEY",
    "SORTKEY",
    "OPTIONS",
    "CODEC",
    "TTL",
    "AS",
    "STORED",
    "VIRTUAL",
    "PERSISTED",
    "VISIBLE",
    "INVISIBLE",
    "AFTER",
    "FIRST",
    "FOR",
    "CHARACTER",
    "CHARSET",
    "COLUMN_FORMAT",
    "STORAGE",
    "COMPRESSION",
    "NOVALIDATE",
    "ENABLE",
    "DISABLE",
    "RELY",
    "NORELY",
    "DEFERRABLE",
    "INITIALLY",
    "ENFORCED",
    "HIDDEN",
    "SPARSE",
    "ROWGUIDCOL",
    "ENCRYPTED",
    "PROJECTION",
    "USING",
]
_BARE = frozenset(
    [
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
        "ROWGUIDCOL",
        "SPARSE",
        "PERSISTED",
        "STORED",
        "VIRTUAL",
        "VISIBLE",
        "INVISIBLE",
        "HIDDEN",
        "CLUSTERED",
        "NONCLUSTERED",
        "ASC",
        "DESC",
        "DISTKEY",
        "SORTKEY",
        "ORDER",
        "NOORDER",
        "ENABLE",
        "DISABLE",
        "RELY",
        "NORELY",
        "VALIDATE",
        "NOVALIDATE",
        "ENFORCED",
        "BINARY",
        "ASCII",
        "UNICODE",
    ]
)
_TYPELESS = frozenset((*_CLAUSES, *_BARE, "")) - {"CHARACTER", "BINARY", "TAG", "KEY", "MASK"}


class _Column(Struct, eq=False):
    """A column while its clauses are read."""

    name: str
    span: Span
    type: str = ""
    nullable: bool = True
    has_default: bool = False
    comment: str | None = None
    masking: str | None = None
    constraints: list[Constraint] = []
    generated: tuple[int, int] | None = None
    identity: bool = False


class Declared(Struct, frozen=True):
    """A column definition: the column, its own constraints, where its expression stands.

    `generated` are the tokens of the expression of a generated column.
    """

    column: ColumnDef
    constraints: tuple[Constraint, ...]
    generated: tuple[int, int] | None = None


def column_definition(reader: Reader) -> Declared:
    """Past a column's name, type and clauses.

    Raises:
        Unread: something in it is not known.
    """
    start = reader.at
    name = reader.identifier()
    reader.spell(start, reader.at)
    column = _Column(name, reader.span(start, reader.at))
    token = reader.token()
    if token.kind == "name" or (token.kind == "word" and token.word not in _TYPELESS):
        column.type = column_type(reader)
    clauses(reader, column)
    if column.type in _SERIAL:
        column.nullable, column.has_default = False, True
    if any(c.kind == "primary key" for c in column.constraints):
        column.nullable = reader.dialect.name == "sqlite"
    return Declared(
        ColumnDef(
            column.name,
            column.type,
            column.span,
            column.nullable,
            column.has_default,
            column.comment,
            column.masking,
            "identity" if column.identity else "generated" if column.generated else "default",
        ),
        tuple(column.constraints),
        column.generated,
    )


_SERIAL = frozenset(("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"))


def clauses(reader: Reader, column: _Column) -> None:
    """The clauses after a column's type, to the end or to FIRST or AFTER."""
    named: str | None = None
    while not reader.done:
        start = reader.at
        if reader.word() in ("FIRST", "AFTER"):
            return
        if reader.take("CONSTRAINT"):
            named = reader.identifier()
            continue
        if not _clause(reader, column, named, start):
            raise Unread(start)
        named = None


def _clause(reader: Reader, column: _Column, named: str | None, start: int) -> bool:
    name = column.name
    if reader.take("NOT", "NULL"):
        column.nullable = False
        reader.take("NO", "INHERIT")
        deferral(reader)
    elif reader.take("NULL"):
        column.nullable = True
    elif reader.take("DEFAULT") or reader.take("MATERIALIZED") or reader.take("EPHEMERAL"):
        column.has_default = not (reader.sees("NULL") and reader.word(1) in (*_CLAUSES, ""))
        reader.skip_expression(*_CLAUSES)
    elif reader.take("PRIMARY"):
        reader.take("KEY")
        _constraint(column, reader, "primary key", named, start)
    elif reader.take("UNIQUE"):
        reader.take("KEY")
        _ = reader.take("NULLS", "NOT", "DISTINCT") or reader.take("NULLS", "DISTINCT")
        _constraint(column, reader, "unique", named, start)
    elif reader.take("KEY"):
        _constraint(column, reader, "primary key", named, start)
    elif reader.take("CHECK"):
        reader.skip_group()
        reader.take("NO", "INHERIT")
        _constraint(column, reader, "check", named, start)
    elif reader.take("REFERENCES"):
        column.constraints.append(references(reader, (name,), named, start))
    elif reader.take("FOREIGN", "KEY"):
        reader.expect("REFERENCES")
        column.constraints.append(references(reader, (name,), named, start))
    elif reader.take("COMMENT"):
        reader.take("=")
        column.comment = reader.string()
    elif reader.take("COLLATE"):
        _ = reader.string() if reader.token().kind == "string" else reader.name()
    elif reader.take("OPTIONS"):
        column.comment = options(reader.group()) or column.comment
    else:
        return _rarer(reader, column)
    return True


def _rarer(reader: Reader, column: _Column) -> bool:
    if reader.take("GENERATED"):
        _generated(reader, column)
    elif reader.take("AS"):
        column.has_default = True
        column.generated = _expression(reader)
    elif reader.take("IDENTITY") or reader.take_any("AUTOINCREMENT", "AUTO_INCREMENT"):
        column.has_default, column.nullable = True, False
        _identity(reader)
    elif reader.take("ON", "UPDATE"):
        reader.skip_expression(*_CLAUSES)
    elif reader.take("ON", "CONFLICT"):
        reader.identifier()
    elif _masking(reader, column):
        pass
    elif reader.take("WITH", "TAG") or reader.take("TAG") or reader.take("CODEC"):
        reader.skip_group()
    elif reader.take("CHARACTER", "SET") or reader.take_any(
        "CHARSET", "ENCODE", "COMPRESSION", "STORAGE", "COLUMN_FORMAT", "SRID"
    ):
        reader.at += 1
    elif reader.take("TTL"):
        reader.skip_expression(*_CLAUSES)
    elif reader.take("WITH", "OPTIONS") or reader.take("WITH", "VALUES"):
        pass
    elif reader.take("ENCRYPTED", "WITH") or reader.take("OPTIONS"):
        reader.skip_group()
    elif reader.take("USING", "INDEX", "TABLESPACE"):
        reader.name()
    elif reader.take("WITH"):
        reader.skip_group()
    elif reader.take("INDEX"):
        reader.identifier()
    elif reader.sees("DEFERRABLE") or reader.sees("INITIALLY") or reader.sees("NOT"):
        return deferral(reader)
    else:
        return bool(reader.take_any(*_BARE))
    return True


def _masking(reader: Reader, column: _Column) -> bool:
    """A masking that the column is declared with (Snowflake, T-SQL, Databricks)."""
    if reader.take("WITH", "MASKING", "POLICY") or reader.take("MASKING", "POLICY"):
        column.masking = ".".join(reader.name())
        if reader.take("USING"):
            reader.skip_group()
    elif reader.take("WITH", "PROJECTION", "POLICY") or reader.take("PROJECTION", "POLICY"):
        reader.name()
    elif reader.take("MASKED", "WITH"):
        column.masking = masking_function(reader.group())
    elif reader.take("MASK"):
        column.masking = ".".join(reader.name())
        if reader.take("USING", "COLUMNS"):
            reader.skip_group()
    else:
        return False
    return True


def masking_function(group: Reader) -> str:
    """The name of the function of T-SQL's `MASKED WITH (FUNCTION = 'partial(1, "x", 0)')`."""
    group.expect("FUNCTION", "=")
    return group.string().partition("(")[0].strip().lower()


def _generated(reader: Reader, column: _Column) -> None:
    always = reader.take("ALWAYS")
    if not always:
        reader.expect("BY", "DEFAULT")
        reader.take("ON", "NULL")
    reader.expect("AS")
    column.has_default = True
    if reader.take("IDENTITY"):
        column.nullable, column.identity = False, True
        _identity(reader)
    elif reader.take("ROW"):
        reader.expect((reader.take_any("START", "END") and "") or reader.word())
    else:
        column.generated = _expression(reader)
        reader.take_any("STORED", "VIRTUAL", "PERSISTED")


def _expression(reader: Reader) -> tuple[int, int]:
    start = reader.at
    reader.skip_expression(*_CLAUSES)
    return start, reader.at


def _identity(reader: Reader) -> None:
    if reader.word() == "(":
        reader.skip_group()
    while reader.take_any("START", "INCREMENT", "WITH", "BY", "ORDER", "NOORDER"):
        if reader.token().kind == "number":
            reader.at += 1


def _constraint(
    column: _Column, reader: Reader, kind: ConstraintKind, named: str | None, start: int
) -> None:
    while reader.take_any("CLUSTERED", "NONCLUSTERED", "ASC", "DESC", "AUTOINCREMENT"):
        column.has_default = column.has_default or reader.word(-1) == "AUTOINCREMENT"
    if reader.take("ON", "CONFLICT"):
        reader.identifier()
    columns = () if kind == "check" else (column.name,)
    index_options(reader)
    deferral(reader)
    column.constraints.append(Constraint(kind, columns, reader.span(start, start + 1), named))


def options(group: Reader) -> str | None:
    """The description in BigQuery's OPTIONS(...), None when there is none."""
    for item in group.items():
        if item.take("DESCRIPTION", "="):
            return item.string()
    return None
