"""What a dbt project says of itself, before any model is rendered.

Each tree is read from its own files: `dbt_project.yml`, the YAML beside the models, the models.
What dbt wrote beside the working tree (`target/manifest.json`, `target/catalog.json`,
`dbt_packages/`) is not committed, so base and head share it: it brings what files cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from governance.model.judgement import Problem
from governance.model.location import Location

NodeKind = Literal["model", "snapshot", "seed", "source"]


@dataclass(frozen=True, slots=True)
class NodeColumn:
    """A column as the YAML describes it.

    `meta` and `tags` unite dbt's two places (`meta`, `config.meta`). `constraints` are their types
    ("not_null", "primary_key"). `quoted` says that dbt writes the name in quotes.
    """

    name: str
    type: str = ""
    description: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    meta_places: Mapping[str, Location] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    quoted: bool = False
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A model, snapshot, seed or source table.

    `id` is dbt's (`model.shop.customers`, `model.shop.customers.v2`,
    `source.shop.crm.customers`). `name` is what `ref` calls it; of a source table, its own name.
    `file` holds its SQL, Python or CSV, and is None for a source; `text` is the file's content
    where the tree has no such file (a package, a manifest that stands alone). `config` unites
    what `dbt_project.yml` and the YAML say, without dbt's `+`; what the model's own `config()` says
    comes on top of it, see `governance.extract.dbt.config`.
    """

    id: str
    kind: NodeKind
    package: str
    name: str
    file: str | None = None
    text: str | None = field(default=None, repr=False)
    version: str | None = None
    source_name: str | None = None
    description: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    meta_places: Mapping[str, Location] = field(default_factory=dict)
    columns: tuple[NodeColumn, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A dbt group; `owner` is its name or, without one, its address."""

    name: str
    owner: str | None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class DeclaredExposure:
    """An exposure; `depends_on` are ids of nodes."""

    name: str
    kind: str
    owner: str | None = None
    url: str | None = None
    description: str | None = None
    depends_on: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class MacroFile:
    """A file of macros; `key` tells one content from another."""

    package: str
    path: str
    text: str = field(repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A dbt project as its files describe it.

    `adapter` is dbt's word for the engine (postgres, snowflake, bigquery …), None when nothing
    says it. `schema` is the target's, None when only the reader's own profile knows it.
    """

    name: str
    folder: str
    adapter: str | None = None
    schema: str | None = None
    database: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    exposures: tuple[DeclaredExposure, ...] = ()
    macros: tuple[MacroFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
