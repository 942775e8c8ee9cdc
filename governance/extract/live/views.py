"""What the views of a database show, followed through the SQL that the database keeps of them.

A view is reduced once in its life: what lineage needs of it is kept under its text and holds no
literal of it. Laying that over the tables is done each time, for these may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import structs

from governance.cache import Cache, NoCache, key
from governance.engine import stamp
from governance.kept import Kept, decode, encode
from governance.lineage.reduced import Write
from governance.lineage.resolve import resolve
from governance.lineage.schema import Relation
from governance.model.catalog import Table
from governance.model.judgement import Problem
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.sql.dialect import Dialect

_NOTHING = NoCache()


class _Followed(Kept, frozen=True):
    """A statement, reduced; None for one that is not understood."""

    write: Write | None = None


def view_edges(
    dialect: Dialect,
    tables: Iterable[Table],
    statements: Iterable[tuple[TableRef, str]],
    location: Location | None,
    database: str = "",
    cache: Cache = _NOTHING,
) -> tuple[tuple[Edge, ...], tuple[Problem, ...]]:
    """The edges into each view, and a problem for each whose statement is not understood.

    `statements` are views and their CREATE VIEW, `location` is where the source is configured,
    `database` is the name that may stand in front of a schema. The edges have no location: a
    database has no files.
    """
    return _edges(
        dialect,
        _Names(dialect, tables, database),
        [(view, str(view), statement) for view, statement in statements],
        "what this view shows is not followed: its SQL is not understood",
        "view",
        location,
        cache,
    )


def generated_edges(
    dialect: Dialect,
    tables: Iterable[Table],
    expressions: Iterable[tuple[ColumnRef, str]],
    location: Location | None,
    cache: Cache = _NOTHING,
) -> tuple[tuple[Edge, ...], tuple[Problem, ...]]:
    """The same for generated columns and the expressions that they are computed by."""
    return _edges(
        dialect,
        _Names(dialect, tables, ""),
        [
            (column.table_ref, str(column), _shown(dialect, column, text))
            for column, text in expressions
        ],
        "how this column is generated is not followed: its SQL is not understood",
        "generated",
        location,
        cache,
    )


def _shown(dialect: Dialect, column: ColumnRef, expression: str) -> str:
    """A view that shows what a generated column of a table would be."""
    mark = "`" if dialect.name == "mysql" else '"'
    name, schema, table = (
        mark + part.replace(mark, mark * 2) + mark
        for part in (column.column, column.schema, column.table)
    )
    return f"CREATE VIEW v AS SELECT ({expression}) AS {name} FROM {schema}.{table}"  # noqa: S608


def _edges(
    dialect: Dialect,
    names: _Names,
    statements: Sequence[tuple[TableRef, str, str]],
    not_understood: str,
    what: str,
    location: Location | None,
    cache: Cache,
) -> tuple[tuple[Edge, ...], tuple[Problem, ...]]:
    if not statements:
        return (), ()
    reduced = _reduced(dialect, [text for _, _, text in statements], cache)
    edges: list[Edge] = []
    problems: list[Problem] = []
    for target, subject, text in statements:
        write = reduced[text]
        if write is None:
            problems.append(Problem(subject, not_understood, f"{what}:{subject}", location))
        else:
            names.know(target)
            edges.extend(names.spelled(resolve(write, target, names).edges))
    return tuple(edges), tuple(problems)


def _reduced(dialect: Dialect, texts: Sequence[str], cache: Cache) -> Mapping[str, Write | None]:
    """What is left of each statement; those that were never seen are read on all processors."""
    told = "".join(f"{each.name}\0{each.effect}\n" for each in dialect.functions)
    keys = {text: key("view", stamp(), dialect.name, told, text) for text in texts}
    kept = cache.get(keys.values())
    found: dict[str, Write | None] = {}
    for text, name in keys.items():
        followed = decode(kept[name], _Followed) if name in kept else None
        if followed is not None:
            found[text] = followed.write
    missing = [text for text in keys if text not in found]
    if missing:
        fresh = _read(dialect, missing)
        cache.put({keys[text]: made for text, made in fresh.items()})
        for text, made in fresh.items():
            followed = decode(made, _Followed)
            found[text] = followed.write if followed is not None else None
    return found


def _read(dialect: Dialect, texts: Sequence[str]) -> dict[str, str]:
    """Statements reduced, as they are kept."""
    from governance.lineage.reduce import reduce_statement  # brings sqlglot
    from governance.lineage.reduced import NotUnderstood
    from governance.parallel import shared_out
    from governance.sql.parse import NotParsed, cleared, deeply, parse
    from governance.sql.place import Place

    def one(text: str) -> Write | None:
        try:
            return reduce_statement(parse(text, dialect), dialect, Place.of(text), text)
        except (NotParsed, NotUnderstood):
            return None

    def work(share: Sequence[str]) -> dict[str, str]:
        return deeply(lambda: {text: encode(_Followed(one(text))) for text in cleared(share)})

    return {text: made for part in shared_out(work, texts) for text, made in part.items()}


class _Names:
    """The tables as lineage looks for them, folded, and back to how the database spells them."""

    def __init__(self, dialect: Dialect, tables: Iterable[Table], database: str) -> None:
        self._dialect = dialect
        self._database = dialect.fold(database, True)
        self._tables = {
            (dialect.fold(table.ref.schema, True), dialect.fold(table.ref.table, True)): table
            for table in tables
        }
        self._relations: dict[tuple[str, str], Relation] = {}
        self._columns: dict[ColumnRef, str] = {}

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name, None when it is not known."""
        if len(parts) == 3 and parts[0] == self._database:
            parts = parts[1:]
        if len(parts) > 2:
            return None
        name = (parts[0] if len(parts) == 2 else self._dialect.default_schema, parts[-1])
        table = self._tables.get(name)
        if table is not None and name not in self._relations:
            self._relations[name] = self._learned(table)
        return self._relations.get(name)

    def know(self, ref: TableRef) -> None:
        """Learn how the columns of a table are spelled."""
        self.relation((self._dialect.fold(ref.schema, True), self._dialect.fold(ref.table, True)))

    def _learned(self, table: Table) -> Relation:
        folded = [self._dialect.fold(column.name, True) for column in table.columns]
        for name, column in zip(folded, table.columns, strict=True):
            self._columns[table.ref.column(name)] = column.name
        types = [column.type for column in table.columns]
        return Relation(table.ref, tuple(zip(folded, types, strict=True)), table.open)

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
