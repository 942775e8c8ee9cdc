"""Names as people write them, for engines that compare them in any case.

SQL is followed in the engine's own case (lower, or Snowflake's upper). What comes out is shown as
it was written, `DateOfBirth` and not `dateofbirth`, which tells more to people and to detectors;
and columns of other sources keep the names that these give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field, structs

from governance.extract.ddl.replay.spelling import spelled, spelled_ref
from governance.lineage.resolve import Relation
from governance.model.catalog import Table
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Declaration, Named
from governance.sql.dialect import Dialect


class Spelling(Struct):
    """How names of one source are written; `words` leads from folded names to written ones."""

    source: str
    dialect: Dialect
    words: dict[str, str] = field(default_factory=dict)
    _theirs: dict[ColumnRef, ColumnRef] = field(default_factory=dict)

    def learn(self, names: Iterable[str]) -> None:
        """Take in names as they are written; the first spelling of a name counts."""
        if self.dialect.keeps_spelling:
            for name in names:
                folded = self.dialect.fold(name, False)
                if folded != name:
                    self.words.setdefault(folded, name)

    def known(self, words: Mapping[str, str]) -> None:
        """Take in folded names with their spellings."""
        if self.dialect.keeps_spelling:
            for folded, name in words.items():
                self.words.setdefault(folded, name)

    def of_others(self, table: Relation) -> Relation:
        """Another source's table as the SQL of this one sees it."""
        columns = []
        for name, type_ in table.columns:
            seen = self.dialect.fold(name, False)
            if seen != name:
                self._theirs[table.ref.column(seen)] = table.ref.column(name)
            columns.append((seen, type_))
        return Relation(table.ref, tuple(columns), table.open)

    def table_ref(self, ref: TableRef) -> TableRef:
        """A table's name as it is written."""
        if not self.words or ref.source != self.source:
            return ref
        written: TableRef = spelled_ref(ref, self.words)
        return written

    def name(self, folded: str) -> str:
        """A column's name as it is written."""
        return self.words.get(folded, folded)

    def declaration(self, said: Declaration, ref: TableRef) -> Declaration:
        """What is declared of the table `ref`, or of a column of it, by their names as written."""
        if not self.words:
            return said
        table = self.table_ref(ref)
        column = said.named.column if said.named is not None else None
        column = self.name(column) if column is not None else None
        named = Named(table.table, column, (table.schema,) if table.schema else ())
        match = str(table if column is None else table.column(column))
        return structs.replace(said, match=match, named=named)

    def table(self, table: Table) -> Table:
        """A table of this source with all its names as they are written."""
        return spelled(table, self.words)

    def edges(self, edges: Iterable[Edge]) -> Iterable[Edge]:
        """Edges between columns as they are written, by whichever source."""
        if not self.words and not self._theirs:
            yield from edges
            return
        for edge in edges:
            up, down = self._column(edge.upstream), self._column(edge.downstream)
            if up is edge.upstream and down is edge.downstream:
                yield edge
            else:
                yield structs.replace(edge, upstream=up, downstream=down)

    def _column(self, ref: ColumnRef) -> ColumnRef:
        if ref.source != self.source:
            return self._theirs.get(ref, ref)
        if not self.words:
            return ref
        written: ColumnRef = spelled_ref(ref, self.words)
        return written
