"""What OpenMetadata's API takes: requests that make tables, with labels, and what they rest on.

- `classifications.json` and `tags.json`: requests that make the labels; they come first
- `tables/<service>.<schema>.json`: requests that make or change tables, for `PUT /v1/tables`
- `owners.json`: who owns which table. A request names owners by an id that only the server knows.

Labels that people stand behind are `Manual` and `Confirmed`; what was only found is `Propagated`
(by lineage) or `Automated`, and `Suggested`, which OpenMetadata asks the owner to confirm.

Source: https://docs.open-metadata.org, the schemas createTable, tagLabel and column
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from governance.model.catalog import Catalog, Column, Table, TableKind
from governance.model.classification import Level
from governance.model.names import TableRef
from governance.model.stewardship import FactKey
from governance.report.exchange.base import Context, Left, Piece, joined
from governance.report.exchange.facts import found, personal, stated
from governance.report.exchange.file_names import FileNames
from governance.report.exchange.types import Sort, length_of, sort_of
from governance.taxonomy import categories

FILE = None

LONGEST_NAME = 256
LONGEST_LABEL = 128

_DEFAULT = "default"
_FITS = re.compile(r"(?:(?!::)[^\r\n\u0085\u2028\u2029])+")
"""Names that OpenMetadata takes: `^((?!::).)*$` in its schemas, in which a dot is no line break."""

_GROUPS: dict[FactKey, tuple[str, str]] = {
    "classification": ("DataClassification", "How sensitive the data is"),
    "category": ("PersonalDataCategory", "What personal data it is"),
    "masking": ("DataMasking", "How values are masked"),
    "encryption": ("DataEncryption", "How values are encrypted"),
}
_KINDS: dict[TableKind, str] = {
    "table": "Regular",
    "view": "View",
    "materialized view": "MaterializedView",
    "foreign table": "Foreign",
    "temporary table": "Local",
}
_TYPES: dict[Sort, str] = {
    "string": "TEXT",
    "integer": "BIGINT",
    "number": "NUMERIC",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "binary": "BLOB",
    "array": "ARRAY",
    "object": "JSON",
}
_EXACT = frozenset(
    {"bigint", "smallint", "tinyint", "int", "float", "double", "decimal", "uuid", "json", "date"}
)
_MANUAL = {"labelType": "Manual", "state": "Confirmed"}
_SECRET = (Level.CONFIDENTIAL, Level.RESTRICTED)


def pieces(catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
    """The tables a file a schema, then who owns them, then the labels that they use."""
    writer = _Writer(catalog)
    names = FileNames()
    tables = sorted(catalog.tables, key=lambda table: table.ref)
    for (source, schema), of in groupby(tables, lambda t: (t.ref.source, t.ref.schema)):
        service = source or _DEFAULT
        file = f"tables/{names(f'{service}.{schema}' if schema else service)}.json"
        for piece in joined(file, writer.requests(of)):
            yield from writer.left
            writer.left.clear()
            yield piece
    yield from joined("owners.json", map(_json, writer.owners))
    yield from joined("classifications.json", map(_json, writer.classifications()))
    yield from joined("tags.json", map(_json, writer.tags()))


class _Writer:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._labels: dict[tuple[str, str], None] = {}
        self.owners: list[dict[str, Any]] = []
        self.left: list[Left] = []

    def requests(self, tables: Iterator[Table]) -> Iterator[str]:
        """A request a table; one that OpenMetadata cannot name is left out."""
        for table in tables:
            above = _above(table.ref)
            if above is None or not _fits(table.ref.table):
                self.left.append(Left(table.ref.name, "OpenMetadata takes no table of such a name"))
                continue
            yield _json(self._request(table, above))

    def _request(self, table: Table, above: str) -> dict[str, Any]:
        said = stated(self._catalog, table.ref, table.comment)
        request: dict[str, Any] = {
            "name": table.ref.table,
            "databaseSchema": above,
            "tableType": _KINDS[table.kind],
        }
        if "description" in said:
            request["description"] = said["description"]
        if "retention_days" in said:
            request["retentionPeriod"] = f"P{said['retention_days']}D"
        if "owner" in said:
            self._owned(table.ref, above, str(said["owner"]))
        for key in ("purpose", "environment"):
            if key in said:
                self._leave(table.ref.name, f"OpenMetadata has no place for its {key}")
        labels = list(self._declared(table.ref.name, said))
        if labels:
            request["tags"] = labels
        columns = [self._column(table, column) for column in table.columns]
        request["columns"] = [column for column in columns if column is not None]
        if table.primary_key:
            named = list(table.primary_key)
            request["tableConstraints"] = [{"constraintType": "PRIMARY_KEY", "columns": named}]
        return request

    def _owned(self, ref: TableRef, above: str, owner: str) -> None:
        name = _quoted(ref.table)
        if name is None:
            self._leave(ref.name, "its name has a quote in it, so that its owner is left out")
            return
        kind = "user" if "@" in owner[1:] else "team"
        owners = [{"type": kind, "name": owner}]
        self.owners.append({"fullyQualifiedName": f"{above}.{name}", "owners": owners})

    def _column(self, table: Table, column: Column) -> dict[str, Any] | None:
        ref = table.ref.column(column.name)
        if not _fits(column.name):
            self._leave(ref.name, "OpenMetadata takes no column of such a name")
            return None
        said = stated(self._catalog, ref, column.comment)
        entry: dict[str, Any] = {"name": column.name} | _type(column.type)
        if "description" in said:
            entry["description"] = said["description"]
        if table.primary_key == (column.name,):
            entry["constraint"] = "PRIMARY_KEY"
        elif not column.nullable:
            entry["constraint"] = "NOT_NULL"
        for key in ("owner", "retention_days", "purpose", "environment"):
            if key in said:
                self._leave(ref.name, f"OpenMetadata has no place for the {key} of a column")
        labels = list(self._declared(ref.name, said))
        only_found = found(self._catalog, ref)
        if only_found is not None:
            labels += self._found(only_found, said)
        if labels:
            entry["tags"] = labels
        return entry

    def _declared(self, subject: str, said: dict[FactKey, str | int]) -> Iterator[dict[str, Any]]:
        for key, (group, _) in _GROUPS.items():
            if key in said:
                name = _quoted(str(said[key]))
                label = f"{group}.{name}"
                if name is None or not _fits(str(said[key])) or len(label) > LONGEST_LABEL:
                    self._leave(subject, f"OpenMetadata takes no label of such a {key}")
                    continue
                self._labels.setdefault((group, str(said[key])))
                yield _label(label, **_MANUAL)
        level = said.get("classification")
        if personal(said) and level is not None:
            # OpenMetadata's own label, by which it hides samples
            yield _label(f"PII.{_sensitivity(str(level))}", **_MANUAL)

    def _found(
        self, only_found: dict[str, Any], said: dict[FactKey, str | int]
    ) -> Iterator[dict[str, Any]]:
        how = "Propagated" if only_found["status"] == "inherited" else "Automated"
        state = {"labelType": how, "state": "Suggested"}
        level = only_found.get("level")
        values: dict[FactKey, str | None] = {
            "classification": level,
            "category": only_found["category"],
        }
        for key, value in values.items():
            group = _GROUPS[key][0]
            if value is not None and key not in said:
                self._labels.setdefault((group, value))
                yield _label(f"{group}.{value}", **state)
        if level is not None and "classification" not in said:
            yield _label(f"PII.{_sensitivity(level)}", **state)

    def _leave(self, subject: str, what: str) -> None:
        self.left.append(Left(subject, what))

    def classifications(self) -> Iterator[dict[str, Any]]:
        """Requests that make the groups of labels."""
        used = {group for group, _ in self._labels}
        for group, about in _GROUPS.values():
            if group in used:
                yield {"name": group, "description": f"{about}.", "mutuallyExclusive": True}

    def tags(self) -> Iterator[dict[str, Any]]:
        """Requests that make the labels."""
        about_groups = dict(_GROUPS.values())
        for group, name in self._labels:
            known = categories().get(name) if group == _GROUPS["category"][0] else None
            about = known.about if known else f"{about_groups[group]}: {name}."
            yield {"classification": group, "name": name, "description": about}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _label(name: str, **state: str) -> dict[str, Any]:
    return {"tagFQN": name, "source": "Classification", **state}


def _sensitivity(level: str) -> str:
    return "Sensitive" if level in _SECRET else "NonSensitive"


def _fits(name: str) -> bool:
    return len(name) <= LONGEST_NAME and _FITS.fullmatch(name) is not None


def _above(ref: TableRef) -> str | None:
    """The full name of the table's schema; None where a part of it cannot be written."""
    database, _, schema = ref.schema.rpartition(".")
    parts = (ref.source or _DEFAULT, database or _DEFAULT, schema or _DEFAULT)
    written = [_quoted(part) if _fits(part) else None for part in parts]
    return None if None in written else ".".join(part for part in written if part)


def _quoted(name: str) -> str | None:
    """A part of a full name, in quotes where it has a dot; one with both cannot be written."""
    if "." not in name and not name.startswith('"'):
        return name
    return None if '"' in name else f'"{name}"'


def _type(type_: str) -> dict[str, Any]:
    """OpenMetadata's type beside the engine's own; a text with a length must say which."""
    sort = sort_of(type_)
    word = re.match(r"[a-z]*", type_.lower())
    length = length_of(type_)
    entry: dict[str, Any] = {"dataType": _TYPES[sort] if sort else "UNKNOWN"}
    if word is not None and word[0] in _EXACT:
        entry["dataType"] = word[0].upper()
    if sort == "string" and length is not None:
        entry |= {"dataType": "VARCHAR", "dataLength": length}
    if sort == "array":
        entry["arrayDataType"] = "UNKNOWN"
    return entry | ({"dataTypeDisplay": type_} if type_ else {})
