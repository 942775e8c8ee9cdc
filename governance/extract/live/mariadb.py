"""MariaDB and MySQL by their information schema: one query a kind of object, all schemas at once.

The inspector would ask for each table by itself and read the statement that makes it.
Sources: https://mariadb.com/kb/en/information-schema-tables/,
https://dev.mysql.com/doc/refman/8.4/en/information-schema.html.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live.engine import LOCK_SECONDS, QUERY_SECONDS, Engine, session
from governance.extract.live.literals import type_without_labels
from governance.extract.live.mariadb_rights import NO_ROLES, grants, roles
from governance.extract.live.mariadb_tls import opening
from governance.extract.live.put_together import chosen, extraction, problem
from governance.model.catalog import Column, ForeignKey, Index, Statistics, Table, TableKind
from governance.model.judgement import Problem
from governance.model.names import TableRef
from governance.settings import Source
from governance.sql.literals import without_literals

if TYPE_CHECKING:
    from sqlalchemy import Connection

Rows = Sequence[Sequence[Any]]

_KINDS: dict[str, TableKind] = {
    "BASE TABLE": "table",
    "SYSTEM VERSIONED": "table",
    "VIEW": "view",
}

ENGINE = Engine(
    name="MariaDB or MySQL",
    dialect="mysql",
    driver="mysql+pymysql",
    schemes=("mysql", "mariadb"),
    extra="mariadb",
    own=("information_schema", "performance_schema", "mysql", "sys"),
    opening=opening,
    statements=(
        "SET SESSION TRANSACTION READ ONLY",
        f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}",
        f"SET SESSION innodb_lock_wait_timeout = {LOCK_SECONDS}",
    ),
    one_database=True,
)

_SCHEMAS = "SELECT schema_name FROM information_schema.schemata"

_TABLES = """
    SELECT table_schema, table_name, table_type, table_comment, table_rows,
           data_length + index_length
    FROM information_schema.tables
    WHERE table_schema IN :schemas AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
    ORDER BY table_schema, table_name
"""

# MySQL has an empty expression, MariaDB none, for a column that is not computed.
_COLUMNS = """
    SELECT table_schema, table_name, column_name, column_type, is_nullable = 'YES',
           column_default, extra, column_comment, generation_expression
    FROM information_schema.columns
    WHERE table_schema IN :schemas
    ORDER BY table_schema, table_name, ordinal_position
"""

# An index over an expression has no column there. The constraints behind keys are indexes as well.
_INDEXES = """
    SELECT table_schema, table_name, index_name, non_unique = 0, column_name
    FROM information_schema.statistics
    WHERE table_schema IN :schemas
    ORDER BY table_schema, table_name, index_name, seq_in_index
"""

_UNIQUE = """
    SELECT table_schema, table_name, constraint_name
    FROM information_schema.table_constraints
    WHERE table_schema IN :schemas AND constraint_type = 'UNIQUE'
"""

_FOREIGN = """
    SELECT table_schema, table_name, constraint_name, column_name, referenced_table_schema,
           referenced_table_name, referenced_column_name
    FROM information_schema.key_column_usage
    WHERE table_schema IN :schemas AND referenced_table_name IS NOT NULL
    ORDER BY table_schema, table_name, constraint_name, ordinal_position
"""

# The query holds literals: it is followed, and kept without them. It is empty for who may not
# see it (https://mariadb.com/kb/en/information-schema-views-table/).
_VIEWS = """
    SELECT table_schema, table_name, view_definition
    FROM information_schema.views
    WHERE table_schema IN :schemas
"""


def extract(source: Source, cache: Cache) -> Extraction:
    """Read the databases that a source means: those of its globs, else the one its url names.

    Grants are those that the user may see: all for one who may read the database "mysql", else
    its own. Row counts and sizes are InnoDB's estimates.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: PyMySQL is not installed.
    """
    with session(ENGINE, source) as opened:
        connection = opened.connection
        _not_for_ever(connection)
        names = [name for (name,) in connection.exec_driver_sql(_SCHEMAS)]
        schemas = chosen(source, names, ENGINE.own, opened.database)
        rows = {
            query: _ask(connection, query, schemas.schemas)
            for query in (_TABLES, _COLUMNS, _INDEXES, _UNIQUE, _FOREIGN, _VIEWS)
        }
        granted = grants(connection, source.name, schemas.schemas)
        users = roles(connection, source.name)
        told_apart = is_mariadb(connection)
    tables = _tables(source, rows, literals_quoted=told_apart)
    notices = opened.notices
    if users is None:
        notices = (*notices, NO_ROLES.format(source=source.name))
    return extraction(
        source,
        ENGINE.dialect,
        schemas,
        tables,
        {TableRef(source.name, schema, name): query for schema, name, query in rows[_VIEWS]},
        grants=granted,
        roles=users or (),
        statistics={
            TableRef(source.name, schema, name): Statistics(count, size)
            for schema, name, kind, _, count, size in rows[_TABLES]
            if _KINDS[kind] == "table"
        },
        problems=tuple(_without_columns(source, tables)),
        notices=notices,
        generated=[
            (TableRef(source.name, schema, table).column(name), computed)
            for schema, table, name, *_, computed in rows[_COLUMNS]
            if computed
        ],
        cache=cache,
    )


def is_mariadb(connection: Connection) -> bool:
    """Whether it is MariaDB, and not MySQL."""
    return bool(getattr(connection.dialect, "is_mariadb", False))


def _not_for_ever(connection: Connection) -> None:
    if is_mariadb(connection):
        connection.exec_driver_sql(f"SET SESSION max_statement_time = {QUERY_SECONDS}")
    else:
        connection.exec_driver_sql(f"SET SESSION max_execution_time = {QUERY_SECONDS * 1000}")


def _ask(connection: Connection, query: str, schemas: Sequence[str]) -> Rows:
    from sqlalchemy import bindparam, text

    if not schemas:
        return []
    statement = text(query).bindparams(bindparam("schemas", expanding=True))
    return connection.execute(statement, {"schemas": list(schemas)}).all()


def _tables(
    source: Source, rows: Mapping[str, Rows], *, literals_quoted: bool
) -> tuple[Table, ...]:
    columns: dict[tuple[str, str], list[Column]] = defaultdict(list)
    for schema, name, *column in rows[_COLUMNS]:
        columns[schema, name].append(_column(column, literals_quoted=literals_quoted))
    # a view has the defaults of the literals that it shows, and none of its own
    for schema, name, kind, *_ in rows[_TABLES]:
        if _KINDS[kind] == "view":
            columns[schema, name] = [
                structs.replace(column, has_default=False, default=None, identity=None)
                for column in columns[schema, name]
            ]
    keys = _indexes(rows[_INDEXES])
    unique = {tuple(row) for row in rows[_UNIQUE]}
    foreign = _foreign(source, rows[_FOREIGN])
    return tuple(
        Table(
            ref=TableRef(source.name, schema, name),
            kind=_KINDS[kind],
            columns=tuple(columns[schema, name]),
            comment=comment if comment and _KINDS[kind] == "table" else None,
            primary_key=next(
                (index.columns for index in keys[schema, name] if index.name == "PRIMARY"), ()
            ),
            unique=tuple(
                index.columns
                for index in keys[schema, name]
                if (schema, name, index.name) in unique
            ),
            foreign_keys=tuple(foreign[schema, name]),
            indexes=tuple(
                index
                for index in keys[schema, name]
                if index.name != "PRIMARY" and (schema, name, index.name) not in unique
            ),
            open=not columns[schema, name],
        )
        for schema, name, kind, comment, _, _ in rows[_TABLES]
    )


def _column(row: Sequence[Any], *, literals_quoted: bool) -> Column:
    """A column; MySQL gives a literal without quotes, and says so of what is an expression."""
    name, kind, nullable, default, extra, comment, computed = row
    extra = extra.lower()
    numbered = "auto_increment" in extra
    expression = computed or default
    if expression is None or (expression == "NULL" and literals_quoted):
        kept = None
    elif computed or literals_quoted or "default_generated" in extra:
        kept = without_literals(expression, "mysql")
    else:
        kept = "?"
    return Column(
        name=name,
        type=type_without_labels(kind),
        nullable=bool(nullable),
        has_default=numbered or not (expression is None or (expression == "NULL" and not computed)),
        comment=comment or None,
        default=kept,
        generated=bool(computed),
        identity="by default" if numbered else None,
    )


def _indexes(rows: Rows) -> dict[tuple[str, str], list[Index]]:
    parts: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for schema, table, name, is_unique, column in rows:
        columns = parts[schema, table, name, bool(is_unique)]
        if column is not None:
            columns.append(column)
    found: dict[tuple[str, str], list[Index]] = defaultdict(list)
    for (schema, table, name, is_unique), names in parts.items():
        found[schema, table].append(Index(name, tuple(names), is_unique))
    return found


def _foreign(source: Source, rows: Rows) -> dict[tuple[str, str], list[ForeignKey]]:
    parts: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for schema, table, name, column, other_schema, other, referred in rows:
        parts[schema, table, name, other_schema, other].append((column, referred))
    found: dict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
    for (schema, table, name, other_schema, other), pairs in parts.items():
        found[schema, table].append(
            ForeignKey(
                tuple(own for own, _ in pairs),
                TableRef(source.name, other_schema, other),
                tuple(referred for _, referred in pairs),
                name,
            )
        )
    return found


def _without_columns(source: Source, tables: Iterable[Table]) -> Iterator[Problem]:
    for table in tables:
        if not table.columns:
            yield problem(
                source,
                str(table.ref),
                f"the columns of this {table.kind} are not shown: it refers to something that is "
                "gone, or this user may not see them",
                f"{source.kind}:{table.ref}:columns",
            )
