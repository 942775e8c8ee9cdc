"""The repository that a command is run in."""

from __future__ import annotations

from pathlib import Path

from governance import gate
from governance.settings import Settings


def here(config: str | None) -> tuple[gate.Trees, Settings]:
    """The files of the repository around the current folder as they stand, and their settings.

    Raises:
        LictorError: there are no such settings, or they cannot be used.
    """
    trees = gate.trees(Path.cwd())
    return trees, gate.rules(trees, config)[1]
