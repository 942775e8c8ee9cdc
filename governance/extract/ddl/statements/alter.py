"""ALTER: every action by itself, so that one that is not known does not hide the others."""

from __future__ import annotations

from governance.extract.ddl.keys import (
    AddConstraint,
    ConstraintKind,
    DropConstraint,
    DropIndex,
    RenameConstraint,
    RenameIndex,
)
from governance.extract.ddl.operations import (
    AddColumn,
    AlterColumn,
    AlterComposite,
    Comment,
    DropColumn,
    Inherit,
    OfType,
    Operation,
    RenameColumn,
    RenameSchema,
    RenameTable,
    RenameType,
    SetSchema,
    SwapTables,
)
from governance.extract.ddl.rights import (
    AddPolicy,
    DropPolicy,
    Mask,
    RenamePolicy,
    RowSecurity,
)
from governance.extract.ddl.statements.alter_column import ColumnActions
from governance.extract.ddl.statements.columns import column_definition, options
from governance.extract.ddl.statements.constraints import starts_constraint, table_constraint
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
    ("ENABLE", "RULE"), ("DISABLE", "RULE"), ("OPTIONS",), ("ENGINE",),
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
    ("SET", "COMPRESSION"), ("ADD", "PERIOD", "FOR", "SYSTEM_TIME"),
    ("DROP", "PERIOD", "FOR", "SYSTEM_TIME"),
)  # fmt: skip

_NO_EFFECT_WORDS = frozenset(words[0] for words in _NO_EFFECT)


def _pass(operation: Operation) -> int:
    """When PostgreSQL does this among the actions of one ALTER TABLE."""
    match operation:
        case DropColumn() | DropConstraint():
            return 0
        case AlterColumn(type=str()):
            return 1
        case AddColumn():
            return 2
        case AddConstraint():
            return 4
        case _:
            return 3


class Altered(ColumnActions):
    """ALTER TABLE (or VIEW, FOREIGN TABLE): its actions, one by one."""

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
        if self.reader.dialect.name == "postgres":
            # The order of the passes of ATExecCmd in tablecmds.c, whatever was written first.
            self.operations.sort(key=_pass)
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
        elif item.take("OF"):
            self._append(OfType(self.table, item.name(), item.span(at, item.at)))
        elif item.take("NOT", "OF"):
            self._append(OfType(self.table, (), item.span(at, item.at)))
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
                        self.only,
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


def alter_table(reader: Reader) -> list[Operation]:
    """After ALTER TABLE, VIEW, MATERIALIZED VIEW or FOREIGN TABLE.

    Raises:
        Unread: an action is not known.
    """
    if reader.take("ALL", "IN", "TABLESPACE"):
        reader.at = reader.stop
        return []
    if_exists = reader.take("IF", "EXISTS")
    only = reader.take("ONLY")
    at = reader.at
    table = reader.name()
    text = reader.raw(at, reader.at)
    reader.take("*")
    if reader.take("WITH", "CHECK") or reader.take("WITH", "NOCHECK"):
        pass  # T-SQL: before ADD CONSTRAINT
    if reader.done:
        raise Unread(at)
    return Altered(reader, table, text, if_exists=if_exists, only=only).read()


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
    """After ALTER TYPE or DOMAIN: a new name or schema, and the columns of a type.

    Raises:
        Unread: a column of it cannot be read.
    """
    at = reader.at
    name = reader.name()
    if reader.take("RENAME", "TO"):
        return [RenameType(name, reader.identifier(), reader.span(at, reader.at))]
    if reader.take("SET", "SCHEMA"):
        span = reader.span(at, reader.at)
        return [RenameType(name, name[-1], span, reader.identifier())]
    found = [
        AlterComposite(change, reader.span(at, at + 1))
        for item in reader.items()
        if (change := _attribute(item, name)) is not None
    ]
    reader.at = reader.stop
    return [*found]


def _attribute(
    item: Reader, name: Name
) -> AddColumn | DropColumn | RenameColumn | AlterColumn | None:
    """What happens to one attribute of a type."""
    if item.stop > item.at and item.word(item.stop - 1 - item.at) in ("CASCADE", "RESTRICT"):
        item.stop -= 1
    if item.take("ADD", "ATTRIBUTE"):
        column = column_definition(item.part(item.at, item.stop)).column
        return AddColumn(name, column, column.span)
    if item.take("DROP", "ATTRIBUTE"):
        item.take("IF", "EXISTS")
        at = item.at
        return DropColumn(name, item.identifier(), item.span(at, at + 1), True)
    if item.take("RENAME", "ATTRIBUTE"):
        old = item.identifier()
        item.expect("TO")
        at = item.at
        return RenameColumn(name, old, item.identifier(), item.span(at, at + 1))
    if item.take("ALTER", "ATTRIBUTE"):
        at = item.at
        attribute = item.identifier()
        item.take("SET", "DATA")
        item.expect("TYPE")
        return AlterColumn(name, attribute, item.span(at, at + 1), type=column_type(item))
    return None


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
