"""A folder on disk, usually the working tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from governance.errors import TreeError
from governance.tree.base import MAX_FILE, within

_SKIPPED = frozenset({".git", ".lictor", ".venv", "node_modules", "__pycache__"})


class Folder:
    """The files of a folder as they are now, git's own and ours (`.lictor`) left out."""

    commit: str | None = None

    def __init__(self, root: Path) -> None:
        self.root = root

    def paths(self, under: str = "") -> tuple[str, ...]:
        """Every regular file under a folder, sorted."""
        return tuple(path for path in self._walked[0] if within(path, under))

    def links(self, under: str = "") -> tuple[str, ...]:
        """Every symbolic link under a folder, sorted."""
        return tuple(path for path in self._walked[1] if within(path, under))

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of files; one that does not exist is left out."""
        contents = {}
        known = set(self._walked[0])
        for path in paths:
            if path not in known:
                continue
            try:
                with (self.root / path).open("rb") as file:
                    contents[path] = file.read(MAX_FILE + 1)
            except OSError as error:
                raise TreeError(f"{path} cannot be read: {error.strerror}") from None
            if len(contents[path]) > MAX_FILE:
                raise TreeError(f"{path} is larger than {MAX_FILE:,} bytes; leave it out")
        return contents

    @cached_property
    def _walked(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        files, links, folders = [], [], [""]
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
                                folders.append(path + "/")
                        elif entry.is_file():
                            files.append(path)
            except OSError as error:
                where = folder or str(self.root)
                raise TreeError(f"the folder {where} cannot be read: {error.strerror}") from None
        return tuple(sorted(files)), tuple(sorted(links))
