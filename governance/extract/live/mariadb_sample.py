"""Rows of MariaDB and MySQL, which have no sampling: ranges of the key, its end, each partition.

Sources: https://mariadb.com/kb/en/partition-pruning-and-selection/,
https://mariadb.com/kb/en/metadata-locking/ (why each sample ends its transaction).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from governance.extract.gathered import Gathered, Row, Unreadable
from governance.extract.live.first_rows import connected
from governance.extract.live.mariadb import ENGINE, is_mariadb
from governance.extract.sampling import WIDTH, Limits, Sample
from governance.extract.sparse import Filled, gather
from governance.model.catalog import Column, Table
from governance.model.names import quote
from governance.settings import Source

if TYPE_CHECKING:
    from sqlalchemy import Connection

RANGES = 50
"""Places of the key at which rows are taken."""
MOST_PARTS = 256

_PARTITIONS = """
    SELECT DISTINCT table_schema, table_name, partition_name, partition_ordinal_position
    FROM information_schema.partitions WHERE partition_name IS NOT NULL
    ORDER BY partition_ordinal_position DESC
"""
_WHOLE_NUMBERS = ("tinyint", "smallint", "mediumint", "int", "bigint")
_BYTES = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
_SHAPES = ("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring")
_MORE_SHAPES = ("multipolygon", "geometrycollection")


@contextmanager
def reader(source: Source) -> Iterator[MariaReader]:
    """A connection that reads rows.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: PyMySQL is not installed.
    """
    with connected(ENGINE, source) as opened:
        yield MariaReader(opened.connection)


class MariaReader:
    """Takes rows from the tables of one server."""

    def __init__(self, connection: Connection) -> None:
        # a percent sign in a name is one, and no parameter
        self._connection = connection.execution_options(no_parameters=True)
        self._timeout = 0.0
        self._connection.exec_driver_sql("SET SESSION lock_wait_timeout = 1")
        self._parts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for schema, table, name, _ in self._connection.exec_driver_sql(_PARTITIONS):
            self._parts[schema, table].append(name)
        self._connection.rollback()

    def read(self, table: Table, limits: Limits) -> Sample:
        """A sample of one table; what cannot be read of it is a gap."""
        try:
            return gather(
                table,
                limits,
                lambda gathered: self._take(table, limits, gathered),
                self._filled(table),
            )
        finally:
            self._end()

    def _end(self) -> None:
        from governance.extract.live.failure import FAILURES

        try:
            self._connection.rollback()
        except FAILURES:
            return  # the next table will say so

    def _take(self, table: Table, limits: Limits, gathered: Gathered) -> bool:
        values, limit = _values(table.columns), limits.rows
        source = f"{_quoted(table.ref.schema)}.{_quoted(table.ref.table)}"
        some = f"SELECT {values} FROM {source} AS t LIMIT {limit + 1:d}"  # noqa: S608 - quoted
        rows = gathered.held(self._rows(some, gathered.left))
        if len(rows) <= limit:
            gathered.take(rows, "all")
            return True
        parts = self._parts.get((table.ref.schema, table.ref.table))
        if parts and table.kind == "table":
            self._partitions(source, values, parts, limit, gathered)
            return False
        key = _key(table)
        if key is not None:
            self._ranges(source, values, key, limits, gathered)
            return False
        wanted = limit
        if table.kind == "table" and table.primary_key and limit >= 5:
            order = ", ".join(f"t.{_quoted(name)} DESC" for name in table.primary_key)
            last = f"SELECT {values} FROM {source} AS t ORDER BY {order} LIMIT {limit // 5:d}"  # noqa: S608
            wanted -= gathered.take(self._rows(last, gathered.left), "tail")
        gathered.notice("only its first rows were looked at: nothing can pick others")
        gathered.take(rows[:wanted], "first")
        return False

    def _partitions(
        self, source: str, values: str, parts: Sequence[str], limit: int, gathered: Gathered
    ) -> None:
        chosen = parts[:MOST_PARTS]
        if len(chosen) < len(parts):
            gathered.notice(f"{len(chosen):,} of its {len(parts):,} partitions were looked into")
        left = limit
        for number, part in enumerate(chosen):
            if gathered.over:
                return
            quota = max(left // (len(chosen) - number), limit // 4 if not number else 1, 1)
            query = (
                f"SELECT {values} FROM {source} PARTITION ({_quoted(part)}) AS t LIMIT {quota:d}"  # noqa: S608
            )
            try:
                left -= gathered.take(self._rows(query, gathered.left), "partition", quote(part))
            except Unreadable as error:
                gathered.gap(quote(part), error.why, f"partition {error.mark}")

    def _ranges(
        self, source: str, values: str, key: str, limits: Limits, gathered: Gathered
    ) -> None:
        """Rows at places all over a key that counts, and those with its highest values."""
        named, limit = f"t.{_quoted(key)}", limits.rows
        ends = f"SELECT min({named}), max({named}) FROM {source} AS t"  # noqa: S608
        ((low, high),) = self._plain(ends, gathered.left)
        tail = limit // 5
        last = f"SELECT {named}, {values} FROM {source} AS t ORDER BY {named} DESC LIMIT {tail:d}"  # noqa: S608
        rows = list(self._plain(last, gathered.left)) if tail else []
        gathered.take((_texts(row[1:]) for row in rows), "tail")
        below = int(rows[-1][0]) if rows else int(high) + 1
        wanted = limit - len(rows)
        places = min(RANGES, wanted)
        step = max((below - int(low)) / places, 1.0)
        shift = (limits.seed - 1) % int(step)
        starts = [int(low) + int(number * step) + shift for number in range(places)]
        queries = [
            f"(SELECT {named} AS place, {values} FROM {source} AS t "  # noqa: S608
            f"WHERE {named} >= {start:d} AND {named} < {until:d} "
            f"ORDER BY {named} LIMIT {-(-wanted // places):d})"
            for start, until in zip(starts, [*starts[1:], below], strict=True)
            if start < until
        ]
        found = list(self._plain(" UNION ALL ".join(queries), gathered.left)) if queries else []
        gathered.take((_texts(row[1:]) for row in found[:wanted]), "spread")
        if len(found) * 2 < wanted:  # the key has wide gaps
            seen = {row[0] for row in found}
            first = (
                f"SELECT {named}, {values} FROM {source} AS t WHERE {named} < {below:d} "  # noqa: S608
                f"ORDER BY {named} LIMIT {wanted:d}"
            )
            more = (row for row in self._plain(first, gathered.left) if row[0] not in seen)
            gathered.take(
                (_texts(row[1:]) for _, row in zip(range(wanted - len(found)), more, strict=False)),
                "first",
            )

    def _filled(self, table: Table) -> Filled:
        source = f"{_quoted(table.ref.schema)}.{_quoted(table.ref.table)}"

        def filled(numbers: Sequence[int], count: int, seconds: float) -> Iterator[Row]:
            columns = [table.columns[number] for number in numbers]
            condition = " OR ".join(f"t.{_quoted(column.name)} IS NOT NULL" for column in columns)
            query = (
                f"SELECT {_values(columns)} FROM {source} AS t WHERE {condition} "  # noqa: S608
                f"LIMIT {count:d}"
            )
            return self._rows(query, seconds)

        return filled

    def _rows(self, query: str, seconds: float) -> Iterator[Row]:
        return map(_texts, self._plain(query, seconds))

    def _plain(self, query: str, seconds: float) -> Iterator[Sequence[Any]]:
        from governance.extract.live.failure import FAILURES, reason

        seconds = max(seconds, 0.05)
        try:
            if not 0.8 * self._timeout <= seconds <= 1.2 * self._timeout:
                self._connection.exec_driver_sql(f"SET SESSION {self._limit(seconds)}")
                self._timeout = seconds
            yield from self._connection.exec_driver_sql(query)
        except FAILURES as error:
            raise Unreadable(reason(error), _mark(error)) from None

    def _limit(self, seconds: float) -> str:
        if is_mariadb(self._connection):
            return f"max_statement_time = {seconds:.2f}"
        return f"max_execution_time = {seconds * 1000:.0f}"


def _texts(row: Sequence[Any]) -> Row:
    """What the server made text of; some kinds of it come as bytes."""
    return [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in row
    ]


def _key(table: Table) -> str | None:
    """A primary key of one whole number."""
    if table.kind != "table" or len(table.primary_key) != 1:
        return None
    (name,) = table.primary_key
    types = {column.name: column.type for column in table.columns}
    return name if _base(types.get(name, "")) in _WHOLE_NUMBERS else None


def _base(kind: str) -> str:
    return kind.partition("(")[0].partition(" ")[0].strip()


def _values(columns: Sequence[Column]) -> str:
    return ", ".join(map(_text, columns))


def _text(column: Column) -> str:
    name, kind = f"t.{_quoted(column.name)}", _base(column.type)
    if kind in _BYTES:
        return f"lower(hex(left({name}, {WIDTH // 2 + 1:d})))"
    if kind == "bit":
        return f"cast({name} + 0 AS char)"
    if kind in _SHAPES or kind in _MORE_SHAPES:
        return f"left(st_astext({name}), {WIDTH + 1:d})"
    return f"left(cast({name} AS char), {WIDTH + 1:d})"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _mark(error: BaseException) -> str:
    below = getattr(error, "orig", None) or error
    number = below.args[0] if below.args else None
    return str(number) if isinstance(number, int) else type(below).__name__
