"""What a set of files offers, whether it is a folder, a commit or the index."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

MAX_FILE = 512 * 1024 * 1024
"""Bytes; a larger file is no SQL a person or a tool writes, and is reported, not read."""


class Tree(Protocol):
    """Files under one root: POSIX paths, relative, sorted; symbolic links are never followed."""

    @property
    def root(self) -> Path:
        """The folder on disk that the files belong to; a database in it is part of no commit."""

    @property
    def commit(self) -> str | None:
        """The commit's id, None for files that are not committed."""

    def paths(self, under: str = "") -> tuple[str, ...]:
        """Every regular file under a folder (or the file of that name), sorted."""

    def links(self, under: str = "") -> tuple[str, ...]:
        """Every symbolic link under a folder, sorted: there to be reported."""

    def ids(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Path → what tells one content from another; a path that does not exist is left out.

        The same id means the same content, in this tree and in others of its kind.
        """

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of files; a path that does not exist is left out.

        Raises:
            TreeError: a file is there and cannot be read.
        """


def normal(under: str) -> str:
    """A folder as paths name it: no `./` in front, no `/` behind, "" for the root."""
    under = under.strip("/")
    while under.startswith("./"):
        under = under[2:].lstrip("/")
    return "" if under == "." else under


def within(path: str, under: str) -> bool:
    """Whether `path` is `under` or lies in it; everything lies in ""."""
    under = normal(under)
    return not under or path == under or path.startswith(under + "/")


def under(paths: Sequence[str], folder: str) -> Sequence[str]:
    """Those of some sorted paths that are `folder` or lie in it, without a look at the others."""
    folder = normal(folder)
    if not folder:
        return paths
    itself = bisect_left(paths, folder)
    there = itself < len(paths) and paths[itself] == folder
    # "0" comes right after "/"
    inside = paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}0")]
    return [folder, *inside] if there else inside


def find(tree: Tree, pattern: str) -> tuple[str, ...]:
    """The files a person means by a path: a file, all of a folder, or a glob (`*` crosses /)."""
    if not any(char in pattern for char in "*?["):
        return tree.paths(pattern)
    fixed = pattern.split("*")[0].split("?")[0].split("[")[0].rpartition("/")[0]
    return tuple(path for path in tree.paths(fixed) if fnmatchcase(path, pattern))
