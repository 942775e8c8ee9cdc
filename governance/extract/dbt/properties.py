"""The YAML beside the models: what it says of models, seeds, snapshots, sources, groups, exposures.

Both spellings of dbt are read: `meta`, `tags`, `group`, `access`, `docs` beside the name and under
`config:`. Tests, macros, metrics, semantic models and unit tests say nothing about data at rest and
are passed over (https://docs.getdbt.com/reference/configs-and-properties).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Raw

from governance.documents import Document, load
from governance.errors import ConfigError
from governance.extract.dbt.config import texts, united
from governance.extract.dbt.meta_keys import understood
from governance.extract.dbt.written import (
    Fault,
    Place,
    Properties,
    WrittenColumn,
    WrittenExposure,
    WrittenGroup,
    WrittenNode,
    WrittenVersion,
)
from governance.faults import Path

CONFIG_KEYS = frozenset(
    {
        # what it is and where it is built
        *("materialized", "schema", "dataset", "alias", "database", "project", "catalog"),
        *("target_schema", "target_database", "identifier", "relation", "enabled", "quoting"),
        # who answers for it, who may read it
        *("tags", "group", "access", "contract", "grants", "persist_docs", "freshness", "docs"),
        # how it is built
        *("unique_key", "strategy", "updated_at", "check_cols", "on_schema_change"),
        *("incremental_strategy", "full_refresh", "event_time", "batch_size", "begin", "lookback"),
        *("partition_by", "partitioned_by", "cluster_by", "file_format", "table_type"),
        *("column_types", "delimiter", "quote_columns", "loaded_at_field"),
        *("hard_deletes", "snapshot_meta_column_names", "dbt_valid_to_current"),
    }
)
"""Keys of a configuration that are kept; others are an adapter's own, and may hold anything."""

_BESIDE = ("group", "access", "docs", "tags", "freshness", "loaded_at_field", "quoting")
_NODES: tuple[tuple[str, Literal["model", "seed", "snapshot"]], ...] = (
    ("models", "model"),
    ("seeds", "seed"),
    ("snapshots", "snapshot"),
)
_LABELS = ("policy_tags", "databricks_tags", "labels", "snowflake_tags")


def read_properties(content: bytes, file: str) -> Properties:
    """Read one file; what is wrong in it is a fault, and everything else of it is read."""
    try:
        document = load(content, file, foreign=True)
    except ConfigError as error:
        place = (error.location.line, error.location.column) if error.location else (0, 0)
        message = f"{error.message}; what this file says of the models is not known"
        return Properties(faults=(Fault(message, "yaml", place),))
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._faults: list[Fault] = [
            Fault(
                f"a key stands here twice (first in line {first}); the last one counts: "
                "leave one out",
                "doubled",
                (place.line, place.column),
            )
            for place, first in document.doubled
        ]

    def read(self) -> Properties:
        data = self._document.data
        if not isinstance(data, dict):
            self._fault((), "the file must be a mapping: models:, sources: and so on", "root")
            return Properties(faults=tuple(self._faults))
        nodes: list[WrittenNode] = []
        for key, kind in _NODES:
            nodes += [self._node(kind, path, entry) for path, entry in self._named(data, key)]
        for path, entry in self._named(data, "sources"):
            nodes += self._source(path, entry)
        return Properties(
            nodes=tuple(nodes),
            groups=tuple(self._group(p, entry) for p, entry in self._named(data, "groups")),
            exposures=tuple(self._exposure(p, e) for p, e in self._named(data, "exposures")),
            faults=tuple(self._faults),
        )

    def _named(
        self, data: Mapping[Any, Any], key: str, path: Path = ()
    ) -> Iterator[tuple[Path, Mapping[Any, Any]]]:
        """The entries of a list that have a name; any other is a fault."""
        listed = data.get(key)
        here = (*path, key)
        if listed is None:
            return
        if not isinstance(listed, list):
            self._fault(here, f'"{key}" must be a list: - name: before each entry', key)
            return
        for number, entry in enumerate(listed):
            named = (*here, number)
            if not isinstance(entry, dict):
                self._fault(named, f'"{key}": each entry must be a mapping with a name', key)
            elif not isinstance(entry.get("name"), str | int | float):
                if key != "columns" or not ("include" in entry or "exclude" in entry):
                    self._fault(named, f'"{key}": this entry has no name', key)
            else:
                yield named, entry

    def _node(
        self,
        kind: Literal["model", "seed", "snapshot", "source"],
        path: Path,
        entry: Mapping[Any, Any],
    ) -> WrittenNode:
        config, places = self._config(path, entry)
        if kind == "snapshot" and isinstance(entry.get("relation"), str):
            config["relation"] = entry["relation"]
        versions = tuple(self._versions(path, entry)) if kind == "model" else ()
        columns = self._columns(path, entry)
        latest = entry.get("latest_version")
        return WrittenNode(
            kind=kind,
            name=str(entry["name"]),
            place=self._place((*path, "name")),
            description=_description(entry),
            config=config,
            places=places,
            columns=Raw(msgspec.json.encode(columns)),
            capitals=tuple(c.name for c in columns if c.name != c.name.lower()),
            versions=versions,
            latest=None if latest is None else str(latest),
        )

    def _source(self, path: Path, entry: Mapping[Any, Any]) -> Iterator[WrittenNode]:
        """The tables of a source; what the source says holds for each that does not say it."""
        above, above_places = self._config(path, entry)
        for key in ("schema", "database"):
            if isinstance(entry.get(key), str | int | float):
                above[key] = str(entry[key])
        above.setdefault("schema", str(entry["name"]))
        if isinstance(entry.get("catalog"), str):
            above.setdefault("database", entry["catalog"])
        for below, table in self._named(entry, "tables", path):
            node = self._node("source", below, table)
            own = dict(node.config)
            if isinstance(table.get("identifier"), str | int | float):
                own["identifier"] = str(table["identifier"])
            yield WrittenNode(
                kind="source",
                name=node.name,
                place=node.place,
                source=str(entry["name"]),
                description=node.description,
                config=united(above, own),
                places={**above_places, **node.places},
                columns=node.columns,
                capitals=node.capitals,
            )

    def _versions(self, path: Path, entry: Mapping[Any, Any]) -> Iterator[WrittenVersion]:
        listed = entry.get("versions")
        if listed is None:
            return
        if not isinstance(listed, list):
            self._fault((*path, "versions"), '"versions" must be a list: - v: 1', "versions")
            return
        for number, version in enumerate(listed):
            here = (*path, "versions", number)
            if not isinstance(version, dict) or version.get("v") is None:
                self._fault(here, "this version has no number; write v: 1", "versions")
                continue
            config, places = self._config(here, version)
            columns = version.get("columns")
            rule = next(
                (
                    column
                    for column in (columns if isinstance(columns, list) else ())
                    if isinstance(column, dict) and ("include" in column or "exclude" in column)
                ),
                {},
            )
            included = rule.get("include")
            defined_in = version.get("defined_in")
            yield WrittenVersion(
                v=str(version["v"]),
                place=self._place((*here, "v")),
                defined_in=defined_in if isinstance(defined_in, str) else None,
                description=_description(version),
                config=config,
                places=places,
                columns=None if columns is None else self._columns(here, version),
                include=None if included in (None, "all", "*") else tuple(texts(included)),
                exclude=tuple(texts(rule.get("exclude"))),
            )

    def _config(
        self, path: Path, entry: Mapping[Any, Any]
    ) -> tuple[dict[str, Any], dict[str, Place]]:
        """What is configured beside the name and under `config:`, and where each key of meta is."""
        config: dict[str, Any] = {}
        for key in _BESIDE:
            if key in entry:
                config[key] = jsonable(entry[key])
        inner = entry.get("config")
        if inner is not None and not isinstance(inner, dict):
            self._fault((*path, "config"), '"config" must be a mapping of keys to values', "config")
            inner = None
        said = {str(k): v for k, v in (inner or {}).items()}
        config = united(config, kept_config(said))
        meta, places = self._meta(path, entry)
        if meta:
            config["meta"] = meta
        return config, places

    def _meta(
        self, path: Path, entry: Mapping[Any, Any]
    ) -> tuple[dict[str, Any], dict[str, Place]]:
        """Meta of both places; the one under `config:` is the newer and counts."""
        meta: dict[str, Any] = {}
        places: dict[str, Place] = {}
        inner = entry.get("config")
        for where, holder in (((), entry), (("config",), inner)):
            if not isinstance(holder, dict):
                continue
            for key in ("meta", *_LABELS):
                said, at = holder.get(key), (*path, *where, key)
                if key in _LABELS and said is not None:
                    found = _labels(key, said)
                elif isinstance(said, dict):
                    found = understood(said)
                else:
                    continue
                for name, value in found.items():
                    meta[name] = jsonable(value)
                    places[name] = self._key_place(at, name)
        return meta, places

    def _key_place(self, at: Path, name: str) -> Place:
        """A key of meta may have dots of its own, or lie in a mapping of meta."""
        whole = self._document.key_location(*at, name)
        if whole == self._document.location(*at) and "." in name:
            outer, _, inner = name.partition(".")
            whole = self._document.key_location(*at, outer, inner)
        return whole.line, whole.column

    def _columns(self, path: Path, entry: Mapping[Any, Any]) -> tuple[WrittenColumn, ...]:
        """A column that is described twice has what both say; of what differs, the last counts."""
        columns: dict[str, WrittenColumn] = {}
        for below, column in self._named(entry, "columns", path):
            written = self._column(below, column)
            first = columns.get(written.name)
            columns[written.name] = written if first is None else _both(first, written)
        return tuple(columns.values())

    def _column(self, path: Path, column: Mapping[Any, Any]) -> WrittenColumn:
        meta, places = self._meta(path, column)
        inner = column.get("config")
        inner = inner if isinstance(inner, dict) else {}
        kind = column.get("data_type")
        return WrittenColumn(
            name=str(column["name"]),
            place=self._place((*path, "name")),
            type=kind.strip() if isinstance(kind, str) else "",
            description=_description(column),
            meta=meta,
            places=places,
            tags=tuple(dict.fromkeys([*texts(column.get("tags")), *texts(inner.get("tags"))])),
            constraints=tuple(_constraints(column.get("constraints"))),
            quoted=column.get("quote") is True,
        )

    def _group(self, path: Path, entry: Mapping[Any, Any]) -> WrittenGroup:
        return WrittenGroup(
            name=str(entry["name"]), place=self._place((*path, "name")), owner=_owner(entry)
        )

    def _exposure(self, path: Path, entry: Mapping[Any, Any]) -> WrittenExposure:
        url, kind = entry.get("url"), entry.get("type")
        config = entry.get("config")
        enabled = config.get("enabled") if isinstance(config, dict) else None
        return WrittenExposure(
            name=str(entry["name"]),
            place=self._place((*path, "name")),
            kind=kind if isinstance(kind, str) else "",
            owner=_owner(entry),
            url=url if isinstance(url, str) else None,
            description=_description(entry),
            depends_on=tuple(texts(entry.get("depends_on"))),
            enabled=enabled is not False,
        )

    def _place(self, path: Path) -> Place:
        found = self._document.location(*path)
        return found.line, found.column

    def _fault(self, path: Path, message: str, about: str) -> None:
        self._faults.append(Fault(message, about, self._place(path)))


def _both(first: WrittenColumn, second: WrittenColumn) -> WrittenColumn:
    return WrittenColumn(
        name=first.name,
        place=first.place,
        type=second.type or first.type,
        description=second.description or first.description,
        meta={**first.meta, **second.meta},
        places={**first.places, **second.places},
        tags=tuple(dict.fromkeys([*first.tags, *second.tags])),
        constraints=tuple(dict.fromkeys([*first.constraints, *second.constraints])),
        quoted=first.quoted or second.quoted,
    )


def kept_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a configuration that are kept, meta left out; yes and no are kept of any key."""
    return {
        key: jsonable(value)
        for key, value in config.items()
        if key in CONFIG_KEYS or (isinstance(value, bool) and key != "meta")
    }


def jsonable(value: Any) -> Any:
    """A value as it comes back from JSON, so that it is the same before and after the cache."""
    if isinstance(value, dict):
        return {str(key): jsonable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(entry) for entry in value]
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


def _labels(key: str, said: Any) -> dict[str, Any]:
    """Tags that an adapter puts on a column, as if they stood in meta."""
    if key == "policy_tags":
        return {key: list(texts(said))}
    return understood(said) if isinstance(said, dict) else {}


def _description(entry: Mapping[Any, Any]) -> str | None:
    said = entry.get("description")
    return said.strip() or None if isinstance(said, str) else None


def _owner(entry: Mapping[Any, Any]) -> str | None:
    owner = entry.get("owner")
    if isinstance(owner, dict):
        for key in ("name", "email"):
            said = next(iter(texts(owner.get(key))), "")
            if said.strip():
                return said.strip()
        return None
    return owner.strip() or None if isinstance(owner, str) else None


def _constraints(listed: Any) -> Iterable[str]:
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("type"), str):
            yield entry["type"].strip().lower()
