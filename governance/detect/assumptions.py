"""The settings that are assumed where there is no `lictor.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from governance.detect.databases import dialect_of, find_databases
from governance.detect.dbt import Projects, find_dbt
from governance.detect.programs import Program, find_programs
from governance.detect.sql import Found, find_sql
from governance.detect.texts import listed
from governance.model.names import printable
from governance.settings import Settings, Source
from governance.tree import Tree

ENVIRONMENTS = MappingProxyType(
    {
        "staging": ("staging", "stage", "stg", "staging_*", "stg_*", "*_staging", "*_stg"),
        "development": ("dev", "development", "dev_*", "*_dev", "sandbox", "sandbox_*"),
        "test": ("test", "testing", "qa", "test_*", "*_test", "qa_*"),
        "production": ("*",),
    }
)
"""Schema globs assumed when nobody configured any; the first match counts."""


def assumed_environments(sources: Sequence[Source]) -> Mapping[str, tuple[str, ...]]:
    """The globs for a repository with these sources.

    Where all of them are dbt projects, "staging" names a layer of the models and no environment
    (dbt Labs, "How we structure our dbt projects"), and stays with production.
    """
    if sources and all(source.kind == "dbt" for source in sources):
        return MappingProxyType({k: v for k, v in ENVIRONMENTS.items() if k != "staging"})
    return ENVIRONMENTS


def detect(tree: Tree, before: Tree | None = None) -> Settings:
    """Settings for a repository as it stands, with a sentence for each assumption made.

    What would be read of the tree `before` a change is read after it too, as far as it is still
    there: a first migration beside a schema file must not hide what else changes in that file.
    """
    kept = [str(s.path) for s in detect(before).sources if s.kind == "ddl"] if before else []
    paths = tree.paths()
    sql, dbt = data_sources(tree, paths, dialect_of(find_databases(tree, paths)), kept)
    projects = dbt.sources(sql.spoken)
    sources = (*sql.sources, *projects)
    programs = find_programs(tree, paths, [str(source.path) for source in sources])
    assumptions = ["there is no lictor.yml (write one with: lictor init)"]
    assumptions += dialects(sql)
    assumptions += [f"there is a dbt project {_where(project)}" for project in projects]
    assumptions += [*sql.left, *dbt.left, *(told(program) for program in programs)]
    environments = assumed_environments(sources)
    if sources:
        named = "staging, dev or test" if "staging" in environments else "dev or test"
        assumptions.append(f"schemas named {named} are not production, others are")
    return Settings(
        sources=sources,
        environments=environments,
        stewardship=tuple(p for p in paths if p in ("stewardship.yml", "stewardship.yaml")),
        assumptions=tuple(printable(said) for said in assumptions),
    )


def data_sources(
    tree: Tree, paths: tuple[str, ...], hint: str | None, kept: Iterable[str] = ()
) -> tuple[Found, Projects]:
    """The SQL and the dbt projects to read; models of dbt are no migrations.

    `hint` is the dialect of SQL that does not tell its own; `kept` is read in any case.
    """
    projects = find_dbt(paths)
    outside = [path for path in paths if not projects.have(path)]
    return find_sql(tree, outside, list(kept), hint), projects


def dialects(sql: Found) -> list[str]:
    """What SQL is taken for; sources of one dialect are in one sentence."""
    alike: dict[tuple[str | None, bool], list[str]] = {}
    for source in sql.sources:
        known = sql.spoken[source.name].why is not None
        alike.setdefault((source.dialect, known), []).append(str(source.path))
    return [_spoken(dialect, paths, known) for (dialect, known), paths in alike.items()]


def _where(source: Source) -> str:
    return "here" if source.path == "." else f"in {source.path}"


def _spoken(dialect: str | None, paths: list[str], known: bool) -> str:
    one = len(paths) == 1
    if known:
        return f"{listed(paths)} {'holds' if one else 'hold'} SQL in {dialect}'s dialect"
    return (
        f"{listed(paths)} {'is' if one else 'are'} taken for {dialect}'s SQL, as nothing in "
        f"{'it' if one else 'them'} tells"
    )


def told(program: Program) -> str:
    """A sentence about tables that a program describes."""
    where = f" in {program.folder}" if program.folder else ""
    if program.covered:
        return f"{program.covered} is taken for what {program.name} make ({program.count:,}{where})"
    return f"not read, as no SQL: {program.name} ({program.count:,}{where})"
