"""What dbt left beside the working tree: the manifest and the catalog in the target folder.

They are mostly ignored by git, so base and head of a change share them. One that is committed is
part of what is judged, and whoever wrote the change may have written it: its compiled SQL and its
macros are not believed then, only the names it gives.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from posixpath import join
from typing import TypeVar

from msgspec import Struct

from governance.errors import TreeError
from governance.extract.dbt.manifest import (
    CATALOG_VERSIONS,
    VERSIONS,
    DbtCatalog,
    Manifest,
    Unreadable,
    read_catalog,
    read_manifest,
    version,
)
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import printable
from governance.tree import Folder, Index, Repository, Tree


class Artifacts(Struct, frozen=True):
    """The manifest and the catalog; each is None when it is not there or cannot be used.

    `file` is the manifest's path. `believed` says that it cannot have been written by the change.
    """

    file: str
    manifest: Manifest | None = None
    catalog: DbtCatalog | None = None
    believed: bool = True
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


class _Read(Struct, frozen=True):
    """One file, read; only one of these says something."""

    value: Manifest | DbtCatalog | None = None
    problem: Problem | None = None
    notice: str | None = None


def read_artifacts(
    tree: Tree, artifacts: Tree, target: str, file: str = "", own: str = ""
) -> Artifacts:
    """What lies in the target folder; `file` is the manifest's path if it is called otherwise.

    `own` is the project whose files are read anyway.
    """
    file = file or join(target, "manifest.json")
    manifest = _read(artifacts, file, own)
    if not isinstance(manifest.value, Manifest):
        return Artifacts(file, problems=_some(manifest.problem), notices=_some(manifest.notice))
    catalog = _read(artifacts, join(target, "catalog.json"))
    return Artifacts(
        file,
        manifest=manifest.value,
        catalog=catalog.value if isinstance(catalog.value, DbtCatalog) else None,
        believed=not committed(tree, file),
        problems=_some(catalog.problem),
        notices=_some(catalog.notice),
    )


def read_committed(tree: Tree, file: str) -> Artifacts:
    """A manifest that a source names itself, as the tree has it."""
    content = tree.read([file]).get(file)
    if content is None:
        return Artifacts(file)
    read = _decoded(content, file)
    return Artifacts(
        file,
        manifest=read.value if isinstance(read.value, Manifest) else None,
        problems=_some(read.problem),
        notices=_some(read.notice),
    )


def committed(tree: Tree, file: str) -> bool:
    """Whether git has a file; for a working folder its index is asked."""
    if not isinstance(tree, Folder):
        return bool(tree.ids([file]))
    try:
        repository = Repository.around(tree.root)
        if repository is None:
            return False
        path = os.path.relpath(tree.root.resolve() / file, repository.root.resolve())
        return bool(Index(repository).ids([Path(path).as_posix()]))
    except TreeError:
        return True  # whoever cannot tell does not believe


def _read(artifacts: Tree, file: str, own: str = "") -> _Read:
    """One artifact, read once for base and head."""
    if file not in artifacts.paths(file):
        return _Read()
    found = (artifacts.root / file).stat()
    return _once(artifacts.root, file, own, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=4)
def _once(root: Path, file: str, own: str, *_: int) -> _Read:
    content = Folder(root).read([file]).get(file)
    return _Read() if content is None else _decoded(content, file, own)


def _decoded(content: bytes, file: str, own: str = "") -> _Read:
    is_catalog = file.endswith("catalog.json")
    versions, name = (CATALOG_VERSIONS, "catalog") if is_catalog else (VERSIONS, "manifest")
    written = version(content)
    shown = printable(file)
    if written is not None and written not in versions:
        return _Read(
            notice=f"{shown} is a {name} of version {written}, which is not read here "
            f"({_range(versions)} are); the project's files are read without it"
        )
    try:
        return _Read(read_catalog(content) if is_catalog else read_manifest(content, own))
    except Unreadable as error:
        message = (
            f"{shown} cannot be read: {error.what}; the project's files are read without it. "
            "Run dbt parse again, or delete it"
        )
        place = Location(file, error.line, error.column)
        return _Read(problem=Problem(file, message, f"dbt:{name}:{file}", place))


def _range(versions: range) -> str:
    if len(versions) == 1:
        return f"only version {versions[0]}"
    return f"versions {versions[0]} to {versions[-1]}"


_Any = TypeVar("_Any")


def _some(value: _Any | None) -> tuple[_Any, ...]:
    return () if value is None else (value,)
