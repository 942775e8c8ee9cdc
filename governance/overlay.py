"""The catalog's store under a change: what it knows of tables that no file makes."""

from __future__ import annotations

from governance.extract.stored import NOTHING_STORED, Stored
from governance.settings import Settings
from governance.tree import Tree


def stored_of(settings: Settings, tree: Tree) -> tuple[Stored, tuple[str, ...]]:
    """The store that the settings name, and what to say of it."""
    return NOTHING_STORED, ()
