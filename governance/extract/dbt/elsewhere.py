"""The tables beside a project's own: what other sources make, and what the store knows."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from governance.extract.dbt.spelling import Spelling
from governance.extract.stored import Stored, Taken
from governance.lineage.schema import Relation
from governance.model.catalog import Column, Table
from governance.model.names import TableRef


class Elsewhere:
    """Tables by schema and name, upper and lower case alike.

    `taken` are those that only the store knows, as tables of this source.
    """

    def __init__(self, others: Iterable[Relation], spelling: Spelling, stored: Stored) -> None:
        self._spelling = spelling
        self._stored = stored
        self._known: dict[tuple[str, str], Relation | None] = {
            _short(table.ref.schema, table.ref.table): spelling.of_others(table) for table in others
        }
        self.taken: list[Taken] = []

    def made(self, ref: TableRef) -> Relation | None:
        """The table that somebody makes there, None where nobody does."""
        return self._known.get(_short(ref.schema, ref.table))

    def get(self, schema: str, table: str) -> Relation | None:
        """The table that SQL names itself; the store's, where nobody makes it."""
        name = _short(schema, table)
        if name not in self._known:
            found = self.given(TableRef(self._spelling.source, schema, table))
            self._known[name] = None if found is None else _relation(found)
        return self._known[name]

    def put(self, relation: Relation) -> None:
        """Make a table of the project known, unless one of that name is."""
        name = _short(relation.ref.schema, relation.ref.table)
        if self._known.get(name) is None:
            self._known[name] = relation

    def given(self, ref: TableRef) -> Table | None:
        """What the store has under a name, its columns as this project's SQL sees them."""
        found = self._stored.given(ref.schema, ref.table)
        if found is None:
            return None
        table = found.table
        fold = self._spelling.dialect.fold
        seen = {column.name: fold(column.name, False) for column in table.columns}
        renamed = tuple((name, now) for name, now in seen.items() if now != name)
        self.taken.append(Taken(table.ref.schema, table.ref.table, ref, renamed))
        columns = (structs.replace(column, name=seen[column.name]) for column in table.columns)
        return structs.replace(found.named(ref).table, columns=tuple(columns))


def completed(table: Table, given: Table | None) -> Table:
    """A table that is only described, with the columns that the store has beside."""
    if given is None:
        return table
    known = {column.name: column for column in given.columns}
    types = {name: column.type for name, column in known.items()}
    said: dict[str, Column] = {
        column.name: structs.replace(column, type=column.type or types.get(column.name, ""))
        for column in table.columns
    }
    return structs.replace(table, columns=tuple((known | said).values()), open=given.open)


def _relation(table: Table) -> Relation:
    columns = tuple((column.name, column.type) for column in table.columns)
    return Relation(table.ref, columns, table.open)


def _short(schema: str, table: str) -> tuple[str, str]:
    return schema.rpartition(".")[2].lower(), table.lower()
