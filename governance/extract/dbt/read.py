"""A dbt project: its files as a tree has them, and what dbt's artifacts beside them add."""

from __future__ import annotations

from posixpath import dirname, join

from governance.cache import Cache
from governance.errors import ExtractError
from governance.extract.dbt.artifacts import Artifacts, read_artifacts, read_committed
from governance.extract.dbt.described import project_of
from governance.extract.dbt.files import missing_project, read_files
from governance.extract.dbt.joined import joined
from governance.extract.dbt.layout import FILE
from governance.extract.dbt.manifest import Manifest
from governance.extract.dbt.project import Project
from governance.model.location import Location
from governance.sql.parse import not_collecting
from governance.tree import Tree
from governance.tree.base import normal


def read_project(tree: Tree, folder: str, artifacts: Tree, cache: Cache) -> Project:
    """The project in `folder` of `tree`, or the one that a manifest describes by itself.

    `folder` names a folder with a `dbt_project.yml`, a folder with a `manifest.json` (in it or in
    its `target`), or a manifest. `artifacts` is the working folder, where dbt leaves its manifest
    and its packages. A manifest that stands alone is taken from the tree when it is committed, so
    that a change to it is judged as a change; else from the working folder.

    Raises:
        ExtractError: there is neither a project nor a manifest that can be read.
    """
    folder = normal(folder)
    if join(folder, FILE) in tree.paths(join(folder, FILE)):
        with not_collecting():
            read = read_files(tree, folder, artifacts, cache)
            found = read_artifacts(tree, artifacts, read.target, own=read.project.name)
            return joined(read, found, tree, cache)
    files = [folder] if folder.endswith(".json") else _manifests(folder)
    for file in files:
        found = read_committed(tree, file)
        if found.manifest is None and not found.problems and not found.notices:
            found = read_artifacts(tree, artifacts, dirname(file), file)
        if found.manifest is not None:
            return _alone(found.manifest, found, tree)
        for why in (*(problem.message for problem in found.problems), *found.notices):
            raise ExtractError(why.replace("; the project's files are read without it", ""))
    raise missing_project(tree, folder)


def _manifests(folder: str) -> list[str]:
    return [join(folder, "manifest.json"), join(folder, "target", "manifest.json")]


def _alone(manifest: Manifest, found: Artifacts, tree: Tree) -> Project:
    """Places are those of the project's files where the tree has them, else the manifest's own."""
    above = dirname(found.file)
    folder = dirname(above) if above.rpartition("/")[2] == "target" else above
    there = frozenset(tree.paths(folder))

    def place(path: str) -> Location:
        file = join(folder, path)
        return Location(file) if file in there else Location(found.file)

    return project_of(manifest, found, folder, place)
