"""The dbt projects of a repository, and which engine they build in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os.path import commonpath

from governance.detect.naming import source_names
from governance.detect.texts import aside, listed
from governance.settings import Source
from governance.tree import Tree
from governance.tree.base import within

FILE = "dbt_project.yml"

_INSTALLED = re.compile(r"(?:^|/)(?:dbt_packages|dbt_modules|site-packages|target|\.venv)/")

_DIALECTS = {
    "athena": "trino", "bigquery": "bigquery", "clickhouse": "clickhouse",
    "databricks": "databricks", "duckdb": "duckdb", "fabric": "tsql", "fabricspark": "spark",
    "glue": "spark", "materialize": "postgres", "mysql": "mysql", "oracle": "oracle",
    "postgres": "postgres", "redshift": "redshift", "singlestore": "mysql",
    "snowflake": "snowflake", "spark": "spark", "sqlite": "sqlite", "sqlserver": "tsql",
    "starburst": "trino", "synapse": "tsql", "trino": "trino",
}  # fmt: skip
"""Adapters of dbt → the dialect of their engine."""

_OWN = frozenset(
    {
        "analyses", "analysis", "data", "dbt_packages", "integration_tests", "logs", "macros",
        "models", "seeds", "snapshots", "target", "tests",
    }
)  # fmt: skip
"""Folders of a project; in one that is the whole repository, others may hold migrations."""

_TYPE = re.compile(r"""^\s+type:\s*["']?(\w+)""", re.MULTILINE)
_PACKAGE = re.compile(rf"\bdbt-({'|'.join(_DIALECTS)})\b")
_REQUIREMENTS = re.compile(
    r"^(?:requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg)"
    r"|environment\.ya?ml|Dockerfile)$"
)


@dataclass(frozen=True, slots=True)
class Projects:
    """The projects to read; `why` tells by a source's name where its dialect comes from.

    A dialect is None where nothing in the repository tells it.
    """

    sources: tuple[Source, ...]
    why: dict[str, str]
    left: tuple[str, ...]


def dbt_folders(paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders of the projects to read, "" for the root, and those for trying things out."""
    folders = [
        path.removesuffix(FILE).rstrip("/")
        for path in paths
        if path.rpartition("/")[2] == FILE and not _INSTALLED.search(path)
    ]
    own = tuple(folder for folder in folders if not aside(folder))
    return (own, tuple(f for f in folders if f not in own)) if own else (tuple(folders), ())


def belongs(path: str, folder: str) -> bool:
    """Whether a file is the project's that lies in `folder`, and no migration beside it."""
    if folder:
        return within(path, folder)
    first, slash, _ = path.partition("/")
    return not slash or first in _OWN


def find_dbt(
    tree: Tree, paths: Sequence[str], own: Sequence[str], tried: Sequence[str], used: Iterable[str]
) -> Projects:
    """The projects in the folders `own`; `used` are the names that other sources have."""
    left = [f"not read, as only for trying things out: {listed(tried)}"] if tried else []
    names = source_names([folder or "dbt" for folder in own])
    sources, why = [], {}
    for folder in own:
        name = names[folder or "dbt"]
        while name in used:
            name = f"dbt_{name}"
        dialect, place = _dialect(tree, paths, folder)
        if place:
            why[name] = f"as {place} says"
        sources.append(Source(name, "dbt", folder or ".", dialect))
    return Projects(tuple(sources), why, tuple(left))


def _dialect(tree: Tree, paths: Sequence[str], folder: str) -> tuple[str | None, str | None]:
    """What the profile or, without one, the installed adapter tells, and which file that was."""
    profiles = [path for path in paths if path.rpartition("/")[2] in ("profiles.yml",)]
    profiles.sort(key=lambda path: -len(commonpath([path, f"{folder}/x"])) if folder else 0)
    requirements = [
        path
        for path in paths
        if _REQUIREMENTS.match(path.rpartition("/")[2])
        and path.rpartition("/")[0] in ("", folder, folder.rpartition("/")[0])
    ]
    for files, pattern in ((profiles[:4], _TYPE), (requirements, _PACKAGE)):
        for path, content in tree.read(files).items():
            # only the words that follow `type:`; a profile may hold a password
            found = {
                _DIALECTS[word]
                for word in pattern.findall(content.decode("utf-8", "replace"))
                if word in _DIALECTS
            }
            if len(found) == 1:
                return found.pop(), path
    return None, None
