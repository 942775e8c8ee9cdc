"""DROP."""

from __future__ import annotations

from collections.abc import Iterator

from governance.extract.ddl.keys import (
    DropIndex,
)
from governance.extract.ddl.operations import (
    Drop,
    DropRoutine,
    DropSchema,
    DropTrigger,
    DropType,
    Operation,
)
from governance.extract.ddl.statements.access import drop_policy
from governance.sql.reader import Name, Reader, Unread

# What may be dropped without a table noticing (PostgreSQL 18, and the other dialects' own).
_NO_EFFECT = frozenset(
    (
        "ACCESS", "AGGREGATE", "ALERT", "API", "CAST", "CATALOG", "CERTIFICATE", "COLLATION",
        "CONVERSION", "CREDENTIAL", "DEFAULT", "EVENT", "EXTENSION", "FILE", "FULLTEXT",
        "GROUP", "INTEGRATION", "LANGUAGE", "LOGIN", "MASKING", "MASTER",
        "MODEL", "NETWORK", "NOTIFICATION", "OPERATOR", "PARTITION", "PIPE",
        "PROCEDURAL", "PUBLICATION", "RESOURCE", "ROLE", "SECRET",
        "SECURITY", "SEQUENCE", "SERVER", "SHARE", "STAGE", "STATISTICS", "STORAGE", "STREAM",
        "SUBSCRIPTION", "SYMMETRIC", "SYNONYM", "TABLESPACE", "TAG", "TASK", "TEXT", "TRANSFORM",
        "USER", "WAREHOUSE", "PREPARE", "SESSION", "TRUSTED", "MEMBER", "SIGNATURE",
        "ASSEMBLY", "PACKAGE", "TEMPORARY",
    )
)  # fmt: skip


def drop(reader: Reader) -> list[Operation]:
    """After DROP.

    Raises:
        Unread: it cannot be followed.
    """
    at = reader.at
    while reader.take_any("MATERIALIZED", "EXTERNAL", "DYNAMIC", "TRANSIENT", "ICEBERG", "HYBRID"):
        pass
    if reader.sees("FOREIGN", "TABLE") or reader.sees("TEMPORARY", "TABLE"):
        reader.at += 1
    if reader.take_any("TABLE", "VIEW"):
        if_exists = reader.take("IF", "EXISTS")
        names = tuple(reader.names())
        span = reader.span(at, reader.at)
        cascade = reader.take_any("CASCADE", "RESTRICT", "PURGE") == "CASCADE"
        reader.take("CONSTRAINTS")
        reader.take("PURGE")
        return [Drop(names, span, if_exists, cascade)]
    if reader.take("INDEX"):
        reader.take("CONCURRENTLY")
        reader.take("IF", "EXISTS")
        index_names = tuple(reader.names())
        span = reader.span(at, reader.at)
        table = reader.name() if reader.take("ON") else ()
        reader.at = reader.stop
        return [DropIndex(index_names, span, table)]
    if reader.take_any("SCHEMA", "DATABASE"):
        reader.take("IF", "EXISTS")
        names = tuple(reader.names())
        reader.take_any("CASCADE", "RESTRICT")
        return [DropSchema(names, reader.span(at, reader.at))]
    if reader.take_any("TYPE", "DOMAIN"):
        reader.take("IF", "EXISTS")
        names = tuple(reader.names())
        span = reader.span(at, reader.at)
        return [DropType(names, span, reader.take_any("CASCADE", "RESTRICT") == "CASCADE")]
    if reader.take_any("FUNCTION", "PROCEDURE", "PROC", "MACRO", "ROUTINE"):
        reader.take("TABLE")
        reader.take("IF", "EXISTS")
        names = tuple(_routines(reader))
        reader.at, span = reader.stop, reader.span(at, reader.at)
        return [DropRoutine(names, span)]
    if reader.take_any("TRIGGER", "RULE"):
        reader.take("IF", "EXISTS")
        trigger = reader.name()
        table = reader.name() if reader.take("ON") else ()
        reader.at, span = reader.stop, reader.span(at, reader.at)
        return [DropTrigger(trigger[-1], span, table)]
    if reader.take("POLICY") or reader.take("ROW", "ACCESS", "POLICY"):
        return drop_policy(reader)
    if reader.take("RLS", "POLICY") or reader.take("ALL", "ROW"):
        reader.at = reader.stop
        return []
    if reader.word() in _NO_EFFECT or (reader.word() == "FOREIGN" and reader.word(1) == "DATA"):
        reader.at = reader.stop
        return []
    raise Unread(at)


def _routines(reader: Reader) -> Iterator[Name]:
    """The routines that are dropped, which may be told by what they are given."""
    while not reader.done:
        yield reader.name()
        if reader.word() == "(":
            reader.skip_group()
        if not reader.take(","):
            return
