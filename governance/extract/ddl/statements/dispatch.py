"""By its first words, a statement finds its reader; one without any is not understood."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from governance.extract.ddl.operations import (
    CreateSchema,
    NotRead,
    Operation,
    Routine,
    SearchPath,
    Spelled,
)
from governance.extract.ddl.statements import access, alter, create, search_path, tsql
from governance.extract.ddl.statements.drop import drop
from governance.extract.ddl.statements.queries import fill
from governance.extract.ddl.statements.routines import blocks, header, triggers
from governance.extract.ddl.statements.rows import only_rows
from governance.extract.ddl.statements.translated import Translated
from governance.sql.dialect import Dialect
from governance.sql.place import Place
from governance.sql.reader import Name, Reader, Unread

# Statements by their first word that leave every table as it was.
_NO_EFFECT = frozenset(
    (
        "ABORT", "ANALYZE", "ANALYSE", "BACKUP", "CHECKPOINT", "CLOSE",
        "CLUSTER", "COMMIT", "DEALLOCATE", "DENY", "DESC", "DESCRIBE", "PIVOT",
        "SUMMARIZE", "UNPIVOT",
        "DISCARD", "END", "EXPLAIN", "EXPORT", "FETCH", "FLUSH", "GET", "INSTALL",
        "KILL", "LIST", "LISTEN", "LOAD", "LOCK", "MOVE", "NOTIFY", "OPEN", "OPTIMIZE", "PRAGMA",
        "PRINT", "PUT", "RAISERROR", "REASSIGN", "REFRESH", "REINDEX", "RELEASE", "REMOVE",
        "RESET", "RETURN", "ROLLBACK", "SAVE", "SAVEPOINT", "SET", "SHOW", "START", "THROW",
        "TRUNCATE", "UNCACHE", "UNLISTEN", "UNLOCK", "UNSET", "VACUUM", "VALUES",
        "WAITFOR", "ZORDER", "MSCK", "UNLOAD", "SIGNAL",
    )
)  # fmt: skip

# What CREATE and ALTER may be followed by without a table noticing.
_OBJECTS = frozenset(
    (
        "ACCESS", "AGGREGATE", "ALERT", "API", "APPLICATION", "CAST", "CATALOG", "CERTIFICATE",
        "COLLATION", "COLUMN", "CONNECTION", "CONVERSION", "CREDENTIAL", "DATABASE", "DICTIONARY",
        "DIRECTORY", "DOMAIN", "EVENT", "EXTENSION", "FILE", "FULLTEXT", "GROUP", "INTEGRATION",
        "LANGUAGE", "LARGE", "LOGIN", "MASKING", "MASTER", "MODEL", "NETWORK", "NOTIFICATION",
        "OPERATOR", "PARTITION", "PIPE", "PROJECTION", "PUBLICATION", "QUEUE", "RESOURCE", "ROLE",
        "SECRET", "SEQUENCE", "SERVER", "SESSION", "SHARE", "STAGE", "STATISTICS",
        "STORAGE", "STREAM", "SUBSCRIPTION", "SYMMETRIC", "SYNONYM", "SYSTEM", "TABLESPACE", "TAG",
        "TEXT", "TRANSFORM", "TRIGGER", "USER", "WAREHOUSE", "XML", "VOLUME",
        "RLS", "AUTHENTICATION", "PASSWORD", "AGGREGATION", "ROUTINE", "REPLICATION",
        "AUTHORIZATION", "ASYMMETRIC",
    )
)  # fmt: skip
_ROUTINES = frozenset(("FUNCTION", "PROCEDURE", "PROC", "TASK", "MACRO", "PACKAGE"))
_MODIFIERS = frozenset(
    (
        "OR", "REPLACE", "ALTER", "REFRESH", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED",
        "TRANSIENT", "VOLATILE", "SECURE", "RECURSIVE", "MATERIALIZED", "DYNAMIC", "HYBRID",
        "ICEBERG", "EXTERNAL", "FOREIGN", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE",
        "SPATIAL", "VIRTUAL", "CONSTRAINT", "TRUSTED", "PROCEDURAL", "LIVE", "STREAMING",
        "SNAPSHOT", "FORCE", "NOFORCE", "EDITIONABLE", "NONEDITIONABLE", "BITMAP", "DEFAULT",
        "PERSISTENT", "FULLTEXT", "PRIVATE", "IMMUTABLE", "PUBLIC",
    )
)  # fmt: skip
_ASSIGNED = ("DEFINER", "ALGORITHM")  # MySQL: CREATE DEFINER = user ALGORITHM = MERGE VIEW


def translate(text: str, dialect: Dialect, place: Place) -> Translated:
    """What the statement `text` does; what is not understood is a NotRead among the operations.

    `text` begins with the statement's first token.
    """
    return Translated() if only_rows(text, dialect) else within_body(text, dialect, place)


def within_body(text: str, dialect: Dialect, place: Place) -> Translated:
    """The same of a statement in a routine, whose plain rows may hold variables."""
    reader = Reader(text, dialect, place)
    if reader.done:
        return Translated()
    try:
        operations = _statement(reader)
        reader.finish()
    except create.Partly as error:
        return Translated((*error.operations, not_read(reader, "a part of this statement")))
    except Unread as error:
        return Translated((not_read(reader, "this statement", error.why),))
    if reader.spelled:
        operations.append(Spelled(tuple(reader.spelled.items())))
    if "stray" in [token.kind for token in reader.tokens]:
        # A quote that is never closed: what else it would have taken in is not known.
        operations.append(not_read(reader, "a part of this statement"))
    return Translated(tuple(operations), any(map(_unknown, operations)))


def not_read(reader: Reader, what: str, why: str = "") -> NotRead:
    """The statement as something not understood; `why` has no text of it."""
    digest = sha256(reader.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return NotRead(
        f"{what} could not be understood{': ' if why else ''}{why}", digest, reader.span(0, 1)
    )


def _unknown(operation: Operation) -> bool:
    return isinstance(operation, Routine) and not operation.known


def _statement(reader: Reader) -> list[Operation]:
    word = reader.word()
    if reader.dialect.name == "tsql" and (found := tsql.unwrapped(reader, _statement)) is not None:
        return found
    handler = _FIRST.get(word)
    if handler is not None:
        reader.at += 1
        return handler(reader)
    if reader.sees("INSERT", "OVERWRITE", "DIRECTORY") or reader.sees(
        "INSERT", "OVERWRITE", "LOCAL", "DIRECTORY"
    ):
        reader.at = reader.stop  # an export: no table is written
        return []
    if word in ("INSERT", "UPDATE", "MERGE", "WITH", "REPLACE", "FROM", "TABLE", "("):
        return _query(reader)
    if word in _NO_EFFECT:
        reader.at = reader.stop
        return []
    raise Unread(reader.at)


def _query(reader: Reader) -> list[Operation]:
    if reader.word() == "WITH":
        start = reader.at
        verb = reader.skip_to("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE")
        into = reader.seek("INTO")
        reader.at = start
        if verb == "DELETE":
            return _delete(reader)
        if verb in ("SELECT", "VALUES", "TABLE") and not into and not _writes(reader):
            reader.at = reader.stop
            return []
    elif reader.word() in ("FROM", "TABLE", "(") and not _writes(reader):
        reader.at = reader.stop
        return []
    return fill(reader)


def _delete(reader: Reader) -> list[Operation]:
    """DELETE writes no value, unless it hands rows on; what decides about rows is recorded."""
    start = reader.at
    begin = max(0, start - 1)
    inner = {token.word for token in reader.tokens[begin : reader.stop]}
    if inner & {"INTO", "INSERT", "UPDATE", "MERGE"}:
        return fill(reader)
    try:
        return fill(reader)
    except Unread:
        if inner & _DECIDES and "CURRENT" not in inner:  # a cursor's query is read where it stands
            raise  # what is looked at would be lost
        reader.at = reader.stop
        return []


_DECIDES = frozenset({"WHERE", "USING", "JOIN", "SELECT", "ORDER"})
"""Words behind which stands what decides which rows a DELETE takes."""


def _copy(reader: Reader) -> list[Operation]:
    """COPY moves rows from and to files, unless a program on the server is run.

    Snowflake's may compute them on the way in.
    """
    start = reader.at
    if reader.seek("PROGRAM"):
        raise Unread(0)
    reader.at = start
    into = reader.take("INTO")
    staged = reader.word() == "@" or reader.token().kind in ("variable", "string")
    reader.at = start
    if into and not staged and any(token.word == "SELECT" for token in reader.tokens):
        return fill(reader)
    reader.at = reader.stop
    return []


def _cache(reader: Reader) -> list[Operation]:
    """Spark's CACHE TABLE name AS SELECT."""
    if any(token.word == "SELECT" for token in reader.tokens):
        return fill(reader)
    reader.at = reader.stop
    return []


def _writes(reader: Reader) -> bool:
    return any(
        token.word in ("INSERT", "UPDATE", "MERGE")
        for token in reader.tokens[reader.at : reader.stop]
    )


def _select(reader: Reader) -> list[Operation]:
    """SELECT: nothing, unless it makes a table or sets the search path (as pg_dump does)."""
    start = reader.at
    if reader.take("PG_CATALOG", ".", "SET_CONFIG") or reader.take("SET_CONFIG"):
        group = reader.group()
        reader.at = reader.stop
        if group.token().kind == "string" and group.string() == "search_path" and group.take(","):
            if group.token().kind != "string":
                raise Unread(group.at)
            span = group.here()
            return [SearchPath(search_path.path(group.string(), group), span)]
        return []
    if reader.seek("INTO"):
        outside = reader.word(1) in ("OUTFILE", "DUMPFILE") or reader.token(1).kind == "variable"
        reader.at = start
        if not outside or reader.dialect.name != "mysql":
            return fill(reader)
    reader.at = start
    return blocks.called(reader, within_body)


def _object(reader: Reader) -> tuple[frozenset[str], str]:
    """The words between CREATE and the kind of object, and the kind; goes past it."""
    words: set[str] = set()
    while True:
        word = reader.word()
        if word in _ASSIGNED:
            reader.at += 1
            reader.take("=")
            reader.at += 1
            if reader.token().kind == "variable":  # user@host
                reader.at += 1
            elif reader.word() == "@":
                reader.at += 2
        elif reader.take("SQL", "SECURITY") or (
            word == "AGGREGATE" and reader.word(1) == "FUNCTION"
        ):
            reader.at += 1
        elif word == "FOREIGN" and reader.word(1) == "DATA":
            reader.at += 2
            return frozenset(words), "SERVER"
        elif word in _MODIFIERS and reader.token(1).kind in ("word",):
            words.add(word)
            reader.at += 1
        else:
            reader.at += 1
            return frozenset(words), word


def _create(reader: Reader) -> list[Operation]:
    start = reader.at
    words, kind = _object(reader)
    if kind == "TABLE":
        if reader.take("FUNCTION"):  # BigQuery
            kind = "FUNCTION"
        else:
            return create.create_table(reader, words)
    if kind == "VIEW":
        return create.create_view(reader, words)
    if kind == "INDEX":
        return create.create_index(reader, words)
    if kind == "POLICY":
        return access.create_policy(reader)
    if kind == "ROW" and reader.take("ACCESS", "POLICY"):
        return access.create_policy(reader)
    if kind == "SECURITY" and reader.take("POLICY"):
        return access.create_security_policy(reader)
    if kind == "SCHEMA":
        return _schema(reader)
    if kind == "TYPE":
        return create.create_composite(reader)
    if kind == "SEQUENCE":
        return create.create_sequence(reader)
    if kind in _ROUTINES:
        return header.create_routine(reader, kind, within_body)
    if kind == "EVENT" and reader.dialect.name == "mysql":
        return header.create_event(reader, within_body)
    if kind == "RULE":
        return triggers.create_rule(reader, within_body)
    if kind == "TRIGGER":
        return triggers.create_trigger(reader, within_body)
    if kind in _OBJECTS or kind == "SECURITY":
        if kind == "INDEX" or reader.at - start < 1:
            raise Unread(start)
        reader.at = reader.stop
        return []
    raise Unread(start)


def _schema(reader: Reader) -> list[Operation]:
    """CREATE SCHEMA, and the statements inside it."""
    at = reader.at
    reader.take("IF", "NOT", "EXISTS")
    name: Name
    if reader.take("AUTHORIZATION"):
        name = (reader.identifier(),)
    else:
        name = reader.name()
        if reader.take("AUTHORIZATION"):
            reader.identifier()
    span = reader.span(at, reader.at)
    operations: list[Operation] = [CreateSchema(name, span)]
    if reader.dialect.name not in ("postgres", "redshift", "tsql"):
        reader.at = reader.stop
        return operations
    if reader.done:
        return operations
    operations.append(SearchPath(name[-1:], span, "enter"))
    begin = reader.at
    if reader.word() not in ("CREATE", "GRANT"):
        if reader.take("QUOTA"):
            reader.at = reader.stop
            return operations[:1]
        raise Unread(begin)
    while begin < reader.stop:
        reader.at = begin + 1
        while reader.skip_to("CREATE", "GRANT") == "GRANT" and reader.word(-1) == "WITH":
            reader.at += 1
        end = reader.at
        first, last = reader.tokens[begin].start, reader.tokens[end - 1].end
        text = reader.text[first:last]
        place = Place(reader.place.lines, reader.place.offset + first)
        operations += translate(text, reader.dialect, place).operations
        begin = end
    operations.append(SearchPath((), span, "leave"))
    reader.at = reader.stop
    return operations


def _alter(reader: Reader) -> list[Operation]:
    start = reader.at
    if reader.take("DEFAULT", "PRIVILEGES"):
        return access.default_privileges(reader)
    words, kind = _object(reader)
    if kind in ("FUNCTION", "PROCEDURE", "PROC", "ROUTINE"):
        return header.alter_routine(reader, kind, within_body)
    if kind == "TRIGGER" and reader.dialect.name == "tsql":
        return triggers.create_trigger(reader, within_body)
    if kind in ("TRIGGER", "RULE"):
        return triggers.alter_trigger(reader)
    if kind == "TABLE" or (kind == "VIEW" and not _redefines(reader)):
        return alter.alter_table(reader)
    if kind == "VIEW":
        return create.create_view(reader, words | {"ALTER"})
    if kind == "INDEX":
        return alter.alter_index(reader)
    if kind == "SCHEMA":
        return alter.alter_schema(reader)
    if kind in ("TYPE", "DOMAIN"):
        return alter.alter_type(reader)
    if kind == "POLICY":
        return alter.alter_policy(reader)
    if kind in _ROUTINES or kind in _OBJECTS or kind in ("SECURITY", "ROW"):
        reader.at = reader.stop
        return []
    raise Unread(start)


def _redefines(reader: Reader) -> bool:
    """Whether ALTER VIEW gives the view another query (T-SQL, MySQL, Databricks)."""
    at = reader.at
    found = reader.seek("AS") and reader.word(1) in ("SELECT", "WITH", "(")
    reader.at = at
    return found


def _comment(reader: Reader) -> list[Operation]:
    reader.take("IF", "EXISTS")
    reader.expect("ON")
    return access.comment(reader)


def _security(reader: Reader) -> list[Operation]:
    reader.expect("LABEL")
    return access.security_label(reader)


def _attach(reader: Reader) -> list[Operation]:
    return _attached(reader, remove=False)


def _detach(reader: Reader) -> list[Operation]:
    return _attached(reader, remove=True)


def _attached(reader: Reader, *, remove: bool) -> list[Operation]:
    if reader.word() in ("DATABASE",) or reader.token().kind == "string":  # SQLite, DuckDB
        reader.at = reader.stop
        return []
    return access.attach_policy(reader, remove=remove)


def _rename(reader: Reader) -> list[Operation]:
    """MySQL: RENAME TABLE a TO b, c TO d."""
    from governance.extract.ddl.operations import RenameTable

    reader.expect("TABLE")
    operations: list[Operation] = []
    for item in reader.items():
        name = item.name()
        item.expect("TO")
        at = item.at
        to = item.name()
        operations.append(RenameTable(name, to, item.span(at, item.at)))
    reader.at = reader.stop
    return operations


def _call(reader: Reader) -> list[Operation]:
    """CALL, EXEC; PostgreSQL's EXECUTE runs what was prepared, here or where nobody sees it."""
    if reader.tokens[0].word == "EXECUTE" and reader.dialect.name in ("postgres", "redshift"):
        raise Unread(0)
    if reader.word() == "IMMEDIATE":
        return blocks.immediate(reader, within_body)
    return blocks.called(reader, within_body)


def _prepare(reader: Reader) -> list[Operation]:
    """PREPARE name (types) AS statement: what it does when it is executed.

    MySQL has the statement in a string: FROM '...'.
    """
    if reader.take("TRANSACTION"):
        reader.at = reader.stop
        return []
    reader.identifier()
    if reader.word() == "(":
        reader.group()
    if not reader.take("AS") and not reader.take("FROM"):
        raise Unread(reader.at)
    if reader.token().kind in ("string", "variable"):
        reader.at -= 1
        return blocks.immediate(reader, within_body)
    first = reader.tokens[reader.at].start
    place = Place(reader.place.lines, reader.place.offset + first)
    text = reader.text[first : reader.tokens[reader.stop - 1].end]
    done = within_body(text, reader.dialect, place)
    reader.at = reader.stop
    return list(done.operations)


def _block(reader: Reader) -> list[Operation]:
    """A block of a scripting language, if one begins here, and not only a transaction."""
    reader.at -= 1
    if reader.dialect.name == "tsql" or not any(t.word == ";" for t in reader.tokens):
        reader.at = reader.stop
        return []
    return blocks.anonymous(reader, within_body)


def _do(reader: Reader) -> list[Operation]:
    return blocks.do_block(reader, within_body)


_FIRST: dict[str, Callable[[Reader], list[Operation]]] = {
    "ALTER": _alter,
    "ATTACH": _attach,
    "BEGIN": _block,
    "CACHE": _cache,
    "CALL": _call,
    "COMMENT": _comment,
    "COPY": _copy,
    "CREATE": _create,
    "DECLARE": _block,
    "DELETE": _delete,
    "DETACH": _detach,
    "DO": _do,
    "DROP": drop,
    "EXEC": _call,
    "EXECUTE": _call,
    "GRANT": access.grant,
    "PREPARE": _prepare,
    "RENAME": _rename,
    "RESET": search_path.reset_path,
    "REVOKE": access.revoke,
    "SECURITY": _security,
    "SELECT": _select,
    "SET": search_path.set_path,
    "USE": search_path.use,
}
