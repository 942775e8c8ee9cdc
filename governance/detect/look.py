"""All that a repository seems to hold, for `lictor init`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from governance.detect.assumptions import data_sources
from governance.detect.databases import Database, dialect_of, find_databases
from governance.detect.dbt import Projects
from governance.detect.metadata import find_metadata
from governance.detect.pipelines import Pipelines, find_pipelines
from governance.detect.programs import Program, find_programs
from governance.detect.sql import Found
from governance.settings import Source
from governance.tree import Tree

_CODEOWNERS = (
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
)
"""Where GitHub and GitLab look for it; a repository has one."""


@dataclass(frozen=True, slots=True)
class Repository:
    """What was found; `sources` is everything that can be read, `metadata` is path → format."""

    sources: tuple[Source, ...]
    sql: Found
    dbt: Projects
    programs: tuple[Program, ...]
    databases: tuple[Database, ...]
    pipelines: Pipelines
    metadata: Mapping[str, str]
    codeowners: str | None


def look(tree: Tree) -> Repository:
    """Look around in a tree."""
    paths = tree.paths()
    databases = find_databases(tree, paths)
    hint = dialect_of(databases)
    sql, dbt = data_sources(tree, paths, hint)
    sources = (*sql.sources, *dbt.sources(sql.spoken))
    read = [str(source.path) for source in sources]
    there = set(paths)
    return Repository(
        sources=sources,
        sql=sql,
        dbt=dbt,
        programs=find_programs(tree, paths, read, hint),
        databases=databases,
        pipelines=find_pipelines(paths),
        metadata=find_metadata(tree, paths),
        codeowners=next((path for path in _CODEOWNERS if path in there), None),
    )
