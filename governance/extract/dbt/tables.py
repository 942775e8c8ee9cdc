"""Nodes as tables of the catalog: what the SQL makes, with what the YAML says about it."""

from __future__ import annotations

from collections.abc import Callable

from governance.extract.dbt.config import Settled
from governance.extract.dbt.project import Node, NodeColumn
from governance.lineage.resolve import Resolution
from governance.model.catalog import Column, Table, TableKind
from governance.model.location import Location
from governance.model.names import TableRef

Fold = Callable[[str, bool], str]

_KINDS: dict[str, TableKind] = {
    "view": "view",
    "materialized_view": "materialized view",
    "dynamic_table": "materialized view",
}
_NOT_NULL = frozenset({"not_null", "primary_key"})


def made(
    node: Node, settled: Settled, ref: TableRef, resolution: Resolution | None, fold: Fold
) -> Table:
    """The table of a model, snapshot or seed.

    Its columns are those that its SQL makes; where that is not known (`resolution` is None, or
    open), those that the YAML describes and the database has are columns too. A table stands where
    the YAML describes it, else at its file; a column where the SQL makes it.
    """
    said = {fold(column.name, column.quoted): column for column in node.columns}
    types = {fold(column.name, True): column.type for column in node.found}
    columns: dict[str, Column] = {}
    for each in resolution.columns if resolution is not None else ():
        place = Location(node.file, *each.span) if node.file and each.span[0] else None
        type_ = types.get(each.name) or each.type
        columns[each.name] = _column(each.name, said.get(each.name), type_, place)
    if resolution is None or resolution.open:
        _also(columns, types, said)
    if node.kind == "snapshot":
        for name in snapshot_columns(settled):
            columns.setdefault(name, _column(name, said.get(name), types.get(name, ""), None))
    # what a catalog.json lists is all there is; a seed's header too
    known = bool(types) or node.kind == "seed"
    return _table(node, settled, ref, columns, open_=_is_open(resolution) and not known)


def described(node: Node, settled: Settled, ref: TableRef, fold: Fold) -> Table:
    """The table of a source: what the YAML describes and the database has, seldom all of it."""
    said = {fold(column.name, column.quoted): column for column in node.columns}
    types = {fold(column.name, True): column.type for column in node.found}
    columns: dict[str, Column] = {}
    _also(columns, types, said)
    return _table(node, settled, ref, columns, open_=not types)


def snapshot_columns(settled: Settled) -> tuple[str, ...]:
    """The columns that dbt adds to a snapshot, the key of a row's version first.

    https://docs.getdbt.com/docs/build/snapshots#snapshot-meta-fields
    """
    names = settled.everything.get("snapshot_meta_column_names")
    renamed = names if isinstance(names, dict) else {}
    own = ["dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"]
    if settled.everything.get("hard_deletes") == "new_record":
        own.append("dbt_is_deleted")
    return tuple(str(renamed.get(name) or name) for name in own)


def _is_open(resolution: Resolution | None) -> bool:
    return resolution is None or resolution.open


def _also(columns: dict[str, Column], types: dict[str, str], said: dict[str, NodeColumn]) -> None:
    for name in (*types, *said):
        if name not in columns:
            columns[name] = _column(name, said.get(name), types.get(name, ""), None)


def _table(
    node: Node, settled: Settled, ref: TableRef, columns: dict[str, Column], *, open_: bool
) -> Table:
    of_model = node.kind == "model"
    return Table(
        ref,
        _KINDS.get(settled.materialized, "table"),
        tuple(columns.values()),
        comment=node.description,
        primary_key=tuple(
            column.name for column in node.columns if "primary_key" in column.constraints
        ),
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
