"""The settings that are assumed where there is no `lictor.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from governance.detect.data import find_data
from governance.detect.programs import Program
from governance.detect.sql import Found
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
    data = find_data(tree, paths, kept)
    assumptions = ["there is no lictor.yml (write one with: lictor init)"]
    assumptions += dialects(data.sql)
    assumptions += [f"there is a dbt project {_where(s)}" for s in data.sources if s.kind == "dbt"]
    assumptions += [*data.sql.left, *data.dbt.left, *(told(program) for program in data.programs)]
    environments = assumed_environments(data.sources)
    if data.sources:
        named = "staging, dev or test" if "staging" in environments else "dev or test"
        assumptions.append(f"schemas named {named} are not production, others are")
    return Settings(
        sources=data.sources,
        environments=environments,
        stewardship=tuple(p for p in paths if p in ("stewardship.yml", "stewardship.yaml")),
        assumptions=tuple(printable(said) for said in assumptions),
    )


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
    what = f"{program.name} ({program.count:,}{where})"
    if program.covered:
        return f"{listed(program.covered)} is taken for the tables of {what}"
    return f"not read, as no SQL: {what}"
