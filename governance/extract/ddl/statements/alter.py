"""ALTER: every action by itself, so that one that is not known does not hide the others."""

from __future__ import annotations

from governance.extract.ddl.operations import (
    AddColumn,
    AddConstraint,
    AddPolicy,
    AlterColumn,
    Comment,
    ConstraintKind,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropPolicy,
    Inherit,
    Mask,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenamePolicy,
    RenameSchema,
    RenameTable,
    RenameType,
    RowSecurity,
    SetSchema,
    SwapTables,
)
from governance.extract.ddl.statements.columns import (
    column_definition,
    masking_function,
    options,
    starts_constraint,
    table_constraint,
)
from governance.extract.ddl.statements.create import Partly
from governance.extract.ddl.statements.queries import generated
from governance.extract.ddl.statements.types import column_type
from governance.sql.reader import Name, Reader, Unread

# Actions of ALTER TABLE that the catalog does not hold, by their first words.
_NO_EFFECT = (
    ("OWNER", "TO"), ("SET", "TABLESPACE"), ("SET", "ACCESS"), ("SET", "LOGGED"),
    ("SET", "UNLOGGED"), ("SET", "WITHOUT"), ("SET", "("), ("RESET", "("), ("CLUSTER",),
    ("VALIDATE", "CONSTRAINT"), ("ALTER", "CONSTRAINT"), ("REPLICA", "IDENTITY"),
    ("ENABLE", "TRIGGER"), ("DISABLE", "TRIGGER"), ("ENABLE", "ALWAYS"), ("ENABLE", "REPLICA"),
    ("ENABLE", "RULE"), ("DISABLE", "RULE"), ("NOT", "OF"), ("OPTIONS",), ("ENGINE",),
    ("AUTO_INCREMENT",), ("DEFAULT", "CHARACTER"), ("DEFAULT", "CHARSET"), ("CHARACTER", "SET"),
    ("CHARSET",), ("CONVERT", "TO"), ("COLLATE",), ("ROW_FORMAT",), ("ALGORITHM",), ("LOCK",),
    ("SWAP", "PARTITION"), ("CHECK", "CONSTRAINT"), ("NOCHECK", "CONSTRAINT"), ("REBUILD",),
    ("SET", "TBLPROPERTIES"), ("UNSET", "TBLPROPERTIES"), ("SET", "TAG"), ("UNSET", "TAG"),
    ("SET", "TAGS"), ("UNSET", "TAGS"), ("ADD", "PARTITION"), ("DROP", "PARTITION"),
    ("RECOVER", "PARTITIONS"), ("ALTER", "DISTSTYLE"), ("ALTER", "DISTKEY"), ("ALTER", "SORTKEY"),
    ("ALTER", "COMPOUND"), ("ALTER", "ENCODE"), ("RESUME",), ("SUSPEND",), ("REFRESH",),
    ("SET", "LOCATION"), ("ORDER", "BY"), ("FORCE",), ("DISABLE", "KEYS"), ("ENABLE", "KEYS"),
    ("MODIFY", "TTL"), ("MODIFY", "SETTING"), ("ADD", "PROJECTION"), ("DEPENDS",),
    ("NO", "DEPENDS"),
    ("SET", "STATISTICS"), ("MERGE",), ("SPLIT",), ("SET", "DATA_RETENTION_TIME_IN_DAYS"),
    ("SET", "CHANGE_TRACKING"), ("SET", "ENABLE_SCHEMA_EVOLUTION"), ("DEFAULT", "COLLATE"),
    ("SET", "SERDE"), ("ENABLE", "CHANGE_TRACKING"), ("ADD", "SEARCH"), ("DROP", "CLUSTERING"),
    ("SET", "COMPRESSION"),
)  # fmt: skip

_NO_EFFECT_WORDS = frozenset(words[0] for words in _NO_EFFECT)

# Parts of ALTER COLUMN that the catalog does not hold.
_COLUMN_NO_EFFECT = (
    ("SET", "STATISTICS"), ("SET", "STORAGE"), ("SET", "COMPRESSION"), ("SET", "("),
    ("RESET", "("), ("RESTART",), ("SET", "CACHE"), ("SET", "INCREMENT"), ("SET", "MAXVALUE"),
    ("SET", "MINVALUE"), ("SET", "START"), ("SET", "RESTART"), ("SET", "NO"), ("OPTIONS",),
    ("SET", "TAG"), ("UNSET", "TAG"), ("SET", "TAGS"), ("UNSET", "TAGS"), ("SYNC", "IDENTITY"),
    ("SET", "CYCLE"), ("SET", "INVISIBLE"), ("SET", "VISIBLE"), ("ENCODE",), ("SET", "SEQUENCE"),
    ("SET", "PROJECTION"), ("UNSET", "PROJECTION"), ("ADD", "ROWGUIDCOL"), ("DROP", "ROWGUIDCOL"),
    ("DROP", "MASKED_"),
)  # fmt: skip


class Altered:
    """ALTER TABLE (or VIEW, FOREIGN TABLE): its actions, one by one."""

    def __init__(self, reader: Reader, table: Name, table_text: str, *, if_exists: bool) -> None:
        self.reader = reader
        self.table = table
        self.table_text = table_text
        self.if_exists = if_exists
        self.operations: list[Operation] = []

    def read(self) -> list[Operation]:
        """All operations.

        Raises:
            Partly: an action is not known; with the operations of the others.
        """
        unread: int | None = None
        leading = ""
        for item in self.reader.items():
            if item.done:
                unread = item.at
                continue
            try:
                leading = self._action(item, leading)
                item.finish()
            except Unread as error:
                unread = error.at if unread is None else unread
        if unread is not None:
            raise Partly(unread, self.operations)
        return self.operations

    def _action(self, item: Reader, leading: str) -> str:
        """One action; the word that also leads the next ones where the dialect lets it out."""
        at = item.at
        if item.word() in _NO_EFFECT_WORDS and any(item.sees(*words) for words in _NO_EFFECT):
            item.at = item.stop
        elif item.take("ADD"):
            self._add(item)
            return "ADD"
        elif item.take("DROP"):
            self._drop(item)
            return "DROP" if self.reader.dialect.name in ("tsql", "snowflake", "oracle") else ""
        elif item.sees("ALTER") or item.sees("MODIFY") or item.sees("CHANGE"):
            return self._change(item)
        elif item.take("RENAME"):
            self._rename(item)
        elif self._access(item):
            pass
        elif item.sees("SET") or item.sees("UNSET") or item.sees("COMMENT"):
            self._set(item)
        elif item.take("INHERIT"):
            self._append(Inherit(self.table, item.name(), item.span(at, item.at)))
        elif item.take("NO", "INHERIT"):
            self._append(Inherit(self.table, item.name(), item.span(at, item.at), remove=True))
        elif item.take("ATTACH", "PARTITION"):
            child = item.name()
            self._append(Inherit(child, self.table, item.span(at, item.at), partition=True))
            item.at = item.stop
        elif item.take("DETACH", "PARTITION"):
            child = item.name()
            item.take_any("CONCURRENTLY", "FINALIZE")
            operation = Inherit(child, self.table, item.span(at, item.at), True, True)
            self._append(operation)
        elif item.take("SWAP", "WITH"):
            self._append(SwapTables(self.table, item.name(), item.span(at, item.at)))
        elif item.sees("EXCHANGE", "PARTITION"):
            raise Unread(at)
        elif leading == "ADD" and self.reader.dialect.name not in ("postgres", "mysql"):
            self._add(item)
            return leading
        elif leading == "DROP":
            self._drop(item)
            return leading
        elif leading in ("MODIFY", "ALTER"):
            self._column(item, definition=leading == "MODIFY")
            return leading
        else:
            raise Unread(at)
        return ""

    def _append(self, operation: Operation) -> None:
        self.operations.append(operation)

    def _add(self, item: Reader) -> None:
        at = item.at
        if item.take("ROW", "ACCESS", "POLICY"):
            policy = ".".join(item.name())
            self._append(AddPolicy(self.table, policy, item.span(at, item.at)))
            item.at = item.stop
            return
        if item.take("MASKED", "WITH") or item.sees("SEARCH"):
            raise Unread(at)
        if starts_constraint(item):
            if item.sees("CONSTRAINT") and item.seek("FOR"):  # T-SQL: DEFAULT x FOR column
                item.at += 1
                column = item.identifier()
                self._append(
                    AlterColumn(self.table, column, item.span(at, item.at), has_default=True)
                )
                return
            if item.sees("CONSTRAINT"):
                item.at = at
            constraint = table_constraint(item)
            if constraint:
                span = constraint.span
                self._append(AddConstraint(self.table, constraint, span, self.if_exists))
            return
        item.take("COLUMN") or item.take("COLUMNS")
        keep = item.take("IF", "NOT", "EXISTS")
        if item.word() == "(":
            group = item.group()
            for part in group.items():
                if starts_constraint(part):
                    constraint = table_constraint(part)
                    if constraint:
                        self._append(AddConstraint(self.table, constraint, constraint.span))
                else:
                    self._new_column(part, keep=keep)
                part.finish()
            return
        self._new_column(item, keep=keep)

    def _new_column(self, item: Reader, *, keep: bool) -> None:
        start = item.at
        declared = column_definition(item)
        column = declared.column
        after: str | None = None
        if item.take("FIRST"):
            after = ""
        elif item.take("AFTER"):
            after = item.identifier()
        self._append(
            AddColumn(
                self.table, column, column.span, declared.constraints, keep, self.if_exists, after
            )
        )
        if column.masking:
            self._append(Mask(self.table, column.name, column.masking, column.span))
        if declared.generated:
            text = item.raw(start, start + 1)
            self._append(generated(item, self.table, self.table_text, text, declared.generated))

    def _drop(self, item: Reader) -> None:
        at = item.at
        kinds: tuple[tuple[tuple[str, ...], ConstraintKind], ...] = (
            (("PRIMARY", "KEY"), "primary key"),
            (("FOREIGN", "KEY"), "foreign key"),
        )
        for words, kind in kinds:
            if item.take(*words):
                name = None if item.done else item.identifier()
                self._append(DropConstraint(self.table, name, item.span(at, item.at), kind))
                return
        if item.take_any("CONSTRAINT", "CHECK"):
            if_exists = item.take("IF", "EXISTS") or self.if_exists
            name = item.identifier()
            item.take_any("CASCADE", "RESTRICT")
            operation = DropConstraint(self.table, name, item.span(at, item.at), None, if_exists)
            self._append(operation)
        elif item.take_any("INDEX", "KEY"):
            self._append(DropIndex((item.name(),), item.span(at, item.at), self.table))
        elif item.take("ALL", "ROW", "ACCESS", "POLICIES") or item.take("ROW", "FILTER"):
            self._append(DropPolicy(self.table, None, item.span(at, item.at)))
        elif item.take("ROW", "ACCESS", "POLICY"):
            self._append(DropPolicy(self.table, ".".join(item.name()), item.span(at, item.at)))
            item.at = item.stop
        else:
            item.take_any("COLUMN", "COLUMNS")
            if_exists = item.take("IF", "EXISTS")
            parts = list(item.group().items()) if item.word() == "(" else [item]
            for part in parts:
                start = part.at
                name = part.identifier()
                cascade = part.take_any("CASCADE", "RESTRICT", "CONSTRAINTS") == "CASCADE"
                part.take("CONSTRAINTS")
                self._append(
                    DropColumn(
                        self.table,
                        name,
                        part.span(start, start + 1),
                        if_exists or self.if_exists,
                        cascade,
                    )
                )

    def _change(self, item: Reader) -> str:
        if item.take("ALTER", "INDEX"):
            item.at = item.stop
            return ""
        verb = item.word()
        item.at += 1
        if verb == "CHANGE":
            item.take("COLUMN")
            item.take("IF", "EXISTS")
            old = item.identifier()
            new_at = item.at
            new = item.identifier()
            if new != old:
                span = item.span(new_at, new_at + 1)
                item.spell(new_at, new_at + 1)
                self._append(RenameColumn(self.table, old, new, span, self.if_exists))
            item.at = new_at
            self._column(item, definition=True)
            return ""
        item.take("COLUMN")
        if item.take("IF", "EXISTS"):
            self.if_exists = True
        if item.word() == "(":
            for part in item.group().items():
                part.take("COLUMN")
                self._column(part, definition=verb == "MODIFY")
                part.finish()
            return ""
        self._column(item, definition=verb == "MODIFY")
        return verb if self.reader.dialect.name == "snowflake" else ""

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
        operation = AlterColumn(self.table, name, span, if_exists=self.if_exists)
        if kind == "type":
            operation = AlterColumn(
                self.table, name, span, type=str(value), if_exists=self.if_exists
            )
            if self.reader.dialect.name == "tsql":
                nullable = not item.take("NOT", "NULL")
                item.take("NULL")
                operation = AlterColumn(self.table, name, span, type=str(value), nullable=nullable)
        elif kind == "nullable":
            operation = AlterColumn(
                self.table, name, span, nullable=bool(value), if_exists=self.if_exists
            )
        elif kind == "default":
            operation = AlterColumn(
                self.table, name, span, has_default=bool(value), if_exists=self.if_exists
            )
        elif kind == "identity":
            operation = AlterColumn(self.table, name, span, has_default=True)
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

    def _rename(self, item: Reader) -> None:
        if item.take("CONSTRAINT"):
            at = item.at
            old = item.identifier()
            item.expect("TO")
            to = item.identifier()
            self._append(
                RenameConstraint(self.table, old, to, item.span(at, item.at), self.if_exists)
            )
        elif item.take_any("INDEX", "KEY"):
            at = item.at
            name = item.name()
            item.expect("TO")
            self._append(RenameIndex(name, item.identifier(), item.span(at, item.at)))
        elif item.take_any("TO", "AS"):
            at = item.at
            to_name = item.name()
            item.spell(at, item.at)
            span = item.span(item.at - 1, item.at)
            self._append(RenameTable(self.table, to_name, span, self.if_exists))
        else:
            item.take("COLUMN")
            item.take("IF", "EXISTS")
            old = item.identifier()
            item.expect("TO")
            at = item.at
            to = item.identifier()
            item.spell(at, at + 1)
            span = item.span(at, at + 1)
            self._append(RenameColumn(self.table, old, to, span, self.if_exists))

    def _access(self, item: Reader) -> bool:
        at = item.at
        if item.take("ENABLE", "ROW", "LEVEL", "SECURITY"):
            enabled = True
        elif item.take("DISABLE", "ROW", "LEVEL", "SECURITY"):
            enabled = False
        elif item.take("ROW", "LEVEL", "SECURITY"):  # Redshift
            enabled = item.take("ON")
            if not enabled:
                item.expect("OFF")
            if item.take("CONJUNCTION", "TYPE"):
                item.at += 1
        elif item.take("FORCE", "ROW") or item.take("NO", "FORCE", "ROW"):
            item.expect("LEVEL", "SECURITY")
            return True
        elif item.take("SET", "ROW", "FILTER"):
            policy = ".".join(item.name())
            self._append(AddPolicy(self.table, policy, item.span(at, item.at)))
            item.at = item.stop
            return True
        else:
            return False
        self._append(RowSecurity(self.table, enabled, item.span(at, item.at), self.if_exists))
        return True

    def _set(self, item: Reader) -> None:
        at = item.at
        if item.take("SET", "SCHEMA"):
            schema = item.name()[-1]
            span = item.span(at, item.at)
            self._append(SetSchema(self.table, schema, span, self.if_exists))
        elif item.take("SET", "OPTIONS"):
            text = options(item.group())
            if text is not None:
                self._append(Comment(self.table, None, text, item.span(at, item.at)))
        elif item.take("SET", "COMMENT") or item.take("COMMENT"):
            item.take("=")
            self._append(Comment(self.table, None, item.string(), item.span(at, at + 1)))
        elif item.take("UNSET", "COMMENT"):
            self._append(Comment(self.table, None, None, item.span(at, at + 1)))
        else:
            raise Unread(at)


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


def alter_table(reader: Reader) -> list[Operation]:
    """After ALTER TABLE, VIEW, MATERIALIZED VIEW or FOREIGN TABLE.

    Raises:
        Unread: an action is not known.
    """
    if reader.take("ALL", "IN", "TABLESPACE"):
        reader.at = reader.stop
        return []
    if_exists = reader.take("IF", "EXISTS")
    reader.take("ONLY")
    at = reader.at
    table = reader.name()
    text = reader.raw(at, reader.at)
    reader.take("*")
    if reader.take("WITH", "CHECK") or reader.take("WITH", "NOCHECK"):
        pass  # T-SQL: before ADD CONSTRAINT
    if reader.done:
        raise Unread(at)
    return Altered(reader, table, text, if_exists=if_exists).read()


def alter_index(reader: Reader) -> list[Operation]:
    """After ALTER INDEX."""
    reader.take("IF", "EXISTS")
    at = reader.at
    name = reader.name()
    if reader.take("RENAME", "TO"):
        return [RenameIndex(name, reader.identifier(), reader.span(at, reader.at))]
    reader.at = reader.stop
    return []


def alter_schema(reader: Reader) -> list[Operation]:
    """After ALTER SCHEMA; T-SQL's TRANSFER moves a table."""
    at = reader.at
    name = reader.name()
    if reader.take("RENAME", "TO"):
        return [RenameSchema(name, reader.identifier(), reader.span(at, reader.at))]
    if reader.take("TRANSFER"):
        reader.take("OBJECT", ":")
        reader.take("OBJECT", "::")
        return [SetSchema(reader.name(), name[-1], reader.span(at, at + 1))]
    reader.at = reader.stop
    return []


def alter_type(reader: Reader) -> list[Operation]:
    """After ALTER TYPE or DOMAIN: only a new name matters to the columns of it."""
    at = reader.at
    name = reader.name()
    if reader.take("RENAME", "TO"):
        return [RenameType(name, reader.identifier(), reader.span(at, reader.at))]
    reader.at = reader.stop
    return []


def alter_policy(reader: Reader) -> list[Operation]:
    """After ALTER POLICY."""
    at = reader.at
    name = reader.identifier()
    reader.expect("ON")
    table = reader.name()
    if reader.take("RENAME", "TO"):
        return [RenamePolicy(table, name, reader.identifier(), reader.span(at, reader.at))]
    reader.at = reader.stop
    return []
