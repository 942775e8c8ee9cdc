"""Metadata change proposals of DataHub, an array that its `file` source ingests.

Each proposal puts one aspect of one entity: of datasets `datasetProperties`, `schemaMetadata`,
`ownership`, `globalTags`, `upstreamLineage`; those that people edit in DataHub itself
(`editable…`) are left alone. What people declared of a column are tags (`category:email`,
`classification:confidential`, and `pii` for all that is personal); what was only found stands in
the field's `jsonProps`. The environment in a dataset's name is PROD, as it is for whatever
DataHub ingests unless somebody says otherwise.

Source: https://docs.datahub.com/docs/generated/metamodel/entities/dataset
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from governance.model.catalog import Catalog, Column, Table
from governance.model.lineage import Edge, EdgeKind
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import FactKey
from governance.report.exchange.base import Context, Left, Piece, joined
from governance.report.exchange.facts import found, personal, stated
from governance.report.exchange.types import Sort, sort_of

FILE = "datahub.json"

LONGEST = 480
"""Bytes of a tag's name; a urn may have 512 (https://docs.datahub.com/docs/what/urn)."""

_PLATFORMS = {"tsql": "mssql", "postgresql": "postgres", "sqlserver": "mssql"}
_TYPES: dict[Sort, str] = {
    "string": "StringType",
    "integer": "NumberType",
    "number": "NumberType",
    "boolean": "BooleanType",
    "date": "DateType",
    "time": "TimeType",
    "timestamp": "TimeType",
    "binary": "BytesType",
    "array": "ArrayType",
    "object": "RecordType",
}
_OF_COLUMNS: tuple[FactKey, ...] = (
    "category",
    "classification",
    "masking",
    "encryption",
    "owner",
    "retention_days",
    "purpose",
    "environment",
)
_OF_TABLES: tuple[FactKey, ...] = ("retention_days", "purpose", "environment")
_NOBODY = {"time": 0, "actor": "urn:li:corpuser:unknown"}
_RESERVED = re.compile("[%,()\x00-\x1f\x7f-\xa0\u2028\u2029\u241f]")
"""What has a meaning in a urn, or does not show."""


def pieces(catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
    """The proposals for all tables and the tags they use, one a line."""
    writer = _Writer(catalog, context)
    left: list[Left] = []
    for piece in joined(FILE, writer.proposals(left)):
        yield from left
        left.clear()
        yield piece


class _Writer:
    def __init__(self, catalog: Catalog, context: Context) -> None:
        self._catalog = catalog
        self._context = context
        self._tags: dict[str, str] = {}
        self._edges: dict[TableRef, list[Edge]] = {}
        for edge in catalog.edges:
            self._edges.setdefault(edge.downstream.table_ref, []).append(edge)

    def proposals(self, left: list[Left]) -> Iterator[str]:
        """Each proposal as JSON; what there is no room for is put into `left`."""
        for table in self._catalog.tables:
            urn = self._urn(table.ref)
            for aspect, value in self._aspects(table, left):
                yield _proposal("dataset", urn, aspect, value)
        for tag, name in self._tags.items():
            value = {"name": name, "description": "Written by lictor catalog export."}
            yield _proposal("tag", tag, "tagProperties", value)

    def _aspects(self, table: Table, left: list[Left]) -> Iterator[tuple[str, dict[str, Any]]]:
        said = stated(self._catalog, table.ref, table.comment)
        properties: dict[str, Any] = {
            "name": table.ref.table,
            "qualifiedName": table.ref.name,
            "customProperties": {key: str(said[key]) for key in _OF_TABLES if key in said},
        }
        if "description" in said:
            properties["description"] = said["description"]
        yield "datasetProperties", properties
        yield "schemaMetadata", self._schema(table, left)
        if "owner" in said:
            owner = {"owner": _owner(str(said["owner"])), "type": "BUSINESS_OWNER"}
            yield "ownership", {"owners": [owner], "lastModified": _NOBODY}
        if "classification" in said:
            tags = [{"tag": self._tag(f"classification:{said['classification']}")}]
            yield "globalTags", {"tags": tags}
        if self._edges.get(table.ref):
            yield "upstreamLineage", self._lineage(table.ref)

    def _schema(self, table: Table, left: list[Left]) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "schemaName": table.ref.name,
            "platform": self._platform(table.ref),
            "version": 0,
            "hash": "",
            "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
            "fields": [self._field(table, column, left) for column in table.columns],
        }
        if table.primary_key:
            schema["primaryKeys"] = list(table.primary_key)
        return schema

    def _field(self, table: Table, column: Column, left: list[Left]) -> dict[str, Any]:
        ref = table.ref.column(column.name)
        said = stated(self._catalog, ref, column.comment)
        entry: dict[str, Any] = {
            "fieldPath": column.name,
            "nullable": column.nullable,
            "type": {"type": _type(column.type)},
            "nativeDataType": column.type,
            "recursive": False,
            "isPartOfKey": column.name in table.primary_key,
        }
        if "description" in said:
            entry["description"] = said["description"]
        tags = list(self._declared(ref, said, left))
        if tags:
            entry["globalTags"] = {"tags": [{"tag": tag} for tag in tags]}
        only_found = found(self._catalog, ref)
        if only_found is not None:
            entry["jsonProps"] = json.dumps({"lictor": only_found}, ensure_ascii=False)
        return entry

    def _declared(
        self, ref: ColumnRef, said: dict[FactKey, str | int], left: list[Left]
    ) -> Iterator[str]:
        if personal(said):
            yield self._tag("pii")
        for key in _OF_COLUMNS:
            if key in said:
                tag = f"{key}:{said[key]}"
                if len(_encoded(tag).encode()) > LONGEST:
                    left.append(Left(ref.name, f"its {key} is too long for a tag of DataHub"))
                else:
                    yield self._tag(tag)

    def _lineage(self, made: TableRef) -> dict[str, Any]:
        """Which columns the table's are made of; what only chooses rows is of the whole table."""
        known = self._edges[made]
        read = sorted({edge.upstream.table_ref for edge in known} - {made})
        fields: dict[str, dict[ColumnRef, str]] = {}
        for edge in known:
            named = "*" not in (edge.upstream.column, edge.downstream.column)
            if edge.kind is EdgeKind.VALUE and named:
                fields.setdefault(edge.downstream.column, {})[edge.upstream] = str(edge.effect)
        return {
            "upstreams": [
                {"dataset": self._urn(ref), "type": "TRANSFORMED", "auditStamp": _NOBODY}
                for ref in read
            ],
            "fineGrainedLineages": [
                {
                    "upstreamType": "FIELD_SET",
                    "upstreams": [self._field_urn(origin) for origin in origins],
                    "downstreamType": "FIELD",
                    "downstreams": [self._field_urn(made.column(name))],
                    "transformOperation": ", ".join(dict.fromkeys(origins.values())),
                    "confidenceScore": 1.0,
                }
                for name, origins in fields.items()
            ],
        }

    def _tag(self, name: str) -> str:
        tag = f"urn:li:tag:{_encoded(name)}"
        self._tags.setdefault(tag, name)
        return tag

    def _urn(self, ref: TableRef) -> str:
        name = f"{ref.schema}.{ref.table}" if ref.schema else ref.table
        return f"urn:li:dataset:({self._platform(ref)},{_encoded(name)},PROD)"

    def _field_urn(self, ref: ColumnRef) -> str:
        return f"urn:li:schemaField:({self._urn(ref.table_ref)},{_encoded(ref.column)})"

    def _platform(self, ref: TableRef) -> str:
        """DataHub's name of the engine; a source of which nothing is known is its own platform."""
        system = self._context.system(ref.source)
        engine = system.dialect or system.kind or ref.source or "unknown"
        return f"urn:li:dataPlatform:{_encoded(_PLATFORMS.get(engine, engine))}"


def _proposal(kind: str, urn: str, aspect: str, value: dict[str, Any]) -> str:
    return json.dumps(
        {
            "entityType": kind,
            "entityUrn": urn,
            "changeType": "UPSERT",
            "aspectName": aspect,
            "aspect": {"json": value},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _type(type_: str) -> dict[str, Any]:
    sort = sort_of(type_)
    return {f"com.linkedin.schema.{_TYPES[sort] if sort else 'NullType'}": {}}


def _owner(owner: str) -> str:
    """The owner as a user where it is an address, else as a group."""
    kind = "corpuser" if "@" in owner[1:] else "corpGroup"
    return f"urn:li:{kind}:{_encoded(owner)}"


def _encoded(name: str) -> str:
    """A name inside of a urn, in which commas, brackets and percent signs have a meaning."""
    return _RESERVED.sub(lambda found: quote(found[0]), name)
