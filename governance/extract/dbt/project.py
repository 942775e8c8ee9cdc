"""What a dbt project says of itself, before any model is rendered.

Each tree is read from its own files: `dbt_project.yml`, the YAML beside the models, the models.
What dbt wrote beside the working tree (`target/manifest.json`, `target/catalog.json`,
`dbt_packages/`) is not committed, so base and head share it: it brings what files cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, structs

from governance.model.judgement import Problem
from governance.model.location import Location

_NOTHING: Mapping[str, Any] = MappingProxyType({})

NodeKind = Literal["model", "snapshot", "seed", "source"]


class NodeColumn(Struct, frozen=True, gc=False):
    """A column as the YAML describes it; a struct, because projects have tens of thousands.

    `meta` and `tags` unite dbt's two places (`meta`, `config.meta`). `constraints` are their types
    ("not_null", "primary_key"). `quoted` says that dbt writes the name in quotes.
    """

    name: str
    type: str = ""
    description: str | None = None
    meta: Mapping[str, Any] = _NOTHING
    meta_places: Mapping[str, Location] = _NOTHING
    tags: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    quoted: bool = False
    location: Location | None = None


class Relation(Struct, frozen=True):
    """Where dbt builds a node, as a manifest says; names as the database has them.

    `asked` is the schema, database and alias that the node's configuration asked for when the
    manifest was written: the relation holds as long as that is still so.
    """

    database: str | None
    schema: str | None
    identifier: str
    asked: tuple[str | None, str | None, str | None] = (None, None, None)


class Node(Struct, frozen=True):
    """A model, snapshot, seed or source table, as its files describe it.

    `id` is dbt's (`model.shop.customers`, `model.shop.customers.v2`,
    `source.shop.crm.customers`). `name` is what `ref` calls it; of a source table, its own name.
    `file` holds its SQL, Python or CSV, and is None for a source; `text` is the file's content
    where the tree has no such file (a package, a manifest that stands alone). `config` unites
    what `dbt_project.yml` and the YAML say, without dbt's `+`; what the model's own `config()` says
    comes on top of it, and `overrides`, the root project's word on a package's model, on top of
    that: see `governance.extract.dbt.config`. A source's `config` holds `schema`, `database` and
    `identifier`; a snapshot's that is all YAML holds `relation`. `meta` in it has only the keys
    that are understood. `templated` names keys of `config` and `overrides` with Jinja in them.
    `latest` says that `ref` without a version means this one. `location` is the YAML's entry, or
    the file where there is none.

    What dbt's artifacts add: `relation`, see `governance.extract.dbt.artifacts`; `compiled`, the
    SQL that dbt made of exactly this text, with exactly these macros; `found`, the columns that
    the database has (`catalog.json`), in their order.
    """

    id: str
    kind: NodeKind
    package: str
    name: str
    file: str | None = None
    text: str | None = None
    version: str | None = None
    source_name: str | None = None
    description: str | None = None
    config: Mapping[str, Any] = {}
    overrides: Mapping[str, Any] = {}
    templated: tuple[str, ...] = ()
    latest: bool = True
    fqn: tuple[str, ...] = ()
    meta_places: Mapping[str, Location] = {}
    columns: Sequence[NodeColumn] = ()
    location: Location | None = None
    relation: Relation | None = None
    compiled: str | None = None
    found: tuple[NodeColumn, ...] = ()

    def __repr__(self) -> str:
        """Its id; what is written in it stays where it is."""
        return f"Node({self.id!r})"


class Group(Struct, frozen=True):
    """A dbt group; `owner` is its name or, without one, its address."""

    name: str
    owner: str | None
    location: Location | None = None


class DeclaredExposure(Struct, frozen=True):
    """An exposure; `depends_on` are ids of nodes."""

    name: str
    kind: str
    owner: str | None = None
    url: str | None = None
    description: str | None = None
    depends_on: tuple[str, ...] = ()
    location: Location | None = None


class MacroFile(Struct, frozen=True):
    """A file of macros; `key` tells one content from another."""

    package: str
    path: str
    text: str
    key: str = ""

    def __repr__(self) -> str:
        """Where it is; what is written in it stays there."""
        return f"MacroFile({self.package!r}, {self.path!r})"


class Project(Struct, frozen=True):
    """A dbt project as its files describe it.

    `adapter` is dbt's word for the engine (postgres, snowflake, bigquery …), None when nothing
    says it. `schema` is the target's, None when only the reader's own profile knows it.
    `variables` is the root project's `vars:` as it stands there, `packages` the `vars:` of each
    installed package; `variables_of` unites them. `dispatch` has the packages that are searched
    for a macro of a namespace. `files` counts the files that were read, `artifacts` are the paths
    of what dbt left.
    """

    name: str
    folder: str
    adapter: str | None = None
    schema: str | None = None
    database: str | None = None
    variables: Mapping[str, Any] = {}
    packages: Mapping[str, Mapping[str, Any]] = {}
    dispatch: Mapping[str, tuple[str, ...]] = {}
    nodes: Mapping[str, Node] = {}
    groups: Mapping[str, Group] = {}
    exposures: tuple[DeclaredExposure, ...] = ()
    macros: tuple[MacroFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    files: int = 0
    artifacts: tuple[str, ...] = ()
    _by_name: dict[str, list[Node]] = {}

    def __post_init__(self) -> None:
        """One made from another looks its own nodes up."""
        structs.force_setattr(self, "_by_name", {})

    def find(
        self,
        name: str,
        package: str | None = None,
        version: str | None = None,
        source: str | None = None,
        within: str | None = None,
    ) -> Node | None:
        """The node that `ref(name)`, `ref(package, name, v=version)`, `source(source, name)` mean.

        `within` is the package where that stands: it is looked in first, then the root project,
        then all others, as dbt does. Without a version the latest is meant.
        """
        if not self._by_name:
            for node in self.nodes.values():
                self._by_name.setdefault(node.name, []).append(node)
        found = [
            node
            for node in self._by_name.get(name, ())
            if (node.source_name == source if source is not None else node.kind != "source")
            and (package is None or node.package == package)
            and (node.latest if version is None else node.version == version)
        ]
        found.sort(key=lambda node: (node.package != within, node.package != self.name))
        return found[0] if found else None

    def variables_of(self, package: str) -> Mapping[str, Any]:
        """The variables that the files of a package see, the root project's before its own."""
        own = self.packages.get(package, {})
        return {**_of_package(own, package), **_of_package(self.variables, package)}


def _of_package(variables: Mapping[str, Any], package: str) -> dict[str, Any]:
    scoped = variables.get(package)
    return {**variables, **(scoped if isinstance(scoped, Mapping) else {})}
