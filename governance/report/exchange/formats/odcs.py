"""Data contracts of the Open Data Contract Standard 3.1, one a table.

A contract is a draft: it says what is known, and nobody has agreed to it yet. What people declared
stands where the standard has a place for it (description, classification, team, purpose, retention
as an SLA), else in `customProperties`. What was only found is the custom property `lictorFound`.

Source: https://bitol-io.github.io/open-data-contract-standard/v3.1.0/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from governance.model.catalog import Catalog, Column, Table
from governance.model.stewardship import FactKey
from governance.report.exchange.base import Context, Left, Piece
from governance.report.exchange.facts import found, stated
from governance.report.exchange.file_names import FileNames
from governance.report.exchange.types import Sort, sort_of
from governance.report.exchange.yaml import dump

FILE = None

_LOGICAL: dict[Sort, str] = {"binary": "string"}
_OWN: tuple[FactKey, ...] = ("description", "classification")
_PROPERTIES: dict[FactKey, str] = {
    "owner": "owner",
    "category": "category",
    "retention_days": "retentionDays",
    "masking": "masking",
    "encryption": "encryption",
    "purpose": "purpose",
    "environment": "environment",
}


def pieces(catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
    """A contract a table, named like it."""
    names = FileNames()
    several = len({table.ref.source for table in catalog.tables}) > 1
    for table in catalog.tables:
        name = str(table.ref) if several else table.ref.name
        yield Piece(f"{names(name)}.odcs.yaml", dump(contract(catalog, table)))


def contract(catalog: Catalog, table: Table) -> dict[str, Any]:
    """The contract of one table."""
    said = stated(catalog, table.ref, table.comment)
    entry: dict[str, Any] = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": str(table.ref),
        "name": table.ref.name,
        "version": "1.0.0",
        "status": "draft",
    }
    if "purpose" in said:
        entry["description"] = {"purpose": said.pop("purpose")}
    if "owner" in said:
        entry["team"] = {"name": said.pop("owner")}
    retention = said.pop("retention_days", None)
    entry["schema"] = [_object(catalog, table, said)]
    if retention is not None:
        entry["slaProperties"] = [{"property": "retention", "value": retention, "unit": "d"}]
    return entry


def _object(catalog: Catalog, table: Table, said: dict[FactKey, str | int]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": table.ref.table,
        "physicalName": table.ref.name,
        "physicalType": table.kind,
        "logicalType": "object",
    }
    if "description" in said:
        entry["description"] = said.pop("description")
    custom = _custom(said)
    if "classification" in said:
        custom.append({"property": "classification", "value": said["classification"]})
    if custom:
        entry["customProperties"] = custom
    if table.columns:
        entry["properties"] = [_property(catalog, table, column) for column in table.columns]
    return entry


def _property(catalog: Catalog, table: Table, column: Column) -> dict[str, Any]:
    ref = table.ref.column(column.name)
    said = stated(catalog, ref, column.comment)
    entry: dict[str, Any] = {"name": column.name}
    if column.type:
        entry["physicalType"] = column.type
        sort = sort_of(column.type)
        if sort is not None:
            entry["logicalType"] = _LOGICAL.get(sort, sort)
    if column.name in table.primary_key:
        entry["primaryKey"] = True
        entry["primaryKeyPosition"] = table.primary_key.index(column.name) + 1
    if not column.nullable:
        entry["required"] = True
    if (column.name,) in table.unique or table.primary_key == (column.name,):
        entry["unique"] = True
    entry |= {key: said[key] for key in _OWN if key in said}
    custom = _custom(said)
    only_found = found(catalog, ref)
    if only_found is not None:
        custom.append({"property": "lictorFound", "value": only_found})
    if custom:
        entry["customProperties"] = custom
    return entry


def _custom(said: dict[FactKey, str | int]) -> list[dict[str, Any]]:
    return [
        {"property": name, "value": said[key]} for key, name in _PROPERTIES.items() if key in said
    ]
