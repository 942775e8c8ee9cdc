"""What must be known of PostgreSQL's tables before rows are taken from them, in three queries.

None of these functions opens a table, so that a locked one holds nothing up: a table's size is
asked for later, where it matters. Source: https://www.postgresql.org/docs/current/functions-info.html.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

import psycopg
from msgspec import Struct

Form = Literal["text", "bytes", "array", "large", "own"]
"""How a column becomes text: see `pg_sample_sql`."""

_TABLES = """
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.reltuples, c.relpages,
           coalesce(m.amname = 'heap', false), c.relispopulated,
           c.relrowsecurity AND row_security_active(c.oid),
           has_table_privilege(c.oid, 'SELECT'), c.reltoastrelid
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_am AS m ON m.oid = c.relam
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
"""

# A type outside pg_catalog may have a cast that its owner wrote: it is shown by its own output
# function alone. A domain is such a type, too; a cast of inet adds /32 to an address.
_COLUMNS = """
    SELECT a.attrelid, a.attnum, a.attname,
           CASE WHEN tn.nspname <> 'pg_catalog' OR t.typname = 'inet' THEN 'own'
                WHEN t.typname = 'bytea' THEN 'bytes'
                WHEN t.typcategory = 'A' AND en.nspname <> 'pg_catalog' THEN 'own'
                WHEN t.typcategory = 'A' THEN 'array'
                WHEN t.typname IN ('json', 'jsonb', 'xml', 'tsvector') THEN 'large'
                ELSE 'text' END,
           t.typname,
           has_table_privilege(c.oid, 'SELECT') OR has_column_privilege(c.oid, a.attnum, 'SELECT'),
           a.attstorage <> 'p'
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid
    JOIN pg_type AS t ON t.oid = a.atttypid
    JOIN pg_namespace AS tn ON tn.oid = t.typnamespace
    LEFT JOIN pg_type AS e ON e.oid = t.typelem
    LEFT JOIN pg_namespace AS en ON en.oid = e.typnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
"""

_KEYS = """
    SELECT i.indrelid, i.indkey[0]
    FROM pg_index AS i
    JOIN pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_am AS m ON m.oid = x.relam AND m.amname = 'btree'
    WHERE i.indisprimary AND i.indisvalid AND i.indnkeyatts = 1
"""

_CHILDREN = "SELECT inhparent, inhrelid FROM pg_inherits WHERE NOT {detached}"

_IN_ORDER = frozenset(
    {"int2", "int4", "int8", "numeric", "oid", "date", "timestamp", "timestamptz"}
)
"""Types of keys that grow with time; the highest are the newest rows."""


_REST = ("kind", "rows", "pages", "is_heap", "is_filled", "rows_hidden", "readable", "toast")


class ColumnFacts(Struct, frozen=True):
    """A column: its form, whether this user may read it, and whether its values can be long."""

    name: str
    form: Form
    readable: bool
    can_be_long: bool


class TableFacts(Struct, frozen=True):
    """A table as the system catalogs show it; `rows` and `pages` are estimates, rows -1 for none.

    `rows_hidden` says that row-level security applies to this user, `toast` is the oid of the
    table beside it that holds long values (0: none), `growing_key` a primary key whose highest
    values are the newest rows. `parts` are the tables that hold rows of it, itself included where
    it can have any, the one that was created last first; empty for a table without children.
    """

    oid: int
    schema: str
    name: str
    kind: str
    rows: float
    pages: int
    is_heap: bool
    is_filled: bool
    rows_hidden: bool
    readable: bool
    toast: int
    columns: Mapping[str, ColumnFacts]
    growing_key: str | None = None
    parts: tuple[int, ...] = ()


def facts(connection: psycopg.Connection) -> dict[int, TableFacts]:
    """The facts of all tables and views but the server's own, by oid.

    Raises:
        psycopg.Error: the catalogs cannot be read.
    """
    columns: dict[int, dict[str, ColumnFacts]] = defaultdict(dict)
    numbers: dict[tuple[int, int], tuple[str, str]] = {}
    for oid, number, name, form, kind, readable, can_be_long in connection.execute(_COLUMNS):
        columns[oid][name] = ColumnFacts(name, form, readable, can_be_long)
        numbers[oid, number] = name, kind
    keys = {}
    for oid, number in connection.execute(_KEYS):
        name, kind = numbers.get((oid, number), ("", ""))
        if kind in _IN_ORDER:
            keys[oid] = name
    children: dict[int, list[int]] = defaultdict(list)
    detached = "inhdetachpending" if connection.info.server_version >= 140000 else "false"
    for parent, child in connection.execute(_CHILDREN.format(detached=detached).encode()):
        children[parent].append(child)
    rows = connection.execute(_TABLES).fetchall()
    kinds = {row[0]: row[3] for row in rows}
    return {
        oid: TableFacts(
            oid=oid,
            schema=schema,
            name=name,
            columns=columns[oid],
            growing_key=keys.get(oid),
            parts=_parts(oid, children, kinds),
            **dict(zip(_REST, rest, strict=True)),
        )
        for oid, schema, name, *rest in rows
    }


def _parts(
    oid: int, children: Mapping[int, list[int]], kinds: Mapping[int, str]
) -> tuple[int, ...]:
    if oid not in children:
        return ()
    found: set[int] = set()
    waiting = [oid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    # oids are given out in order: the highest was created last
    return tuple(sorted((one for one in found if kinds.get(one) in ("r", "f")), reverse=True))
