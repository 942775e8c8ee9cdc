"""A tree with files in it that are not written yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from governance.tree.base import Tree, within


class Overlay:
    """The files of a tree and some more; of two with one path, the new one counts."""

    commit: str | None = None

    def __init__(self, tree: Tree, added: Mapping[str, bytes]) -> None:
        self._tree = tree
        self._added = dict(added)

    @property
    def root(self) -> Path:
        """The folder of the tree below."""
        return self._tree.root

    def paths(self, under: str = "") -> tuple[str, ...]:
        """Every regular file under a folder, sorted."""
        added = {path for path in self._added if within(path, under)}
        return tuple(sorted(added.union(self._tree.paths(under))))

    def links(self, under: str = "") -> tuple[str, ...]:
        """Every symbolic link under a folder, sorted."""
        return tuple(path for path in self._tree.links(under) if path not in self._added)

    def ids(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Path → what tells one content from another."""
        wanted = list(paths)
        known = dict(self._tree.ids([path for path in wanted if path not in self._added]))
        return known | {
            path: f"sha256:{sha256(self._added[path]).hexdigest()}"
            for path in wanted
            if path in self._added
        }

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of files, in the order asked for."""
        wanted = list(paths)
        known = self._tree.read([path for path in wanted if path not in self._added])
        contents = {path: self._added.get(path, known.get(path)) for path in wanted}
        return {path: content for path, content in contents.items() if content is not None}
