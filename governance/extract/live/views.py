"""What the views of a database show, followed through the SQL that the database keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from governance.lineage.reduce import reduce_statement
from governance.lineage.reduced import NotUnderstood, Write
from governance.lineage.resolve import resolve
from governance.lineage.schema import Relation
from governance.model.catalog import Table
from governance.model.judgement import Problem
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.sql.dialect import Dialect
from governance.sql.parse import NotParsed, deeply, parse
from governance.sql.place import Place


def view_edges(
    dialect: Dialect,
    tables: Iterable[Table],
    statements: Iterable[tuple[TableRef, str]],
    location: Location | None,
    database: str = "",
) -> tuple[tuple[Edge, ...], tuple[Problem, ...]]:
    """The edges into each view, and a problem for each whose statement is not understood.

    `statements` are views and their CREATE VIEW, `location` is where the source is configured,
    `database` is the name that may stand in front of a schema. The edges have no location: a
    database has no files.
    """
    names = _Names(dialect, tables, database)
    edges: list[Edge] = []
    problems: list[Problem] = []
    for view, statement in statements:
        write = deeply(lambda text=statement: _reduced(dialect, text))  # type: ignore[misc]
        if write is None:
            problems.append(
                Problem(
                    subject=str(view),
                    message="what this view shows is not followed: its SQL is not understood",
                    fingerprint=f"view:{view}",
                    location=location,
                )
            )
            continue
        edges.extend(names.spelled(resolve(write, view, names).edges))
    return tuple(edges), tuple(problems)


def _reduced(dialect: Dialect, statement: str) -> Write | None:
    try:
        return reduce_statement(parse(statement, dialect), dialect, Place.of(statement), statement)
    except (NotParsed, NotUnderstood):
        return None


class _Names:
    """The tables as lineage looks for them, folded, and back to how the database spells them."""

    def __init__(self, dialect: Dialect, tables: Iterable[Table], database: str) -> None:
        self._default = dialect.default_schema
        self._database = dialect.fold(database, True)
        self._relations: dict[tuple[str, str], Relation] = {}
        self._columns: dict[ColumnRef, str] = {}
        for table in tables:
            folded = [dialect.fold(column.name, True) for column in table.columns]
            for name, column in zip(folded, table.columns, strict=True):
                self._columns[table.ref.column(name)] = column.name
            self._relations[
                dialect.fold(table.ref.schema, True), dialect.fold(table.ref.table, True)
            ] = Relation(
                table.ref,
                tuple(zip(folded, (column.type for column in table.columns), strict=True)),
                table.open,
            )

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name, None when it is not known."""
        if len(parts) == 3 and parts[0] == self._database:
            parts = parts[1:]
        if len(parts) > 2:
            return None
        schema = parts[0] if len(parts) == 2 else self._default
        return self._relations.get((schema, parts[-1]))

    def spelled(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """Edges with columns as the database spells them."""
        for edge in edges:
            yield structs.replace(
                edge,
                upstream=self._spelled(edge.upstream),
                downstream=self._spelled(edge.downstream),
                location=None,
            )

    def _spelled(self, column: ColumnRef) -> ColumnRef:
        return structs.replace(column, column=self._columns.get(column, column.column))
