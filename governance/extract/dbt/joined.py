"""What dbt's artifacts add to a project's files. The files are the truth, the manifest helps.

Of a manifest are taken: the engine, where nodes are built, the columns the database has, packages
that are not there, and the compiled SQL of a model as long as its text, and all macros it uses, are
what they were. Nothing else: what it says of tags, meta, owners may be older than the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import dirname, join

from msgspec import structs

from governance.cache import Cache
from governance.extract.dbt import reading
from governance.extract.dbt.artifacts import Artifacts
from governance.extract.dbt.described import (
    macros_of,
    nodes_of,
    relation_of,
    target_of,
    with_catalog,
)
from governance.extract.dbt.files import FromFiles
from governance.extract.dbt.layout import FILE
from governance.extract.dbt.manifest import BuiltNode, Manifest, text
from governance.extract.dbt.project import Node, Project
from governance.model.location import Location
from governance.model.names import printable
from governance.tree import Tree

_SHOWN = 3


def joined(files: FromFiles, artifacts: Artifacts, tree: Tree, cache: Cache) -> Project:
    """The project with what its artifacts add, and a notice when they are older than its models."""
    project = files.project
    manifest = artifacts.manifest
    beside = (artifacts.file, join(dirname(artifacts.file), "catalog.json"))
    project = structs.replace(project, artifacts=beside)
    problems = (*project.problems, *artifacts.problems)
    notices = [*project.notices, *artifacts.notices]
    if manifest is None:
        notices += () if files.complete else (_missing(project),)
        return structs.replace(project, problems=problems, notices=tuple(notices))
    theirs = manifest.metadata.project_name
    if theirs is not None and theirs != project.name:
        notices += () if files.complete else (_missing(project),)
        notices.append(
            f"{printable(artifacts.file)} is of the project {printable(theirs)}, not of "
            f"{printable(project.name)}, and is not used"
        )
        return structs.replace(project, problems=problems, notices=tuple(notices))

    same = _unchanged(project.nodes.values(), manifest, tree, cache)
    compiled = artifacts.believed and _Macros(project, manifest)
    nodes: dict[str, Node] = {}
    older: list[str] = []
    for id_, node in project.nodes.items():
        found = _find(manifest, node)
        if found is None:
            if _is_missed(node, project, manifest):
                older.append(node.name)
            nodes[id_] = node
            continue
        text_ = None
        if id_ not in same and node.kind in ("model", "snapshot"):
            older.append(node.name)
        elif compiled and _is_sql(node) and compiled.as_they_were(found):
            text_ = text(found.compiled_code)
        changed = structs.replace(node, relation=relation_of(found), compiled=text_)
        nodes[id_] = with_catalog(changed, artifacts.catalog)
    macros = project.macros
    if artifacts.believed:
        known = {project.name, *project.packages}
        absent = {n.package_name for n in manifest.macros.values()} - known
        packages = join(project.folder, "dbt_packages")
        for id_, node in nodes_of(
            manifest, lambda package: package not in known, lambda _: Location(artifacts.file)
        ):
            file = node.file and join(packages, node.package, node.file)
            nodes[id_] = with_catalog(structs.replace(node, file=file), artifacts.catalog)
        macros = (*macros, *macros_of(manifest, absent.__contains__))
    if not files.complete and len(macros) == len(project.macros):
        notices.append(_missing(project))
    if older:
        notices.append(_older(artifacts.file, older))
    schema, database = target_of(manifest)
    return structs.replace(
        project,
        adapter=manifest.metadata.adapter_type or project.adapter,
        schema=schema or project.schema,
        database=database or project.database,
        nodes=nodes,
        macros=macros,
        problems=problems,
        notices=tuple(notices),
    )


def _missing(project: Project) -> str:
    file = printable(join(project.folder, FILE))
    return (
        f"{file} asks for packages that are not installed; run dbt deps first, or models that "
        "use their macros cannot be followed"
    )


def _is_sql(node: Node) -> bool:
    return node.kind == "model" and not (node.file or "").endswith(".py")


def _find(manifest: Manifest, node: Node) -> BuiltNode | None:
    return (manifest.sources if node.kind == "source" else manifest.nodes).get(node.id)


def _is_missed(node: Node, project: Project, manifest: Manifest) -> bool:
    """Whether the manifest should have a node: one that is on, and the project's own."""
    return (
        node.kind in ("model", "snapshot")
        and node.package == project.name
        and node.id not in manifest.disabled
        and node.config.get("enabled", True) is True
    )


def _unchanged(
    nodes: Iterable[Node], manifest: Manifest, tree: Tree, cache: Cache
) -> frozenset[str]:
    """The ids of nodes whose text is what the manifest was made from."""
    files = {
        node.file: None for node in nodes if node.file and node.text is None and node.kind != "seed"
    }
    sums = reading.sums(tree, files, cache)
    same = set()
    for node in nodes:
        found = _find(manifest, node)
        if found is None or found.checksum is None:
            continue
        if node.file is None:
            same.add(node.id)  # a snapshot that is all YAML
        elif node.text is not None:
            if reading.text_sum(node.text.encode()) == found.checksum.checksum:
                same.add(node.id)
        elif node.file in sums and sums[node.file].sha256 == found.checksum.checksum:
            same.add(node.id)
    return frozenset(same)


class _Macros:
    """Which macros are what they were when the manifest was written, those they call included."""

    def __init__(self, project: Project, manifest: Manifest) -> None:
        self._manifest = manifest
        self._texts: dict[str, list[str]] = {}
        for macro in project.macros:
            self._texts.setdefault(macro.package, []).append(macro.text)
        self._known: dict[str, bool] = {}

    def as_they_were(self, node: BuiltNode) -> bool:
        """Whether all macros that a node uses are."""
        return all(self._is(id_) for id_ in node.depends_on.macros)

    def _is(self, start: str) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            id_ = waiting.pop()
            if self._known.get(id_) is True:
                continue
            if not self._own(id_):
                self._known[start] = False
                return False
            for below in self._manifest.macros[id_].depends_on.macros:
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)
        self._known.update(dict.fromkeys(seen, True))
        return True

    def _own(self, id_: str) -> bool:
        if self._known.get(id_) is False:
            return False
        macro = self._manifest.macros.get(id_)
        if macro is None:
            return False
        texts = self._texts.get(macro.package_name)
        if texts is None:
            return True  # a package that only the manifest has, dbt's own among them
        sql = text(macro.macro_sql)
        return sql is not None and any(sql.strip() in each for each in texts)


def _older(file: str, names: Mapping[str, None] | list[str]) -> str:
    listed = [printable(name) for name in names]
    first = ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")
    count = "1 model" if len(listed) == 1 else f"{len(listed):,} models"
    return (
        f"{printable(file)} is older than {count} ({first}), which are read from their files; "
        "dbt parse brings it up to date"
    )
