"""What a repository without `lictor.yml` seems to hold: the defaults of `init` and of `check`.

Every guess is said, with what was left out because of it: a gate that reads the wrong files, or
half of them, must not look like one that found nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from os.path import commonpath
from types import MappingProxyType

from governance.settings import Settings, Source
from governance.tree import Tree
from governance.tree.base import within

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
_SCHEMA_WORDS = re.compile(r"(?:^|[^a-z])(?:schema|structure|ddl)(?:[^a-z]|$)")
_NUMBERED = re.compile(r"^(?:[VR]\d*[\d._]*__|\d{2,}[-_.])")
_ASIDE = re.compile(r"(?:^|[^a-z])(?:tests?|testdata|fixtures?|examples?|samples?|seeds?|vendor)$")
"""Folders whose SQL is for trying things out; read only where there is no other."""

_OTHER_TOOLS = (
    (re.compile(r"(?:^|/)(?:db[./_-])?changelog.*\.(?:xml|ya?ml|json)$"), "Liquibase changelogs"),
    (re.compile(r"(?:^|/)db/migrate/.*\.rb$"), "Rails migrations"),
    (re.compile(r"(?:^|/)migrations/\d{4}_\w+\.py$"), "Django migrations"),
    (re.compile(r"(?:^|/)alembic/.*versions/.*\.py$"), "Alembic migrations"),
)
"""Migrations that are programs; their tables are unknown without the SQL they would run."""

_LOCK = re.compile(r'provider\s*=\s*"(\w+)"')
_PRODUCTS = MappingProxyType(
    {
        "postgres": "postgres",
        "postgresql": "postgres",
        "pgsql": "postgres",
        "mysql": "mysql",
        "mariadb": "mysql",
        "sqlite": "sqlite",
        "sqlite3": "sqlite",
        "mssql": "tsql",
        "sqlserver": "tsql",
        "snowflake": "snowflake",
        "bigquery": "bigquery",
        "redshift": "redshift",
        "databricks": "databricks",
        "duckdb": "duckdb",
    }
)
"""What folders, files and Prisma's lock call a product → its dialect, the one to prefer first."""

_MARKS = MappingProxyType(
    {
        "postgres": (
            r"\b(?:big|small)?serial\b",
            r"\bjsonb\b|\bbytea\b|\btsvector\b",
            r"\bcreate extension\b|\bas enum\b",
        ),
        "mysql": (
            r"\bengine ?= ?\w",
            r"\bauto_increment\b",
            r"`\w+`",
            r"\b(?:tiny|medium|long)(?:text|blob|int)\b",
        ),
        "tsql": (
            r"^[ \t]*go[ \t]*\r?$",
            r"\[\w+\]\.\[\w+\]|\bdbo\.",
            r"\bnvarchar\b|\buniqueidentifier\b|\bdatetime2\b",
            r"\bidentity ?\(\d|\bnonclustered\b",
        ),
        "sqlite": (r"\bautoincrement\b", r"^[ \t]*pragma \w", r"\bwithout rowid\b|\bsqlite_\w"),
        "snowflake": (
            r"\bvariant\b|\btimestamp_(?:ntz|ltz|tz)\b|\bnumber ?\(38\b",
            r"\b(?:transient table|file format|use warehouse|use role)\b",
            r"\bcreate (?:or replace )?(?:warehouse|stage|stream|pipe|task)\b",
        ),
        "bigquery": (r"\bint64\b|\bfloat64\b", r"\b(?:struct|array) ?<", r"`[\w-]+\.\w+\.\w+`"),
        "redshift": (r"\bdistkey\b|\bdiststyle\b", r"\bsortkey\b", r"\bencode (?:zstd|lzo|az64)\b"),
        "databricks": (r"\busing delta\b", r"\btblproperties\b", r"\bzorder by\b"),
        "duckdb": (r"\bhugeint\b", r"\bread_(?:csv|parquet|json)(?:_auto)? ?\("),
    }
)
"""What only one product's SQL has; each counts once a file. The first wins where none leads."""

_LOOKED_AT = 40
"""Files, from both ends, that are looked at for a dialect."""

_BYTES = 1 << 16
"""Of each file; a dump says what it is long before."""

_NAMED = 4
"""Paths that a sentence lists before it counts the others."""


def detect(tree: Tree, before: Tree | None = None) -> Settings:
    """Settings for a repository as it stands, with a sentence for each assumption made.

    What would be read of the tree `before` a change is read after it too, as far as it is still
    there: a first migration beside a schema file must not hide what else changes in that file.
    """
    paths = tree.paths()
    dbt = [p.removesuffix("dbt_project.yml") for p in paths if p.endswith("dbt_project.yml")]
    sql = [p for p in paths if p.endswith(".sql") and not any(p.startswith(d) for d in dbt)]
    kept = [str(source.path) for source in detect(before).sources] if before else []
    sources, left = _sources(tree, sql, kept)
    stewardship = tuple(p for p in paths if p in ("stewardship.yml", "stewardship.yaml"))
    assumptions = ["there is no lictor.yml (write one with: lictor init)"]
    assumptions += [f"{s.path} holds SQL in {s.dialect}'s dialect" for s in sources]
    assumptions += left
    assumptions += [f"not read: the dbt project {d or '.'}" for d in dbt]
    assumptions += _other_tools(paths)
    if sources:
        assumptions.append("schemas named staging, dev or test are not production, others are")
    return Settings(
        sources=sources,
        environments=ENVIRONMENTS,
        stewardship=stewardship,
        assumptions=tuple(assumptions),
    )


def _sources(
    tree: Tree, sql: Sequence[str], kept: Sequence[str]
) -> tuple[tuple[Source, ...], list[str]]:
    """What to read, `kept` included, and what is said of the rest."""
    folders: dict[str, list[str]] = defaultdict(list)
    for path in sql:
        folder = _migrations_folder(path)
        if folder is not None:
            folders[folder].append(path)
    chosen, left = _own(tree, folders, kept)
    schemas = _schema_files(tree, sql)
    # a schema file beside migrations says the same again; read the migrations
    beside = schemas if chosen else []
    if not chosen:
        chosen, left = _own(tree, {path: [path] for path in schemas}, kept)
    if not chosen:
        creating = _creating(tree, sql)
        chosen = {commonpath(creating) or ".": creating} if creating else {}
    for path in kept:
        files = [file for file in sql if within(file, path)]
        if files and not any(within(path, other) for other in chosen):
            chosen = {p: f for p, f in chosen.items() if not within(p, path)} | {path: files}
    beside = [s for s in beside if not any(within(s, path) for path in (*folders, *chosen))]
    if beside:
        left.append(f"not read, as migrations are: {_listed(beside)}")
    used: set[str] = set()
    sources = []
    for path, files in sorted(chosen.items()):
        product = next((p for p in reversed(path.lower().split("/")) if p in _PRODUCTS), None)
        dialect = _locked(tree, path) or (_PRODUCTS[product] if product else _spoken(tree, files))
        sources.append(Source(_name(path, used), "ddl", path, dialect))
    return tuple(sources), left


def _migrations_folder(path: str) -> str | None:
    """The folder a migration belongs to: one named so, or one whose files are numbered.

    A folder inside that is named after a product is one of its own, in that product's dialect.
    """
    parts = path.split("/")
    for depth in range(len(parts) - 1):
        if parts[depth].lower() in _FOLDERS:
            end = depth + 1
            while end < len(parts) - 1 and parts[end].lower() in _PRODUCTS:
                end += 1
            return "/".join(parts[:end])
    if _NUMBERED.match(parts[-1]) and len(parts) > 1:
        return "/".join(parts[:-1])
    return None


def _own(
    tree: Tree, folders: dict[str, list[str]], kept: Sequence[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """The folders without those for trying things out, if any other creates a table."""
    aside = [
        folder
        for folder in folders
        if folder not in kept and any(_ASIDE.search(part) for part in folder.lower().split("/"))
    ]
    own = {folder: files for folder, files in folders.items() if folder not in aside}
    if not aside or not _creating(tree, [file for files in own.values() for file in files]):
        return folders, []
    return own, [f"not read, as only for trying things out: {_listed(aside)}"]


def _schema_files(tree: Tree, sql: Iterable[str]) -> list[str]:
    """Files that hold a whole schema, by their names."""
    named = [p for p in sql if p.rpartition("/")[2] in _SCHEMA_FILES]
    if not named:
        named = [p for p in sql if _SCHEMA_WORDS.search(p.rpartition("/")[2].lower())]
        named = _creating(tree, named)
    return named


def _creating(tree: Tree, sql: Iterable[str]) -> list[str]:
    """The files that create tables."""
    return [path for path, text in _texts(tree, list(sql)) if "create table" in text]


def _spoken(tree: Tree, files: Sequence[str]) -> str:
    """The dialect that most of what only one product writes speaks for.

    Files for several products side by side (`1.mysql.up.sql`) are read for the first of them.
    """
    words = {word for file in files for word in file.rpartition("/")[2].lower().split(".")}
    for product, dialect in _PRODUCTS.items():
        if product in words:
            return dialect
    half = _LOOKED_AT // 2
    looked_at = files if len(files) <= _LOOKED_AT else [*files[:half], *files[-half:]]
    scores = dict.fromkeys(_MARKS, 0)
    marks = {name: [re.compile(m, re.MULTILINE) for m in _MARKS[name]] for name in _MARKS}
    for _, text in _texts(tree, looked_at):
        for name, patterns in marks.items():
            scores[name] += sum(bool(pattern.search(text)) for pattern in patterns)
    return max(scores, key=lambda name: scores[name])


def _texts(tree: Tree, files: Sequence[str]) -> Iterable[tuple[str, str]]:
    for path, content in tree.read(files).items():
        yield path, re.sub(r"[ \t]+", " ", content[:_BYTES].decode("utf-8", "replace").lower())


def _locked(tree: Tree, path: str) -> str | None:
    """What Prisma wrote beside its migrations."""
    lock = f"{path}/migration_lock.toml"
    match = _LOCK.search(tree.read([lock]).get(lock, b"").decode(errors="replace"))
    return _PRODUCTS.get(match[1]) if match else None


def _name(path: str, used: set[str]) -> str:
    """A short name for a source: the last part of its path that says something."""
    stem = path.removesuffix(".sql").rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9_-]", "_", stem)
    name = name if name[:1].isalpha() else f"source_{name}".rstrip("_")
    while name in used:
        name += "_2"
    used.add(name)
    return name


def _other_tools(paths: Iterable[str]) -> list[str]:
    counted: dict[str, int] = defaultdict(int)
    for path in paths:
        if path.endswith((".xml", ".yml", ".yaml", ".json", ".rb", ".py")):
            for pattern, name in _OTHER_TOOLS:
                if pattern.search(path):
                    counted[name] += 1
    return [f"not read, as no SQL: {name} ({count:,})" for name, count in counted.items()]


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
