"""A folder on disk, usually the working tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from governance.errors import TreeError
from governance.model.names import printable
from governance.tree.base import MAX_FILE, normal

_SKIPPED = frozenset({".git", ".lictor", ".venv", "node_modules", "__pycache__"})


class Folder:
    """The files of a folder as they are now, git's own and ours (`.lictor`) left out."""

    commit: str | None = None

    def __init__(self, root: Path) -> None:
        self.root = root
        self._walked: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def paths(self, under: str = "") -> tuple[str, ...]:
        """Every regular file under a folder, sorted."""
        return self._walk(normal(under))[0]

    def links(self, under: str = "") -> tuple[str, ...]:
        """Every symbolic link under a folder, sorted."""
        return self._walk(normal(under))[1]

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of files; one that does not exist, or is a link, is left out."""
        contents = {}
        for path in paths:
            try:
                # a link anywhere on the way would lead out of the tree
                with os.fdopen(self._open(path), "rb") as file:
                    contents[path] = file.read(MAX_FILE + 1)
            except (FileNotFoundError, NotADirectoryError, _NotRegular):
                continue
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else "not a file name"
                raise TreeError(f"{printable(path)} cannot be read: {why}") from None
            if len(contents[path]) > MAX_FILE:
                raise TreeError(
                    f"{printable(path)} is larger than {MAX_FILE:,} bytes; leave it out"
                )
        return contents

    def _open(self, path: str) -> int:
        place = self.root
        for part in Path(path).parts:
            place /= part
            if part == ".." or place.is_symlink():
                raise _NotRegular
        if place.exists() and not place.is_file():  # a pipe would block for ever
            raise _NotRegular
        return os.open(place, os.O_RDONLY)

    def _walk(self, under: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if under not in self._walked:
            self._walked[under] = self._scan(under)
        return self._walked[under]

    def _scan(self, under: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        start = self.root / under
        if start.is_symlink():
            return (), (under,)
        if start.is_file():
            return (under,), ()
        if not start.is_dir():
            return (), ()
        files, links, folders = [], [], [f"{under}/" if under else ""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self.root / folder) as entries:
                    for entry in entries:
                        path = f"{folder}{entry.name}"
                        if entry.is_symlink():
                            links.append(path)
                        elif entry.is_dir():
                            if entry.name not in _SKIPPED:
                                folders.append(f"{path}/")
                        elif entry.is_file():
                            files.append(path)
            except OSError as error:
                where = printable(folder) or "here"
                raise TreeError(f"the folder {where} cannot be read: {error.strerror}") from None
        return tuple(sorted(files)), tuple(sorted(links))


class _NotRegular(Exception):  # noqa: N818 - never leaves this module
    """A link, a folder or a device where a file was asked for."""
