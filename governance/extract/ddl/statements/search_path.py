"""Where names without a schema are looked up: SET search_path, RESET, USE."""

from __future__ import annotations

from governance.extract.ddl.operations import Operation, SearchPath
from governance.sql.place import Place
from governance.sql.reader import Reader, Unread


def path(text: str, reader: Reader) -> tuple[str, ...]:
    """The schemas of a search path that stands in a string."""
    if not text.strip():
        return ("",)
    inner = Reader(text, reader.dialect, Place.of(text))
    return tuple(name[-1] for name in inner.names())


def set_path(reader: Reader) -> list[Operation]:
    """After SET: the search path, if it is set; nothing for any other setting."""
    if reader.dialect.name == "snowflake" and any(t.word == "SELECT" for t in reader.tokens):
        raise Unread(0)  # a variable that holds what a query gave
    reader.take_any("SESSION", "LOCAL")
    if not (
        reader.take("SEARCH_PATH") or reader.take("SCHEMA") or reader.take("CURRENT", "SCHEMA")
    ):
        reader.at = reader.stop
        return []
    span = reader.here()
    reader.take("=") or reader.take("TO")
    if reader.take("DEFAULT"):
        return [SearchPath((), span)]
    schemas: list[str] = []
    while not reader.done:
        if reader.token().kind == "string":
            schemas.append(reader.string())
        else:
            schemas.append(reader.name()[-1])
        reader.take(",")
    return [SearchPath(tuple(schemas), span)]


def reset_path(reader: Reader) -> list[Operation]:
    """After RESET: the search path as it was at first, if it is meant."""
    span = reader.here() if not reader.done else reader.span(0, 1)
    if reader.take("SEARCH_PATH") or reader.take("ALL"):
        return [SearchPath((), span)]
    reader.at = reader.stop
    return []


def use(reader: Reader) -> list[Operation]:
    """USE [SCHEMA] name; USE ROLE and WAREHOUSE change nothing here."""
    if reader.take_any("ROLE", "WAREHOUSE", "SECONDARY", "CATALOG"):
        reader.at = reader.stop
        return []
    kind = reader.take_any("SCHEMA", "DATABASE")
    span = reader.here()
    name = reader.name()
    if reader.dialect.name == "tsql":
        return []
    if reader.dialect.name == "snowflake" and (kind == "DATABASE" or (not kind and len(name) == 1)):
        return [SearchPath((".".join((*name, "PUBLIC")),), span)]
    return [SearchPath((".".join(name),), span)]
