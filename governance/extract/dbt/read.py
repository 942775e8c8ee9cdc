"""A dbt project: its files as the tree has them, and what the manifest beside them adds."""

from __future__ import annotations

from governance.cache import Cache
from governance.extract.dbt.files import read_files
from governance.extract.dbt.project import Project
from governance.tree import Tree


def read_project(tree: Tree, folder: str, artifacts: Tree, cache: Cache) -> Project:
    """The project in `folder` of `tree`; `artifacts` is the working folder.

    Raises:
        ExtractError: there is neither a `dbt_project.yml` nor a manifest.
    """
    return read_files(tree, folder, artifacts, cache)
