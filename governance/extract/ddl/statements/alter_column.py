"""ALTER COLUMN: what changes about one column."""

from __future__ import annotations

from msgspec.structs import replace

from governance.extract.ddl.operations import AlterColumn, Comment, Operation, RenameColumn
from governance.extract.ddl.rights import Mask
from governance.extract.ddl.statements.columns import (
    column_definition,
    masking_function,
    options,
)
from governance.extract.ddl.statements.queries import generated
from governance.extract.ddl.statements.types import column_type
from governance.sql.reader import Name, Reader, Unread

# Parts of ALTER COLUMN that the catalog does not hold.
_COLUMN_NO_EFFECT = (
    ("SET", "STATISTICS"), ("SET", "STORAGE"), ("SET", "COMPRESSION"), ("SET", "("),
    ("RESET", "("), ("RESTART",), ("SET", "CACHE"), ("SET", "INCREMENT"), ("SET", "MAXVALUE"),
    ("SET", "MINVALUE"), ("SET", "START"), ("SET", "RESTART"), ("SET", "NO"), ("OPTIONS",),
    ("SET", "TAG"), ("UNSET", "TAG"), ("SET", "TAGS"), ("UNSET", "TAGS"), ("SYNC", "IDENTITY"),
    ("SET", "CYCLE"), ("SET", "INVISIBLE"), ("SET", "VISIBLE"), ("ENCODE",), ("SET", "SEQUENCE"),
    ("SET", "PROJECTION"), ("UNSET", "PROJECTION"), ("ADD", "ROWGUIDCOL"), ("DROP", "ROWGUIDCOL"),
)  # fmt: skip


class ColumnActions:
    """The actions of one ALTER on one table so far, and what may happen to its columns."""

    def __init__(
        self, reader: Reader, table: Name, table_text: str, *, if_exists: bool, only: bool = False
    ) -> None:
        self.reader = reader
        self.table = table
        self.table_text = table_text
        self.if_exists = if_exists
        self.only = only
        self.operations: list[Operation] = []

    def _append(self, operation: Operation) -> None:
        self.operations.append(operation)

    def _column(self, item: Reader, *, definition: bool) -> None:
        """What happens to one column, from its name on."""
        item.take("COLUMN")
        start = item.at
        name = item.identifier()
        span = item.span(start, start + 1)
        if any(item.sees(*words) for words in _COLUMN_NO_EFFECT):
            item.at = item.stop
            return
        if item.take("RENAME", "TO"):
            at = item.at
            to = item.identifier()
            self._append(RenameColumn(self.table, name, to, item.span(at, at + 1)))
            return
        if self._mask(item, name):
            return
        change = _column_change(item)
        if change is None:
            item.at = start
            self._redefine(item, definition=definition)
            return
        kind, value = change
        operation = AlterColumn(self.table, name, span, if_exists=self.if_exists, only=self.only)
        if kind == "type":
            operation = AlterColumn(
                self.table, name, span, type=str(value), if_exists=self.if_exists
            )
            if self.reader.dialect.name == "tsql":
                nullable = not item.take("NOT", "NULL")
                item.take("NULL")
                operation = AlterColumn(self.table, name, span, type=str(value), nullable=nullable)
        elif kind == "nullable":
            operation = replace(operation, nullable=bool(value))
        elif kind == "default":
            operation = replace(operation, has_default=bool(value))
        elif kind == "identity":
            operation = replace(operation, has_default=True, filled="identity")
        elif kind == "comment":
            text = value if isinstance(value, str) else None
            self._append(Comment(self.table, name, text, span))
            return
        elif kind == "generated":
            item.expect("(")
            item.at -= 1
            at = item.at
            item.skip_group()
            text = item.raw(start, start + 1)
            expression = (at, item.at)
            self._append(generated(item, self.table, self.table_text, text, expression))
            return
        self._append(operation)

    def _redefine(self, item: Reader, *, definition: bool) -> None:
        """MySQL's and Oracle's MODIFY, T-SQL's ALTER COLUMN: the definition again."""
        if not definition and self.reader.dialect.name != "tsql":
            raise Unread(item.at)
        declared = column_definition(item)
        if item.take("AFTER"):
            item.identifier()
        item.take("FIRST")
        column = declared.column
        self._append(
            AlterColumn(
                self.table,
                column.name,
                column.span,
                column.type or None,
                column.nullable,
                column.has_default,
                column.comment,
                definition,
                self.if_exists,
            )
        )

    def _mask(self, item: Reader, column: str) -> bool:
        at = item.at
        if item.take("SET", "MASKING", "POLICY"):
            method: str | None = ".".join(item.name())
            if item.take("USING"):
                item.skip_group()
            item.take("FORCE")
        elif item.take("SET", "MASK"):
            method = ".".join(item.name())
            if item.take("USING", "COLUMNS"):
                item.skip_group()
        elif (
            item.take("UNSET", "MASKING", "POLICY")
            or item.take("DROP", "MASK")
            or item.take("DROP", "MASKED")
        ):
            method = None
        elif item.take("ADD", "MASKED", "WITH"):
            method = masking_function(item.group())
        else:
            return False
        self._append(Mask(self.table, column, method, item.span(at, item.at)))
        return True


def _column_change(item: Reader) -> tuple[str, str | bool | None] | None:
    """What ALTER COLUMN changes: which part, and its new value; None for none of these."""
    if item.take("SET", "DATA", "TYPE") or item.take("TYPE") or item.take("SET", "TYPE"):
        kind = column_type(item)
        if item.take("COLLATE"):
            _ = item.string() if item.token().kind == "string" else item.name()
        if item.take("USING"):
            item.at = item.stop
        return "type", kind
    if item.take("SET", "NOT", "NULL"):
        return "nullable", False
    if item.take("DROP", "NOT", "NULL"):
        return "nullable", True
    if item.take("SET", "DEFAULT"):
        to_null = item.sees("NULL") and item.stop - item.at == 1
        item.at = item.stop
        return "default", not to_null
    if item.take("DROP", "DEFAULT"):
        return "default", False
    if item.take("DROP", "EXPRESSION") or item.take("DROP", "IDENTITY"):
        item.take("IF", "EXISTS")
        return "default", False
    if item.sees("ADD", "GENERATED") or item.sees("SET", "GENERATED"):
        item.at = item.stop
        return "identity", None
    if item.take("SET", "EXPRESSION", "AS"):
        return "generated", None
    if item.take("SET", "OPTIONS"):
        return "comment", options(item.group())
    if item.take("UNSET", "COMMENT"):
        return "comment", None
    if item.sees("COMMENT") or item.sees("SET", "COMMENT"):
        item.take("SET")
        item.take("COMMENT")
        return "comment", item.string()
    return None
