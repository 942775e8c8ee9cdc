"""All that a repository seems to hold, for `lictor init`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from governance.detect.data import Data, find_data
from governance.detect.metadata import find_metadata
from governance.detect.pipelines import Pipelines, find_pipelines
from governance.tree import Tree

_CODEOWNERS = (
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
)
"""Where GitHub and GitLab look for it; a repository has one."""


class Repository(Struct, frozen=True):
    """What was found; `metadata` is path → format."""

    data: Data
    pipelines: Pipelines
    metadata: Mapping[str, str]
    codeowners: str | None


def look(tree: Tree) -> Repository:
    """Look around in a tree."""
    paths = tree.paths()
    there = set(paths)
    return Repository(
        data=find_data(tree, paths),
        pipelines=find_pipelines(paths),
        metadata=find_metadata(tree, paths),
        codeowners=next((path for path in _CODEOWNERS if path in there), None),
    )
