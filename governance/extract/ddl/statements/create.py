"""CREATE TABLE, VIEW, INDEX, SCHEMA, TYPE: what the catalog keeps of them."""

from __future__ import annotations

from msgspec import Struct

from governance.extract.ddl.keys import (
    Constraint,
    CreateIndex,
)
from governance.extract.ddl.operations import (
    AlterColumn,
    Clone,
    ColumnDef,
    CompositeType,
    CreateTable,
    Inherit,
    Like,
    Operation,
    Sequence,
)
from governance.extract.ddl.rights import AddPolicy, Mask
from governance.extract.ddl.statements.columns import column_definition, options
from governance.extract.ddl.statements.constraints import starts_constraint, table_constraint
from governance.extract.ddl.statements.queries import from_query, generated
from governance.model.catalog import TableKind
from governance.sql.place import Span
from governance.sql.reader import Name, Reader, Unread

_QUERY = ("SELECT", "WITH", "VALUES", "TABLE", "FROM", "(")
_AFTER_POSTGRES = frozenset(
    (
        "INHERITS",
        "PARTITION",
        "USING",
        "WITH",
        "WITHOUT",
        "ON",
        "TABLESPACE",
        "SERVER",
        "OPTIONS",
        "DISTSTYLE",
        "DISTKEY",
        "SORTKEY",
        "COMPOUND",
        "INTERLEAVED",
        "BACKUP",
        "ENCODE",
    )
)


class _Body(Struct, eq=False):
    """The inside of CREATE TABLE's parentheses."""

    columns: list[ColumnDef] = []
    constraints: list[Constraint] = []
    likes: list[Like] = []
    order: list[int] = []
    unread: list[int] = []
    made: list[Operation] = []


def create_table(reader: Reader, words: frozenset[str]) -> list[Operation]:
    """After TABLE; `words` are those between CREATE and TABLE.

    Raises:
        Unread: it cannot be followed. What is not known about single columns is reported
            with what is, see `Partly`.
    """
    keep = reader.take("IF", "NOT", "EXISTS")
    start = reader.at
    temporary = bool(words & {"TEMP", "TEMPORARY"})
    name = reader.name()
    if reader.dialect.name == "tsql" and name[-1].startswith("#"):
        temporary = True
    named = (start, reader.at)
    reader.spell(*named)
    span = reader.span(reader.at - 1, reader.at)
    kind: TableKind = "table"
    if temporary:
        kind = "temporary table"
    elif words & {"FOREIGN", "EXTERNAL"}:
        kind = "foreign table"
    replace = "REPLACE" in words
    if (
        reader.take("CLONE")
        or reader.take("SHALLOW", "CLONE")
        or reader.take("DEEP", "CLONE")
        or reader.take("COPY")
        or (reader.sees("LIKE") and reader.take("LIKE"))
    ):
        return [Clone(name, span, reader.name(), keep, replace)]
    if reader.dialect.name == "sqlite" and reader.take("USING"):
        return [_virtual(reader, name, span, keep=keep)]
    partition_of: Name = ()
    of_type: Name = ()
    if reader.take("PARTITION", "OF"):
        partition_of = reader.name()
    elif reader.take("OF"):
        of_type = reader.name()
    body = _Body()
    if reader.word() == "(" and reader.word(1) not in ("SELECT", "WITH", "("):
        at = reader.at
        reader.skip_group()
        after = reader.at
        inside = reader.part(at + 1, after - 1)
        if not _defines(inside):
            columns = _names(inside)
            if reader.seek("AS"):
                reader.at += 1
                return [
                    from_query(
                        reader,
                        name=name,
                        name_at=named,
                        kind=kind,
                        columns=columns,
                        columns_at=range(at, after),
                        keep=keep,
                        replace=replace,
                    )
                ]
        typed = bool(partition_of or of_type)
        _body(inside, body, name, reader.raw(*named), bare=typed)
    parents: tuple[Name, ...] = ()
    comment = None
    if not typed_as_query(reader):
        at = reader.at
        if (
            reader.dialect.name == "postgres"
            and not partition_of
            and reader.word()
            and reader.word() not in _AFTER_POSTGRES
        ):
            raise Unread(reader.at)
        if reader.seek("INHERITS"):
            reader.at += 1
            parents = tuple(reader.group().names())
        reader.at = at
        comment = table_comment(reader)
        reader.at = reader.stop
    else:
        operation = from_query(
            reader,
            name=name,
            name_at=named,
            kind=kind,
            columns=tuple(body.columns),
            comment=comment,
            keep=keep,
            replace=replace,
        )
        return [operation]
    is_open = bool(body.unread) or not (
        body.columns or body.likes or parents or partition_of or of_type
    )
    if reader.dialect.name == "postgres" and not body.unread:
        is_open = kind == "foreign table" and not body.columns and not partition_of
    table = CreateTable(
        name,
        span,
        kind,
        tuple(body.columns),
        tuple(body.constraints),
        tuple(body.likes),
        tuple(body.order),
        parents,
        partition_of,
        of_type,
        comment,
        keep,
        replace,
        is_open,
    )
    operations: list[Operation] = [table, *body.made]
    if body.unread:
        raise Partly(body.unread[0], operations)
    return operations


def _virtual(reader: Reader, name: Name, span: Span, *, keep: bool) -> CreateTable:
    """SQLite's virtual tables: what the module makes of its arguments is its own affair.

    For the full-text and R*Tree modules that come with SQLite, plain arguments are columns.
    """
    module = reader.identifier()
    columns: tuple[ColumnDef, ...] = ()
    if reader.word() == "(":
        plain = [item for item in reader.group().items() if item.word(1) != "="]
        columns = tuple(
            ColumnDef(item.identifier(), "", item.span(item.at - 1, item.at))
            for item in plain
            if item.token().kind in ("word", "name")
        )
    known = module in ("fts3", "fts4", "fts5", "rtree")
    return CreateTable(name, span, "table", columns, keep=keep, open=not known)


class Partly(Unread):
    """Something was not understood; `operations` is what was."""

    def __init__(self, at: int, operations: list[Operation]) -> None:
        super().__init__(at)
        self.operations = operations


def typed_as_query(reader: Reader) -> bool:
    """Whether a query follows, behind options or not; goes to its first word."""
    at = reader.at
    while reader.skip_to("AS", "SELECT", "WITH"):
        if reader.word() == "AS" and reader.word(1) in _QUERY:
            reader.at += 1
            return True
        if reader.word() == "SELECT":
            return True
        reader.at += 1
    reader.at = at
    return False


def _defines(inside: Reader) -> bool:
    """Whether the parentheses hold definitions, and not only names as before AS."""
    if inside.done:
        return True
    return any(item.stop - item.at != 1 for item in inside.part(inside.at, inside.stop).items())


def _names(inside: Reader) -> tuple[ColumnDef, ...]:
    found = []
    for item in inside.items():
        at = item.at
        item.spell(at, at + 1)
        found.append(ColumnDef(item.identifier(), "", item.span(at, at + 1)))
    return tuple(found)


def _body(inside: Reader, body: _Body, table: Name, table_text: str, *, bare: bool) -> None:
    for item in inside.items():
        start = item.at
        try:
            if item.take("LIKE"):
                body.order.append(len(body.columns))
                body.likes.append(_like(item))
                item.finish()
            elif starts_constraint(item):
                constraint = table_constraint(item)
                item.finish()
                if constraint:
                    body.constraints.append(constraint)
            elif not item.done:
                declared = column_definition(item)
                item.finish()
                if not bare:
                    body.columns.append(declared.column)
                elif not declared.column.nullable:
                    column = declared.column
                    body.constraints.append(Constraint("not null", (column.name,), column.span))
                if bare and declared.column.has_default:
                    column = declared.column
                    default = AlterColumn(table, column.name, column.span, has_default=True)
                    body.made.append(default)
                body.constraints += declared.constraints
                if declared.column.masking:
                    column = declared.column
                    body.made.append(Mask(table, column.name, column.masking, column.span))
                if declared.generated:
                    _generate(item, body, table, table_text, start, declared.generated)
        except Unread as error:
            body.unread.append(error.at)


def _generate(
    item: Reader, body: _Body, table: Name, table_text: str, start: int, at: tuple[int, int]
) -> None:
    column_text = item.raw(start, start + 1)
    body.made.append(generated(item, table, table_text, column_text, at))


def _like(item: Reader) -> Like:
    table = item.name()
    including: list[str] = []
    while word := item.take_any("INCLUDING", "EXCLUDING"):
        what = item.word().lower()
        item.at += 1
        if word == "INCLUDING":
            including.append(what)
        elif what == "all":
            including.clear()
        elif what in including:
            including.remove(what)
        elif "all" in including:
            including.append(f"not {what}")
    return Like(table, tuple(including))


def table_comment(reader: Reader) -> str | None:
    """The comment among the options after a table or view; goes to the end."""
    comment = None
    while reader.skip_to("COMMENT", "OPTIONS"):
        if reader.take("OPTIONS"):
            if reader.word() == "(":
                comment = options(reader.group()) or comment
            continue
        reader.at += 1
        reader.take("=")
        if reader.token().kind == "string":
            comment = reader.string()
    return comment


def create_view(reader: Reader, words: frozenset[str]) -> list[Operation]:
    """After VIEW; `words` are those between CREATE and VIEW.

    Raises:
        Unread: it cannot be followed.
    """
    keep = reader.take("IF", "NOT", "EXISTS")
    start = reader.at
    name = reader.name()
    named = (start, reader.at)
    reader.spell(*named)
    keep = reader.take("IF", "NOT", "EXISTS") or keep
    columns: list[ColumnDef] = []
    columns_at: list[int] = []
    masks: list[Operation] = []
    if reader.word() == "(":
        columns_at.append(reader.at)
        group = reader.group()
        for item in group.items():
            at = item.at
            declared = column_definition(item) if item.stop - at > 1 else None
            column = declared.column if declared else _names(item)[0]
            columns.append(column)
            columns_at += [at, min(item.stop, reader.at - 1)]
            if column.masking:
                masks.append(Mask(name, column.name, column.masking, column.span))
    at = reader.at
    comment = None
    if not reader.seek("AS"):
        raise Unread(at)
    query = reader.at + 1
    head = reader.part(at, reader.at)
    comment = table_comment(head)
    policies = _view_policy(reader.part(at, reader.at), name)
    reader.at = query
    kind: TableKind = "view"
    if words & {"MATERIALIZED", "DYNAMIC"}:
        kind = "materialized view"
    elif words & {"TEMP", "TEMPORARY"}:
        kind = "temporary table"
    operation = from_query(
        reader,
        name=name,
        name_at=named,
        kind=kind,
        columns=tuple(columns),
        columns_at=columns_at,
        comment=comment,
        keep=keep,
        replace=bool(words & {"REPLACE", "ALTER"}),
        recursive="RECURSIVE" in words,
    )
    return [operation, *masks, *policies]


def _view_policy(head: Reader, name: Name) -> list[Operation]:
    """Snowflake: CREATE VIEW ... WITH ROW ACCESS POLICY p ON (...)."""
    if head.seek("ROW", "ACCESS", "POLICY"):
        head.at += 3
        at = head.at
        return [AddPolicy(name, ".".join(head.name()), head.span(at, at + 1))]
    return []


def create_index(reader: Reader, words: frozenset[str]) -> list[Operation]:
    """After INDEX.

    Raises:
        Unread: it cannot be followed.
    """
    reader.take("CONCURRENTLY")
    keep = reader.take("IF", "NOT", "EXISTS")
    at = reader.at
    name = None if reader.sees("ON") and reader.word(1) != "ON" else reader.name()[-1]
    span = reader.span(at, at + 1)
    if reader.take("USING"):
        reader.identifier()
    reader.expect("ON")
    reader.take("ONLY")
    table = reader.name()
    if reader.take("USING"):
        reader.identifier()
    if reader.word() != "(":
        if reader.dialect.name == "postgres":
            raise Unread(reader.at)
        return []
    columns, labels = [], []
    begin = reader.at
    items = list(reader.group().items())
    for item in items:
        column, label = _indexed(item)
        if column is not None:
            columns.append(column)
        labels.append(label)
    if reader.take("INCLUDE"):
        reader.skip_group()
    partial = reader.seek("WHERE")
    reader.at = reader.stop
    uses = _mentioned(reader.part(begin, reader.stop)) - set(columns)
    return [
        CreateIndex(
            name,
            table,
            tuple(columns),
            span,
            "UNIQUE" in words,
            keep,
            partial or len(columns) != len(items),
            tuple(labels),
            tuple(sorted(uses)),
        )
    ]


def _mentioned(reader: Reader) -> set[str]:
    """All names in these tokens, whatever they are the names of."""
    found = set()
    while not reader.done:
        if reader.token().kind in ("word", "name"):
            found.add(reader.identifier())
        else:
            reader.at += 1
    return found


def _indexed(item: Reader) -> tuple[str | None, str]:
    """The column of an index, if it is one; and the word for it in a made-up index name."""
    if item.token().kind in ("word", "name") and item.word(1) not in ("(", "."):
        column = item.identifier()
        if not item.done and item.token().word in ("+", "-", "*", "/", "|", "::"):
            return None, "expr"
        return column, column
    if item.token().kind in ("word", "name") and item.word(1) == "(":
        return None, item.identifier()
    return None, "expr"


def create_sequence(reader: Reader) -> list[Operation]:
    """After SEQUENCE: its name."""
    reader.take("IF", "NOT", "EXISTS")
    at = reader.at
    name = reader.name()
    reader.at, span = reader.stop, reader.span(at, reader.at)
    return [Sequence(name, span)]


def create_composite(reader: Reader) -> list[Operation]:
    """After TYPE: only `AS (columns)` matters.

    Raises:
        Unread: the columns cannot be read.
    """
    at = reader.at
    name = reader.name()
    if not reader.sees("AS", "("):
        reader.at = reader.stop
        return []
    reader.take("AS")
    columns = [column_definition(item).column for item in reader.group().items()]
    return [CompositeType(name, tuple(columns), reader.span(at, at + 1))]


__all__ = [
    "Inherit",
    "Partly",
    "create_composite",
    "create_index",
    "create_sequence",
    "create_table",
    "create_view",
]
