"""What a repository without `lictor.yml` seems to hold: the defaults of `init` and of `check`."""

from __future__ import annotations

import re
from collections import defaultdict
from types import MappingProxyType

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

_FOLDERS = frozenset({"migrations", "migration", "migrate", "changelog", "ddl", "schema"})
_SCHEMA_FILES = frozenset({"schema.sql", "structure.sql", "dump.sql", "init.sql", "ddl.sql"})
_NUMBERED = re.compile(r"^(?:[VR]\d*[\d._]*__|\d{2,}[-_.])")
_LOCK = re.compile(r'provider\s*=\s*"(\w+)"')
_LOCK_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite"}
_LOCK_DIALECTS["sqlserver"] = "tsql"


def detect(tree: Tree) -> Settings:
    """Settings for a repository as it stands, with a sentence for each assumption made."""
    paths = tree.paths()
    dbt = [p.removesuffix("dbt_project.yml") for p in paths if p.endswith("dbt_project.yml")]
    sql = [p for p in paths if p.endswith(".sql") and not any(p.startswith(d) for d in dbt)]
    sources = tuple(_sources(tree, sql))
    stewardship = tuple(p for p in paths if p in ("stewardship.yml", "stewardship.yaml"))
    assumptions = ["there is no lictor.yml (write one with: lictor init)"]
    assumptions += [f"{s.path} holds SQL migrations in {s.dialect}'s dialect" for s in sources]
    assumptions += [f"the dbt project {d or '.'} is not read" for d in dbt]
    if sources:
        assumptions.append("schemas named staging, dev or test are not production, others are")
    return Settings(
        sources=sources,
        environments=ENVIRONMENTS,
        stewardship=stewardship,
        assumptions=tuple(assumptions),
    )


def _sources(tree: Tree, sql: list[str]) -> list[Source]:
    folders: dict[str, list[str]] = defaultdict(list)
    schema_files = []
    for path in sql:
        folder = _migrations_folder(path)
        if folder is not None:
            folders[folder].append(path)
        elif path.rpartition("/")[2] in _SCHEMA_FILES:
            schema_files.append(path)
    # a schema file beside migrations says the same again; read the migrations
    found = sorted(folders) or schema_files[:1]
    used: set[str] = set()
    sources = []
    for path in found:
        stem = path.removesuffix(".sql").rpartition("/")[2]
        name = re.sub(r"[^A-Za-z0-9_-]", "_", stem)
        name = name if name[:1].isalpha() else f"source_{name}"
        while name in used:
            name += "_2"
        used.add(name)
        sources.append(Source(name, "ddl", path, _dialect(tree, path)))
    return sources


def _migrations_folder(path: str) -> str | None:
    """The folder a migration belongs to: one named so, or one whose files are numbered."""
    parts = path.split("/")
    for depth in range(len(parts) - 1):
        if parts[depth].lower() in _FOLDERS:
            return "/".join(parts[: depth + 1])
    if _NUMBERED.match(parts[-1]) and len(parts) > 1:
        return "/".join(parts[:-1])
    return None


def _dialect(tree: Tree, path: str) -> str:
    lock = f"{path}/migration_lock.toml"  # Prisma writes the provider there
    content = tree.read([lock]).get(lock, b"").decode(errors="replace")
    match = _LOCK.search(content)
    return _LOCK_DIALECTS.get(match[1], "postgres") if match else "postgres"
