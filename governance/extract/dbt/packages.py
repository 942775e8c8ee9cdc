"""The packages of a project: beside it in the repository, or installed by `dbt deps`."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any

from msgspec import Struct

from governance.documents import load
from governance.errors import ConfigError
from governance.extract.dbt.layout import FILE, Layout, read_layout
from governance.tree import Tree

_LISTS = ("packages.yml", "dependencies.yml")
_INSTALLED = ("dbt_packages", "dbt_modules")
_MOST = 200
"""Packages; real projects have up to a few dozen, those of packages included."""


class Package(Struct, frozen=True):
    """A package and where its files are; `judged` says that they belong to the tree judged."""

    layout: Layout
    tree: Tree
    judged: bool


def packages(root: Layout, tree: Tree, artifacts: Tree) -> tuple[tuple[Package, ...], bool]:
    """The packages of a project, and whether all that it asks for are there.

    Local packages are read from the tree, wherever in it they lie. Installed ones are read from
    the tree if somebody committed them, else from the working folder.
    """
    found: dict[str, Package] = {}
    asked, local = _asked(root.folder, tree)
    waiting = list(local)
    seen = {root.folder}
    while waiting and len(found) < _MOST:
        folder = waiting.pop(0)
        if folder in seen:
            continue
        seen.add(folder)
        content = tree.read([join(folder, FILE)]).get(join(folder, FILE))
        if content is None:
            asked += 1
            continue
        layout = read_layout(content, folder)
        found.setdefault(layout.name, Package(layout, tree, judged=True))
        inner, nested = _asked(folder, tree)
        asked += inner
        waiting += nested
    installed = 0
    for where, judged in ((tree, True), (artifacts, False)):
        for layout in _installed(root, where):
            if layout.name == root.name or len(found) >= _MOST:
                continue
            if layout.name not in found:
                installed += 1
                found[layout.name] = Package(layout, where, judged=judged)
    return tuple(found.values()), not asked or installed > 0


def _installed(root: Layout, tree: Tree) -> Iterator[Layout]:
    folders = [root.packages] if root.packages else [join(root.folder, f) for f in _INSTALLED]
    for folder in folders:
        depth = folder.count("/") + 2
        files = [
            path
            for path in tree.paths(folder)
            if path.endswith("/" + FILE) and path.count("/") == depth
        ]
        for path, content in tree.read(files).items():
            yield read_layout(content, path.rpartition("/")[0])


def _asked(folder: str, tree: Tree) -> tuple[int, list[str]]:
    """How many packages `dbt deps` must fetch, and the folders of local ones."""
    fetched, local = 0, []
    for path, content in tree.read([join(folder, name) for name in _LISTS]).items():
        try:
            data: Any = load(content, path, foreign=True).data
        except ConfigError:  # dbt's list; what it brings or not is seen in the folders
            continue
        listed = data.get("packages") if isinstance(data, dict) else None
        for entry in listed if isinstance(listed, list) else ():
            if not isinstance(entry, dict):
                continue
            where = entry.get("local")
            if not isinstance(where, str):
                fetched += 1
                continue
            inside = normpath(join(folder, where))
            if not inside.startswith(("..", "/")):
                local.append("" if inside == "." else inside)
    return fetched, local
