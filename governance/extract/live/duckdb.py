"""A DuckDB file, opened so that reading it changes nothing and reads nothing else, and its tables.

Sources: https://duckdb.org/docs/stable/sql/meta/duckdb_table_functions (what is asked),
https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview (what is switched off).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.cache import Cache
from governance.errors import ExtractError, MissingExtra
from governance.extract.base import Extraction
from governance.extract.live.literals import type_without_labels
from governance.extract.live.put_together import Chosen, chosen, extraction
from governance.model.catalog import Column, ForeignKey, Index, Statistics, Table
from governance.model.names import TableRef, printable
from governance.settings import Source
from governance.sql.literals import without_literals

if TYPE_CHECKING:
    import duckdb

Rows = Sequence[Sequence[Any]]

# No file but its own, no extension from anywhere, and no statement that switches this on again.
_SEALED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}

_OURS = "database_name = current_database() AND list_contains(?::VARCHAR[], schema_name)"
_SCHEMAS = """
    SELECT schema_name FROM duckdb_schemas()
    WHERE database_name = current_database() AND NOT internal OR schema_name = 'main'
"""
_TABLES = f"""
    SELECT schema_name, table_name, comment, estimated_size
    FROM duckdb_tables() WHERE {_OURS} AND NOT internal AND NOT temporary
"""  # noqa: S608 - constants
_VIEWS = f"""
    SELECT schema_name, view_name, comment, sql
    FROM duckdb_views() WHERE {_OURS} AND NOT internal AND NOT temporary
"""  # noqa: S608 - constants
_COLUMNS = """
    SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default, comment,
           {generated}
    FROM duckdb_columns() WHERE {ours} AND NOT internal
    ORDER BY schema_name, table_name, column_index
"""
_CONSTRAINTS = f"""
    SELECT schema_name, table_name, constraint_type, constraint_name, constraint_column_names,
           referenced_table, referenced_column_names
    FROM duckdb_constraints()
    WHERE {_OURS} AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
    ORDER BY schema_name, table_name, constraint_index
"""  # noqa: S608 - constants
_INDEXES = f"""
    SELECT schema_name, table_name, index_name, is_unique, expressions
    FROM duckdb_indexes() WHERE {_OURS} ORDER BY schema_name, table_name, index_name
"""  # noqa: S608 - constants

_INDEXED = re.compile(r"""'((?:[^'\\]|\\.)*)'|("(?:[^"]|"")*"|[^\s,\[\]'"()]+)|([()])""", re.DOTALL)

_SENTENCES = (
    ("could not set lock", "is open in a program that writes to it; try again when that is done"),
    ("conflicting lock", "is open in a program that writes to it; try again when that is done"),
    ("not a valid duckdb", "is not a DuckDB database"),
    ("serialization", "is damaged, or of a newer DuckDB than the one installed here"),
    ("version number", "is of another version of DuckDB than the one installed here"),
    ("encrypt", "is encrypted"),
    ("permission denied", "may not be read"),
    ("wal", "was left by a crash and must be opened for writing once, to recover it"),
)


def extract(source: Source, file: Path, cache: Cache) -> Extraction:
    """Read the tables and views of a database file. Rows are counted by DuckDB's own estimate.

    Raises:
        ExtractError: there is no such file, or it cannot be read.
        MissingExtra: DuckDB is not installed.
    """
    with opened(source, file) as connection:
        (database,) = connection.execute("SELECT current_database()").fetchone() or ("",)
        schemas = chosen(source, (name for (name,) in connection.execute(_SCHEMAS).fetchall()))
        columns = _COLUMNS.format(ours=_OURS, generated=_generated(connection))
        rows = {
            query: connection.execute(query, [list(schemas.schemas)]).fetchall()
            for query in (_TABLES, _VIEWS, columns, _CONSTRAINTS, _INDEXES)
        }
    return _read(source, database, schemas, rows, rows[columns], cache)


@contextmanager
def opened(
    source: Source, file: Path, *, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the file that reads it and nothing else.

    Raises:
        ExtractError: there is no such file, or it cannot be read.
        MissingExtra: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtra(
            f'source "{source.name}" needs DuckDB, which is not installed: '
            "pip install 'lictor[duckdb]'",
            location=source.location,
        ) from None
    if not file.is_file():
        raise ExtractError(f"there is no file {printable(str(file))}", location=source.location)
    config = _SEALED if threads is None else {**_SEALED, "threads": str(threads)}
    try:
        connection = duckdb.connect(str(file), read_only=True, config=dict(config))
        with connection:
            yield connection
    except (duckdb.Error, UnicodeDecodeError, RuntimeError) as error:
        raise ExtractError(
            f"{printable(str(file))} {reason(error)}", location=source.location
        ) from None


def reason(error: Exception) -> str:
    """Why a file cannot be read; DuckDB's own message quotes paths and statements."""
    said = str(error).lower()
    return next(
        (sentence for word, sentence in _SENTENCES if word in said),
        f"cannot be read ({type(error).__name__})",
    )


def _generated(connection: duckdb.DuckDBPyConnection) -> str:
    """Which columns are computed; older versions do not say."""
    known = connection.execute("SELECT * FROM duckdb_columns() LIMIT 0").description or ()
    return "is_generated" if any(column[0] == "is_generated" for column in known) else "false"


def _read(
    source: Source,
    database: str,
    schemas: Chosen,
    rows: Mapping[str, Rows],
    found: Rows,
    cache: Cache,
) -> Extraction:
    columns: dict[tuple[str, str], list[Column]] = defaultdict(list)
    for schema, name, *column in found:
        columns[schema, name].append(_column(*column))
    primary: dict[tuple[str, str], tuple[str, ...]] = {}
    unique: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    foreign: dict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
    for schema, table, kind, name, own, other, referred in rows[_CONSTRAINTS]:
        if kind == "PRIMARY KEY":
            primary[schema, table] = tuple(own)
        elif kind == "UNIQUE":
            unique[schema, table].append(tuple(own))
        else:
            target = TableRef(source.name, schema, other)  # never in another schema
            foreign[schema, table].append(ForeignKey(tuple(own), target, tuple(referred), name))
    indexes: dict[tuple[str, str], list[Index]] = defaultdict(list)
    for schema, table, name, is_unique, expressions in rows[_INDEXES]:
        names = {column.name for column in columns[schema, table]}
        indexes[schema, table].append(Index(name, _indexed(expressions, names), bool(is_unique)))
    tables = [
        Table(
            ref=TableRef(source.name, schema, name),
            columns=tuple(columns[schema, name]),
            comment=comment,
            primary_key=primary.get((schema, name), ()),
            unique=tuple(unique[schema, name]),
            foreign_keys=tuple(foreign[schema, name]),
            indexes=tuple(indexes[schema, name]),
        )
        for schema, name, comment, _ in rows[_TABLES]
    ]
    tables += [
        Table(
            ref=TableRef(source.name, schema, name),
            kind="view",
            columns=tuple(columns[schema, name]),
            comment=comment,
            open=not columns[schema, name],
        )
        for schema, name, comment, _ in rows[_VIEWS]
    ]
    return extraction(
        source,
        "duckdb",
        schemas,
        sorted(tables, key=lambda table: table.ref),
        {TableRef(source.name, schema, name): query for schema, name, _, query in rows[_VIEWS]},
        statistics={
            TableRef(source.name, schema, name): Statistics(rows=size)
            for schema, name, _, size in rows[_TABLES]
        },
        generated=[
            (TableRef(source.name, schema, table).column(name), default)
            for schema, table, name, _, _, default, _, computed in found
            if computed and default is not None
        ],
        database=database,
        cache=cache,
    )


def _column(
    name: str,
    kind: str,
    nullable: bool,
    default: str | None,
    comment: str | None,
    generated: bool,
) -> Column:
    return Column(
        name=name,
        type=type_without_labels(kind),
        nullable=bool(nullable),
        has_default=default is not None,
        comment=comment,
        default=None if default is None else without_literals(default, "duckdb"),
        generated=bool(generated),
    )


def _indexed(expressions: str, names: set[str]) -> tuple[str, ...]:
    """The columns of an index, which DuckDB tells as the text of a list; expressions left out.

    Newer versions put whatever is no plain word in single quotes, older ones write it as SQL.
    """
    found: list[str] = []
    depth = 0
    for match in _INDEXED.finditer(expressions):
        if match[3]:
            depth += 1 if match[3] == "(" else -1
        elif depth == 0:
            item = (
                match[2] if match[1] is None else re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL)
            )
            if item[:1] == '"' == item[-1:]:
                item = item[1:-1].replace('""', '"')
            if item in names:
                found.append(item)
    return tuple(found)
