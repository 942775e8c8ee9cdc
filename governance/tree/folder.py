"""A folder on disk, usually the working tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from errno import ELOOP, EMLINK, ENXIO
from hashlib import sha1
from pathlib import Path
from stat import S_ISREG

from governance.errors import TreeError
from governance.model.names import printable
from governance.tree.base import MAX_FILE, normal

_SKIPPED = frozenset({".git", ".lictor", ".venv", "node_modules", "__pycache__"})


class Folder:
    """The files of a folder as they are now, git's own and ours (`.lictor`) left out."""

    commit: str | None = None

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known_inside: dict[str, bool] = {}
        self._walked: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def paths(self, under: str = "") -> tuple[str, ...]:
        """Every regular file under a folder, sorted."""
        return self._walk(normal(under))[0]

    def links(self, under: str = "") -> tuple[str, ...]:
        """Every symbolic link under a folder, sorted."""
        return self._walk(normal(under))[1]

    def ids(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Path → what git would call its content, so that a commit has the same id for it."""
        return {path: f"git:{_blob(content)}" for path, content in self.read(paths).items()}

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of files; one that does not exist, or is a link, is left out."""
        contents = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name in ("", "..") or not self._inside(folder):
                continue
            try:
                content = _content(self.root / path)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else "not a file name"
                raise TreeError(f"{printable(path)} cannot be read: {why}") from None
            if content is None:
                continue
            if len(content) > MAX_FILE:
                raise TreeError(
                    f"{printable(path)} is larger than {MAX_FILE:,} bytes; leave it out"
                )
            contents[path] = content
        return contents

    def _inside(self, folder: str) -> bool:
        """Whether a folder is in the tree: a link on the way would lead out of it."""
        if not folder:
            return True
        if folder not in self._known_inside:
            parent, _, name = folder.rpartition("/")
            self._known_inside[folder] = (
                name not in ("", "..")
                and self._inside(parent)
                and not (self.root / folder).is_symlink()
            )
        return self._known_inside[folder]

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


def _blob(content: bytes) -> str:
    digest = sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def _content(file: Path) -> bytes | None:
    """The bytes of a regular file, None for a link, a pipe or a device.

    One byte more than `MAX_FILE` is read at the most.
    """
    try:
        # a pipe must not block, a link must not be followed
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in (ELOOP, EMLINK, ENXIO):
            return None
        raise
    with os.fdopen(opened, "rb", buffering=0) as stream:
        found = os.fstat(opened)
        if not S_ISREG(found.st_mode):
            return None
        chunks = []
        left = MAX_FILE + 1
        # mostly all of it at once: a large file is not held twice to be put together
        step = max(found.st_size + 1, 1 << 16)
        while left > 0 and (chunk := stream.read(min(left, step))):
            chunks.append(chunk)
            left -= len(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)
