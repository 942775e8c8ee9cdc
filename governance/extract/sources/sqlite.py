"""`kind: sqlite`: the tables and views of a SQLite file, in a few set-based queries.

Source: https://www.sqlite.org/pragma.html (the pragmas as table-valued functions).
"""

from __future__ import annotations

import sqlite3
import string
from collections import defaultdict
from contextlib import AbstractContextManager, closing
from typing import Any

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live.database_file import database_file
from governance.extract.live.sqlite import FAILURES, connect, failure, reason
from governance.extract.live.views import view_edges
from governance.extract.sampling import Reader
from governance.model.catalog import Column, ForeignKey, Index, Table
from governance.model.judgement import Coverage, Problem
from governance.model.names import TableRef
from governance.settings import Source
from governance.sql.dialect import dialect
from governance.tree import Tree

LIVE = True
SCHEMA = "main"

_OBJECTS = "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
_VIEWS = "SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name"
_OBJECT = "(SELECT :name AS name)"

# Whether there is a default is asked in SQL, so that the default itself never leaves the file.
_COLUMNS = """
    SELECT t.name, c.name, c.type, c."notnull", c.dflt_value IS NOT NULL OR c.hidden > 1, c.pk
    FROM {tables} AS t, pragma_table_xinfo(t.name) AS c
    WHERE c.hidden <> 1
    ORDER BY t.name, c.cid
"""
_FOREIGN_KEYS = """
    SELECT t.name, f.id, f."table", f."from", f."to"
    FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS f
    WHERE t.type = 'table'
    ORDER BY t.name, f.id, f.seq
"""
_INDEXES = """
    SELECT t.name, i.name, i.origin, i."unique" AND NOT i.partial, c.name
    FROM sqlite_master AS t, pragma_index_list(t.name) AS i, pragma_index_xinfo(i.name) AS c
    WHERE t.type = 'table' AND i.origin <> 'pk' AND c.key
    ORDER BY t.name, i.seq, c.seqno
"""

_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the schema of one database file, as it is on disk now.

    Every object is in schema "main". A view or virtual table whose columns cannot be found (it
    refers to something dropped, or to a module that is not there) is a problem, and the rest is
    read. `cache` is not used: the file says itself what it holds, fast enough.

    Raises:
        ExtractError: there is no such file, or it is no database.
    """
    file = database_file(source, tree, "sqlite")
    with closing(connect(file, location=source.location)) as connection:
        try:
            connection.execute("BEGIN")
            return _read(source, connection)
        except FAILURES as error:
            raise failure(file, error, source.location) from None


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """The file, opened for reading rows.

    Raises:
        ExtractError: there is no such file, or it is no database.
    """
    from governance.extract.live.sqlite_sample import reader

    return reader(database_file(source, tree, "sqlite"), source.location)


def _read(source: Source, connection: sqlite3.Connection) -> Extraction:
    kinds = {
        name: kind for name, kind in connection.execute(_OBJECTS) if not name.startswith("sqlite_")
    }
    columns, unreadable = _columns(connection, kinds)
    keys = _foreign_keys(source, connection, kinds, columns)
    indexes, unique = _indexes(connection)
    tables = tuple(
        Table(
            ref=TableRef(source.name, SCHEMA, name),
            kind="view" if kind == "view" else "table",
            columns=tuple(_column(row) for row in columns[name]),
            primary_key=tuple(
                row[1] for row in sorted(columns[name], key=lambda row: row[5]) if row[5]
            ),
            unique=tuple(unique[name]),
            foreign_keys=tuple(keys[name]),
            indexes=tuple(indexes[name]),
            open=name in unreadable,
        )
        for name, kind in sorted(kinds.items())
    )
    problems = tuple(
        Problem(
            subject=str(TableRef(source.name, SCHEMA, name)),
            message=f"the columns of this {kinds[name]} {why}",
            fingerprint=f"sqlite:{source.name}:{name}:columns",
            location=source.location,
        )
        for name, why in sorted(unreadable.items())
    )
    edges, not_followed = view_edges(
        dialect("sqlite").knowing(source.functions),
        tables,
        [
            (TableRef(source.name, SCHEMA, name), statement)
            for name, statement in connection.execute(_VIEWS)
            if name not in unreadable
        ],
        source.location,
    )
    problems += not_followed
    if not tables:
        problems = (
            Problem(
                subject=source.name,
                message="the database holds no tables; is this the right file?",
                fingerprint=f"sqlite:{source.name}:empty",
                location=source.location,
            ),
        )
    coverage = Coverage(tables=len(tables), columns=sum(len(t.columns) for t in tables))
    return Extraction(tables=tables, edges=edges, problems=problems, coverage=coverage)


def _columns(
    connection: sqlite3.Connection, kinds: dict[str, str]
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Rows of `_COLUMNS` by table, and why the columns of some could not be had."""
    found: dict[str, list[Any]] = defaultdict(list)
    unreadable: dict[str, str] = {}
    try:
        for row in connection.execute(_COLUMNS.format(tables=f"({_OBJECTS})")):
            found[row[0]].append(row)
    except (sqlite3.OperationalError, UnicodeDecodeError):
        # One broken view fails the whole set: go through them one by one, to name it.
        found.clear()
        for name in kinds:
            try:
                rows = connection.execute(_COLUMNS.format(tables=_OBJECT), {"name": name})
                found[name].extend(rows)
            except (sqlite3.OperationalError, UnicodeDecodeError) as error:
                unreadable[name] = reason(error)
    return found, unreadable


def _column(row: tuple[Any, ...]) -> Column:
    _, name, kind, not_null, has_default, key = row
    return Column(
        name=name,
        type=kind.lower(),
        # A row id is never NULL; any other part of a primary key may be, by an old bug that
        # SQLite keeps (https://www.sqlite.org/lang_createtable.html#the_primary_key).
        nullable=not not_null and not (key and kind.upper() == "INTEGER"),
        has_default=bool(has_default),
    )


def _foreign_keys(
    source: Source,
    connection: sqlite3.Connection,
    kinds: dict[str, str],
    columns: dict[str, list[Any]],
) -> dict[str, list[ForeignKey]]:
    """Foreign keys by table, names spelled as the tables they refer to spell them."""
    spelled = {_folded(name): name for name in kinds}
    pairs: dict[tuple[str, int], list[tuple[str, str, str | None]]] = defaultdict(list)
    for table, number, referred, column, target in connection.execute(_FOREIGN_KEYS):
        pairs[table, number].append((referred, column, target))
    keys: dict[str, list[ForeignKey]] = defaultdict(list)
    for (table, _), parts in pairs.items():
        referred = spelled.get(_folded(parts[0][0]), parts[0][0])
        names = {_folded(row[1]): row[1] for row in columns.get(referred, [])}
        keys[table].append(
            ForeignKey(
                columns=tuple(column for _, column, _ in parts),
                referred=TableRef(source.name, SCHEMA, referred),
                referred_columns=tuple(
                    names.get(_folded(target), target)
                    for _, _, target in parts
                    if target is not None
                ),
            )
        )
    return keys


def _indexes(
    connection: sqlite3.Connection,
) -> tuple[dict[str, list[Index]], dict[str, list[tuple[str, ...]]]]:
    """Indexes and unique constraints by table."""
    parts: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for table, name, origin, is_unique, column in connection.execute(_INDEXES):
        columns = parts[table, name, origin, bool(is_unique)]
        if column is not None:
            columns.append(column)
    indexes: dict[str, list[Index]] = defaultdict(list)
    unique: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for (table, name, origin, is_unique), columns in parts.items():
        if origin == "u":
            unique[table].append(tuple(columns))
        else:
            indexes[table].append(Index(name, tuple(columns), is_unique))
    return indexes, unique


def _folded(name: str) -> str:
    """SQLite compares names without case, in ASCII only."""
    return name.translate(_ASCII_LOWER)
