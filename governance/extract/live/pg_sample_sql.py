"""The statements that take rows from a table of PostgreSQL, every value as text.

A row comes out as: its address ("" where it has none), how many of its values were too large to
open, and the values of the columns asked for, cut on the server to one character more than is
kept. Sources: https://www.postgresql.org/docs/current/sql-select.html (TABLESAMPLE),
https://www.postgresql.org/docs/current/storage-toast.html (which values come in slices).
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from governance.extract.live.pg_sample_facts import ColumnFacts, TableFacts
from governance.extract.sampling import WIDTH

LARGEST = 1024 * 1024
"""Bytes, as stored, of a value that can only be opened as a whole. Text comes in slices."""
LONG = 2000
"""Bytes, as stored, from which PostgreSQL keeps a value apart from its row."""

_LINES = 291
"""The most rows that a page of 8 KiB has room for."""

_TEXTS = {
    "text": "pg_catalog.left(t.{c}::pg_catalog.text, {w})",
    "bytes": "pg_catalog.encode(pg_catalog.substring(t.{c}, 1, {b}), 'hex')",
    "array": "pg_catalog.left(pg_catalog.to_json(t.{c})::pg_catalog.text, {w})",
    "large": "pg_catalog.left(t.{c}::pg_catalog.text, {w})",
    "own": "CASE WHEN pg_catalog.num_nulls(t.{c}) = 0 "
    "THEN pg_catalog.left(pg_catalog.concat(t.{c}), {w}) END",
}
_IN_SLICES = ("text", "bytes")


def some(
    table: TableFacts, columns: Sequence[ColumnFacts], limit: int, *, addressed: bool, only: bool
) -> Composed:
    """The first rows, as the server finds them."""
    return SQL("SELECT {} FROM {} AS t LIMIT {}").format(
        _row(columns, addressed=addressed), _name(table, only=only), limit
    )


def spread(
    table: TableFacts, columns: Sequence[ColumnFacts], limit: int, percent: float, seed: int
) -> Composed:
    """Rows from pages all over a table. Those of a page were written together: taken all alike."""
    return SQL(
        "SELECT {row} FROM ONLY {table} AS t WHERE t.ctid = ANY (ARRAY("
        "SELECT s.ctid FROM ONLY {table} AS s TABLESAMPLE SYSTEM ({percent}) REPEATABLE ({seed}) "
        "ORDER BY hashtextextended(s.ctid::text, {seed}), s.ctid LIMIT {limit}))"
    ).format(
        row=_row(columns, addressed=True),
        table=Identifier(table.schema, table.name),
        percent=Literal(percent),
        seed=Literal(seed),
        limit=Literal(limit),
    )


def spread_plainly(
    table: TableFacts, columns: Sequence[ColumnFacts], limit: int, percent: float, seed: int
) -> Composed:
    """The same without addresses, for who may not read these, and through a parent."""
    return SQL("SELECT {} FROM {} AS t TABLESAMPLE SYSTEM ({}) REPEATABLE ({}) LIMIT {}").format(
        _row(columns, addressed=False),
        _name(table, only=False),
        Literal(percent),
        Literal(seed),
        Literal(limit),
    )


def on_pages(
    table: TableFacts, columns: Sequence[ColumnFacts], pages: Sequence[int], limit: int
) -> Composed:
    """Rows of some pages by their addresses: the cost does not grow with the table."""
    return SQL(
        "SELECT {} FROM ONLY {} AS t WHERE t.ctid = ANY (ARRAY("
        "SELECT format('(%s,%s)', p, l)::tid FROM unnest({}::bigint[]) AS p, "
        "generate_series(1, {}) AS l)) ORDER BY t.ctid DESC LIMIT {}"
    ).format(
        _row(columns, addressed=True),
        Identifier(table.schema, table.name),
        Literal(list(pages)),
        _LINES,
        Literal(limit),
    )


def from_page(table: TableFacts, columns: Sequence[ColumnFacts], page: int, limit: int) -> Composed:
    """The last rows of a table, none of which stands before a page; from PostgreSQL 14."""
    return SQL(
        "SELECT {} FROM ONLY {} AS t WHERE t.ctid >= {}::tid ORDER BY t.ctid DESC LIMIT {}"
    ).format(
        _row(columns, addressed=True),
        Identifier(table.schema, table.name),
        Literal(f"({page},0)"),
        Literal(limit),
    )


def highest(
    table: TableFacts, columns: Sequence[ColumnFacts], key: str, limit: int, *, addressed: bool
) -> Composed:
    """The rows with the highest keys, by the index of the primary key."""
    return SQL("SELECT {} FROM ONLY {} AS t ORDER BY t.{} DESC LIMIT {}").format(
        _row(columns, addressed=addressed),
        Identifier(table.schema, table.name),
        Identifier(key),
        Literal(limit),
    )


def filled(table: TableFacts, columns: Sequence[ColumnFacts], limit: int) -> Composed:
    """Rows in which at least one of the columns is not NULL."""
    return _where(table, columns, "NOT (t.{} IS NULL)", limit)


def long(table: TableFacts, columns: Sequence[ColumnFacts], limit: int) -> Composed:
    """Rows in which at least one of the columns has a value that is kept apart."""
    return _where(table, columns, f"pg_catalog.pg_column_size(t.{{}}) > {LONG}", limit)


def _where(
    table: TableFacts, columns: Sequence[ColumnFacts], condition: str, limit: int
) -> Composed:
    conditions = [SQL(condition).format(Identifier(column.name)) for column in columns]
    return SQL("SELECT {} FROM {} AS t WHERE {} LIMIT {}").format(
        _row(columns, addressed=False),
        _name(table, only=False),
        SQL(" OR ").join(conditions),
        Literal(limit),
    )


def _row(columns: Sequence[ColumnFacts], *, addressed: bool) -> Composed:
    address: Composable = SQL("t.ctid::text") if addressed else SQL("''")
    large = [
        SQL("coalesce((pg_catalog.pg_column_size(t.{}) > {})::int, 0)").format(
            Identifier(column.name), Literal(LARGEST)
        )
        for column in columns
        if column.form not in _IN_SLICES
    ]
    counted: Composable = SQL(" + ").join(large) if large else SQL("0")
    return SQL(", ").join([address, counted, *map(_text, columns)])


def _text(column: ColumnFacts) -> Composed:
    value = SQL(_TEXTS[column.form]).format(
        c=Identifier(column.name), w=Literal(WIDTH + 1), b=Literal(WIDTH // 2 + 1)
    )
    if column.form in _IN_SLICES:
        return value
    return SQL("CASE WHEN pg_catalog.pg_column_size(t.{}) <= {} THEN {} END").format(
        Identifier(column.name), Literal(LARGEST), value
    )


def _name(table: TableFacts, *, only: bool) -> Composed:
    return SQL("ONLY {}" if only else "{}").format(Identifier(table.schema, table.name))
