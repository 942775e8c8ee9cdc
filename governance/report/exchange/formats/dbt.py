"""dbt properties: what people declared as `meta`, under the keys that dbt's users know.

A table that a dbt project makes is a model (a seed, a snapshot) of it, a file of each kind for each
source; any other table is a source of dbt's, a file a schema. `meta` stands under `config`, where
dbt wants it since 1.10. What was only found stands in `meta: {lictor: …}`, which says nothing.

dbt renders all text of its YAML as Jinja; what looks like Jinja in a name or a description is
written so that it comes out as it is.

Source: https://docs.getdbt.com/reference/source-properties and .../model-properties
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, Literal

from governance.model.catalog import Catalog, Column, Table
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import FactKey
from governance.report.exchange.base import Context, Left, Piece, System
from governance.report.exchange.facts import found, personal, stated
from governance.report.exchange.file_names import FileNames
from governance.report.exchange.yaml import dump
from governance.sql.dialect import dialect, dialects

FILE = None

Fold = Callable[[str, bool], str]
"""What an engine makes of a name, by whether it is quoted."""

Kind = Literal["sources", "models", "seeds", "snapshots"]

_KEYS: tuple[FactKey, ...] = (
    "owner",
    "category",
    "classification",
    "retention_days",
    "masking",
    "encryption",
    "purpose",
    "environment",
)
_WORD = re.compile(r"[^\W\d]\w*")
_JINJA = re.compile(r"\{[{%#]")


def pieces(catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
    """A file for each schema of sources, and one for the models of each project."""
    names = FileNames()
    called: dict[str, tuple[str, str]] = {}
    tables = sorted(catalog.tables, key=lambda table: (_kind(table, context), table.ref))
    for (kind, source, schema), of in groupby(tables, lambda t: _group(t, context)):
        fold = _fold(context.system(source))
        if kind != "sources":
            file = f"{names(f'{kind}_{source}')}.yml"
            yield Piece(file, dump({"version": 2}) + f"{kind}:\n")
            for table in of:
                yield Piece(file, _item(_model(catalog, table, kind, fold), "  "))
            continue
        file = f"{names(f'sources_{source}_{schema}' if schema else f'sources_{source}')}.yml"
        database, _, last = schema.rpartition(".")
        name = last or source or "default"
        if called.setdefault(name, (source, schema)) != (source, schema):
            name = f"{source}_{schema}"
        head: dict[str, Any] = {"name": literal(name)}
        if database:
            head["database"] = literal(database)
        if last:
            head["schema"] = literal(last)
        yield Piece(file, dump({"version": 2}) + "sources:\n" + _item(head, "  ") + "    tables:\n")
        for table in of:
            yield Piece(file, _item(_table(catalog, table, fold), "      "))


def literal(text: str) -> str:
    """A text that dbt's Jinja gives back as it is."""
    return _JINJA.sub(lambda found: f"{{{{ '{found[0]}' }}}}", text)


def _fold(system: System) -> Fold:
    """That of the source's engine, PostgreSQL's where nobody said which it is."""
    known = dialects()
    spoken = next((each for each in (system.dialect, system.kind) if each in known), "postgres")
    return dialect(spoken).fold


def _group(table: Table, context: Context) -> tuple[Kind, str, str]:
    kind = _kind(table, context)
    return kind, table.ref.source, table.ref.schema if kind == "sources" else ""


def _kind(table: Table, context: Context) -> Kind:
    """What of a dbt project makes the table; what others make is a source of its own."""
    if context.system(table.ref.source).kind != "dbt" or table.freshness is not None:
        return "sources"
    if table.contract is not None:
        return "models"
    seed = table.location is not None and table.location.file.endswith((".csv", ".tsv"))
    return "seeds" if seed else "snapshots"


def _item(entry: dict[str, Any], indent: str) -> str:
    """A mapping as the next entry of a list that stands so far in."""
    return dump([entry], indent)


def _table(catalog: Catalog, table: Table, fold: Fold) -> dict[str, Any]:
    """A table of a source."""
    entry = _described(catalog, table.ref, table.ref.table, table.comment)
    if table.columns:
        entry["columns"] = [_column(catalog, table, column, fold) for column in table.columns]
    return entry


def _model(catalog: Catalog, table: Table, kind: Kind, fold: Fold) -> dict[str, Any]:
    """A model; it is named like its file, which an alias in the database does not tell."""
    place = PurePosixPath(table.location.file) if table.location else None
    named = kind == "models" and place is not None and place.suffix in (".sql", ".py")
    name = place.stem if named and place else table.ref.table
    entry = _described(catalog, table.ref, name, table.comment)
    if table.columns:
        entry["columns"] = [
            _column(catalog, table, column, fold) | _constraints(table, column)
            for column in table.columns
        ]
    return entry


def _constraints(table: Table, column: Column) -> dict[str, Any]:
    kinds = [] if column.nullable else ["not_null"]
    if table.primary_key == (column.name,):
        kinds = ["primary_key"]
    elif (column.name,) in table.unique:
        kinds.append("unique")
    return {"constraints": [{"type": kind} for kind in kinds]} if kinds else {}


def _column(catalog: Catalog, table: Table, column: Column, fold: Fold) -> dict[str, Any]:
    ref = table.ref.column(column.name)
    entry = _described(catalog, ref, column.name, column.comment)
    head: dict[str, Any] = {"name": entry["name"]}
    if column.type:
        head["data_type"] = literal(column.type)
    if not _WORD.fullmatch(column.name) or fold(column.name, False) != fold(column.name, True):
        head["quote"] = True
    return head | entry


def _described(
    catalog: Catalog, ref: TableRef | ColumnRef, name: str, comment: str | None
) -> dict[str, Any]:
    said = stated(catalog, ref, comment)
    entry: dict[str, Any] = {"name": literal(name)}
    if "description" in said:
        entry["description"] = literal(str(said["description"]))
    meta: dict[str, Any] = {}
    holds = personal(said)
    if holds is not None:
        meta["contains_pii"] = holds
    for key in _KEYS:
        value = said.get(key)
        if value is not None:
            meta[key] = literal(value) if isinstance(value, str) else value
    only_found = found(catalog, ref) if isinstance(ref, ColumnRef) else None
    if only_found is not None:
        meta["lictor"] = only_found
    if meta:
        entry["config"] = {"meta": meta}
    return entry
