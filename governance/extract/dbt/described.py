"""A manifest's nodes as the project's own: for packages that are not there, and whole projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, get_args

from msgspec import structs

from governance.extract.dbt.adapters import ADAPTERS
from governance.extract.dbt.artifacts import Artifacts
from governance.extract.dbt.config import texts
from governance.extract.dbt.manifest import (
    BuiltNode,
    DbtCatalog,
    Manifest,
    ManifestColumn,
    ManifestNode,
    ManifestOwner,
    text,
)
from governance.extract.dbt.meta_keys import understood
from governance.extract.dbt.project import (
    DeclaredExposure,
    Group,
    MacroFile,
    Node,
    NodeColumn,
    NodeKind,
    Project,
    Relation,
)
from governance.extract.dbt.properties import jsonable, kept_config
from governance.model.location import Location

_KINDS: tuple[NodeKind, ...] = get_args(NodeKind)

_NOTHING: Mapping[str, Any] = {}

Place = Callable[[str], Location]
"""A path within a project → where to point a reader at."""


def project_of(manifest: Manifest, artifacts: Artifacts, folder: str, place: Place) -> Project:
    """The project that a manifest describes by itself; `artifacts` are what it was read with."""
    schema, database = target_of(manifest)
    nodes = {
        id_: with_catalog(node, artifacts.catalog)
        for id_, node in nodes_of(manifest, lambda _: True, place)
    }
    return Project(
        name=manifest.metadata.project_name or "project",
        folder=folder,
        adapter=manifest.metadata.adapter_type,
        schema=schema,
        database=database,
        nodes=nodes,
        groups={
            group.name: Group(group.name, _owner(group.owner), place(group.original_file_path))
            for group in manifest.groups.values()
        },
        exposures=tuple(
            DeclaredExposure(
                name=exposure.name,
                kind=exposure.type,
                owner=_owner(exposure.owner),
                url=exposure.url,
                description=exposure.description or None,
                depends_on=tuple(id_ for id_ in exposure.depends_on.nodes if id_ in nodes),
                location=place(exposure.original_file_path),
            )
            for exposure in manifest.exposures.values()
        ),
        macros=tuple(macros_of(manifest, lambda _: True)),
        problems=artifacts.problems,
        notices=artifacts.notices,
        files=1,
    )


def nodes_of(
    manifest: Manifest, wanted: Callable[[str], bool], place: Place
) -> Iterator[tuple[str, Node]]:
    """The models, snapshots, seeds and sources of the packages that are wanted."""
    for found in (*manifest.nodes.values(), *manifest.sources.values()):
        kind = next((kind for kind in _KINDS if kind == found.resource_type), None)
        if kind is None or not isinstance(found, ManifestNode):
            continue
        if wanted(found.package_name):
            yield found.unique_id, _node(found, kind, place(found.original_file_path))


def _node(found: ManifestNode, kind: NodeKind, location: Location) -> Node:
    config = _config(found, kind)
    version = None if found.version is None else str(found.version)
    meta = config.get("meta", {})
    is_seed = kind == "seed"
    is_sql = kind == "model" and found.language != "python"
    return Node(
        id=found.unique_id,
        kind=kind,
        package=found.package_name,
        name=found.name,
        file=None if kind == "source" else found.original_file_path,
        text=None if kind == "source" or is_seed else text(found.raw_code),
        version=version,
        source_name=found.source_name,
        description=found.description or None,
        config=config,
        latest=version is None or version == str(found.latest_version),
        fqn=tuple(found.fqn),
        meta_places=dict.fromkeys(meta, location),
        columns=tuple(_column(column, location) for column in found.columns.values()),
        location=location,
        relation=relation_of(found),
        compiled=text(found.compiled_code) if is_sql else None,
    )


def _config(found: ManifestNode, kind: NodeKind) -> dict[str, Any]:
    said = found.config or {}
    config = {key: value for key, value in kept_config(said).items() if value is not None}
    config["tags"] = list(texts(found.tags))
    # a source's own meta, its table's, and what is configured stand apart in older manifests
    parts = (found.source_meta, found.meta, said.get("meta"))
    meta = understood({key: entry for part in parts for key, entry in (part or {}).items()})
    if meta:
        config["meta"] = jsonable(meta)
    if kind == "source":
        config["schema"], config["identifier"] = found.schema, found.identifier
        if found.database:
            config["database"] = found.database
        if config.get("freshness") is None and isinstance(found.freshness, dict):
            config["freshness"] = jsonable(found.freshness)
    elif found.alias:
        config["alias"] = found.alias
    for key, value in (("group", found.group), ("access", found.access)):
        if value:
            config.setdefault(key, value)
    if found.contract:
        config["contract"] = jsonable(found.contract)
    freshness = config.get("freshness")
    if isinstance(freshness, Mapping):
        # dbt writes what nobody said as a count of null
        config["freshness"] = {
            key: value
            for key, value in freshness.items()
            if isinstance(value, Mapping) and value.get("count") is not None
        } or None
    return config


def relation_of(found: BuiltNode) -> Relation | None:
    """Where dbt builds it; None for what it does not build (an ephemeral model)."""
    name = found.identifier or found.alias
    if not name or (found.resource_type != "source" and not found.relation_name):
        return None
    config = found.config or {}
    if found.resource_type == "source":
        asked = (found.schema, found.database, name)
    else:
        asked = (
            config.get("target_schema") or config.get("schema"),
            config.get("target_database") or config.get("database"),
            name,
        )
    return Relation(found.database, found.schema, name, asked)


def _column(found: ManifestColumn, location: Location) -> NodeColumn:
    config = found.config or {}
    inner = config.get("meta")
    meta = understood({**(found.meta or {}), **(inner if isinstance(inner, dict) else {})})
    if found.policy_tags:
        meta["policy_tags"] = list(texts(found.policy_tags))
    return NodeColumn(
        name=found.name,
        type=found.data_type or "",
        description=found.description or None,
        meta=jsonable(meta) if meta else _NOTHING,
        meta_places=dict.fromkeys(meta, location) if meta else _NOTHING,
        tags=tuple(dict.fromkeys([*texts(found.tags), *texts(config.get("tags"))])),
        constraints=tuple(
            str(entry["type"])
            for entry in (found.constraints if isinstance(found.constraints, list) else ())
            if isinstance(entry, dict) and "type" in entry
        ),
        quoted=found.quote is True,
        location=location,
    )


def with_catalog(node: Node, catalog: DbtCatalog | None) -> Node:
    """The node with the columns that the database has."""
    table = None
    if catalog is not None:
        table = (catalog.sources if node.kind == "source" else catalog.nodes).get(node.id)
    if table is None or not table.columns:
        return node
    listed = sorted(table.columns.values(), key=lambda column: column.index)
    found = tuple(NodeColumn(column.name, (column.type or "").lower()) for column in listed)
    types = {column.name.lower(): column.type for column in found}
    columns = tuple(
        column
        if column.type or not types.get(column.name.lower())
        else structs.replace(column, type=types[column.name.lower()])
        for column in node.columns
    )
    return structs.replace(node, columns=columns, found=found)


def macros_of(manifest: Manifest, wanted: Callable[[str], bool]) -> Iterator[MacroFile]:
    """The macros of packages, file by file; those of dbt itself and its adapters are left out."""
    files: dict[tuple[str, str], list[str]] = {}
    for macro in manifest.macros.values():
        package = macro.package_name
        if package == "dbt" or package.removeprefix("dbt_") in ADAPTERS:
            continue
        sql = text(macro.macro_sql) if wanted(package) else None
        if sql:
            files.setdefault((package, macro.original_file_path), []).append(sql)
    for (package, path), parts in files.items():
        whole = "\n\n".join(dict.fromkeys(parts))
        yield MacroFile(package, path, whole, sha256(whole.encode()).hexdigest())


def target_of(manifest: Manifest) -> tuple[str | None, str | None]:
    """The target's schema and database: those of models that ask for none of their own.

    Only where they agree: a project's `generate_schema_name` may send models anywhere.
    """
    own = manifest.metadata.project_name
    schemas, databases = set(), set()
    for node in manifest.nodes.values():
        if node.resource_type in ("model", "seed") and node.package_name == own:
            config = node.config or {}
            if not config.get("schema"):
                schemas.add(node.schema)
            if not config.get("database"):
                databases.add(node.database)
    return (
        schemas.pop() if len(schemas) == 1 else None,
        databases.pop() if len(databases) == 1 else None,
    )


def _owner(owner: ManifestOwner) -> str | None:
    return owner.name or next(iter(texts(owner.email)), None)
