"""Edges that have a star for an end, for the columns that it may stand for."""

from __future__ import annotations

from collections.abc import Mapping

from governance.model.catalog import Table
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef


class Stars:
    """The columns of the tables that are known."""

    def __init__(self, known: Mapping[TableRef, Table]) -> None:
        self._known = known
        self._names: dict[TableRef, dict[str, list[str]]] = {}

    def spelled_out(self, edge: Edge) -> list[tuple[ColumnRef, ColumnRef]]:
        """The columns at both ends: those of one name, whatever its case.

        Two stars pair by name only. A named column that no name explains may hold any of them.
        """
        above, below = edge.upstream.table_ref, edge.downstream.table_ref
        ups, downs = self._columns(edge.upstream), self._columns(edge.downstream)
        both = edge.upstream.column == edge.downstream.column == "*"
        unexplained = [] if both else [name for names in ups.values() for name in names]
        return [
            (above.column(up), below.column(down))
            for folded, names in downs.items()
            for down in names
            for up in ups.get(folded, unexplained)
        ]

    def _columns(self, ref: ColumnRef) -> dict[str, list[str]]:
        """Names by how they compare; none for a star over a table that is not known."""
        if ref.column != "*":
            return {ref.column.casefold(): [ref.column]}
        table = ref.table_ref
        names = self._names.get(table)
        if names is None:
            names = self._names[table] = {}
            for column in self._known[table].columns if table in self._known else ():
                names.setdefault(column.name.casefold(), []).append(column.name)
        return names
