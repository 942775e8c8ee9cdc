"""The dbt projects of a repository. Which engine they build in, reading them tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from governance.detect.naming import source_names
from governance.detect.texts import aside, listed
from governance.settings import Source
from governance.tree.base import within

FILE = "dbt_project.yml"

_INSTALLED = re.compile(r"(?:^|/)(?:dbt_packages|dbt_modules|site-packages|target|\.venv)/")

_OWN = frozenset(
    {
        "analyses", "analysis", "data", "dbt_packages", "integration_tests", "logs", "macros",
        "models", "seeds", "snapshots", "target", "tests",
    }
)  # fmt: skip
"""Folders of a project; in one that is the whole repository, others may hold migrations."""


class Projects(Struct, frozen=True):
    """The folders of projects to read, "" for the root, and of those for trying things out."""

    own: tuple[str, ...]
    tried: tuple[str, ...]

    def have(self, path: str) -> bool:
        """Whether a file is a project's, and no migration beside it."""
        return any(_belongs(path, folder) for folder in (*self.own, *self.tried))

    def sources(self, used: Collection[str]) -> tuple[Source, ...]:
        """The projects to read; `used` are the names that other sources have."""
        names = source_names([folder or "dbt" for folder in self.own])
        return tuple(
            Source(_free(names[folder or "dbt"], used), "dbt", folder or ".") for folder in self.own
        )

    @property
    def left(self) -> Sequence[str]:
        """A sentence about what is not read."""
        if not self.tried:
            return ()
        return (f"not read, as only for trying things out: {listed(self.tried)}",)


def find_dbt(paths: Iterable[str]) -> Projects:
    """The projects among the files of a tree; one that tries things out only if there is no other.

    Projects that dbt or pip installed are none of the repository's.
    """
    folders = [
        path.removesuffix(FILE).rstrip("/")
        for path in paths
        if path.rpartition("/")[2] == FILE and not _INSTALLED.search(path)
    ]
    own = tuple(folder for folder in folders if not aside(folder))
    if not own:
        return Projects(tuple(folders), ())
    return Projects(own, tuple(folder for folder in folders if folder not in own))


def _belongs(path: str, folder: str) -> bool:
    if folder:
        return within(path, folder)
    first, slash, _ = path.partition("/")
    return not slash or first in _OWN


def _free(name: str, used: Collection[str]) -> str:
    while name in used:
        name = f"dbt_{name}"
    return name
