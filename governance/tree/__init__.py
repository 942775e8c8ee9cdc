"""Where files are read from: a folder, a commit, the index. All look the same from here on."""

from __future__ import annotations

from governance.tree.base import Tree, find
from governance.tree.folder import Folder
from governance.tree.overlay import Overlay
from governance.tree.repository import Commit, Index, Repository

__all__ = ["Commit", "Folder", "Index", "Overlay", "Repository", "Tree", "find"]
