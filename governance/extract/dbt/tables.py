"""Nodes as tables of the catalog: what the SQL makes, with what the YAML says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from governance.extract.dbt.config import Settled
from governance.extract.dbt.project import Node, NodeColumn
from governance.lineage.resolve import ResolvedColumn
from governance.model.catalog import Column, Table, TableKind
from governance.model.location import Location
from governance.model.names import TableRef

Fold = Callable[[str, bool], str]

_KINDS: dict[str, TableKind] = {
    "view": "view",
    "materialized_view": "materialized view",
    "dynamic_table": "materialized view",
    "materializedview": "materialized view",
}
_NOT_NULL = frozenset({"not_null", "primary_key"})


def table(
    node: Node,
    settled: Settled,
    ref: TableRef,
    made: tuple[ResolvedColumn, ...],
    *,
    open_: bool,
    types: Mapping[str, str],
    fold: Fold,
) -> Table:
    """The table of a model, snapshot, seed or source.

    `made` are the columns its SQL makes; those that only the YAML describes are columns too where
    the SQL leaves that `open_`. `types` are the warehouse's own, by column. A table stands where
    the YAML describes it, else at its file; a column where the SQL makes it.
    """
    described = {fold(column.name, column.quoted): column for column in node.columns}
    columns: dict[str, Column] = {}
    for each in made:
        said = described.get(each.name)
        place = Location(node.file, *each.span) if node.file and each.span[0] else None
        columns[each.name] = _column(each.name, said, types.get(each.name) or each.type, place)
    if open_ or not made:
        for name, said in described.items():
            if name not in columns:
                columns[name] = _column(name, said, types.get(name, ""), None)
        for name, type_ in types.items():
            if name not in columns:
                columns[name] = _column(name, None, type_, None)
    primary = [fold(c.name, c.quoted) for c in node.columns if "primary_key" in c.constraints]
    of_model = node.kind == "model"
    return Table(
        ref,
        _KINDS.get(settled.materialized, "table"),
        tuple(columns.values()),
        comment=node.description,
        primary_key=tuple(name for name in primary if name in columns),
        open=open_,
        location=node.location,
        tags=settled.tags,
        access=settled.access or ("protected" if of_model else None),
        contract=settled.contract if of_model else None,
        freshness=bool(settled.freshness) if node.kind == "source" else None,
    )


def _column(name: str, said: NodeColumn | None, type_: str, place: Location | None) -> Column:
    if said is None:
        return Column(name, type_.lower(), location=place)
    return Column(
        name,
        (said.type or type_).lower(),
        nullable=_NOT_NULL.isdisjoint(said.constraints),
        comment=said.description,
        location=place or said.location,
        tags=said.tags,
    )
