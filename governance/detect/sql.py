"""Which SQL files describe the data: migrations, database projects, schema files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from os.path import commonpath

from msgspec import Struct

from governance.detect.dialects import Spoken, product_of, spoken
from governance.detect.naming import source_names
from governance.detect.texts import aside, creating, listed, sql_heads
from governance.extract.ddl.folder import migrations
from governance.settings import Source
from governance.sql.products import PRODUCTS
from governance.tree import Tree
from governance.tree.base import within

_FOLDERS = (
    frozenset({"migrations", "migration", "migrate", "changelog"}),
    frozenset({"ddl", "schema"}),
)
"""What folders of migrations are called; those that say it before those that may mean it."""

_SCHEMA_FILES = frozenset({"schema.sql", "structure.sql", "dump.sql", "init.sql", "ddl.sql"})
_SCHEMA_WORDS = re.compile(r"(?:^|[^a-z])(?:schema|structure|ddl)(?:[^a-z]|$)")
_NUMBERED = re.compile(r"^(?:[VR]\d*[\d._]*__|\d{2,}[-_.])")
_PROJECT = ".sqlproj"

_LEGACY = frozenset({"archive", "archived", "deprecated", "legacy", "old"})

_COMPARED = 1_000
"""Migrations that are compared with a schema file beside them; of more, their number tells."""

_NAME = r'(?:if (?:not )?exists )?(?:only )?[`"\[]?(?:\w+[`"\]]?\.[`"\[]?)*(\w+)'
_CREATED = re.compile(rf"\bcreate (?:\w+ )?table {_NAME}|\brename to [`\"\[]?(\w+)")
_ALTERED = re.compile(rf"\balter table {_NAME}")
_ADDED = re.compile(r'\badd (?:column )?(?:if not exists )?[`"\[]?(\w+)')

Chosen = dict[str, list[str]]


class Found(Struct, frozen=True):
    """The SQL to read.

    `spoken` and `files` tell by a source's name why it has its dialect and how many files are read.
    `left` are sentences about what is not read.
    """

    sources: tuple[Source, ...]
    spoken: Mapping[str, Spoken]
    files: Mapping[str, int]
    left: tuple[str, ...]


def find_sql(
    tree: Tree, paths: Sequence[str], kept: Sequence[str], hint: str | None, *, elsewhere: bool
) -> Found:
    """What to read of a tree's `paths`, and what not.

    `kept` are read in any case, as far as they are there. `hint` is the dialect of files that do
    not tell theirs. `elsewhere` says that tables are described by other things than SQL, so that
    SQL for trying things out is not all there is.
    """
    sql = [path for path in paths if path.lower().endswith(".sql")]
    projects = [p.rpartition("/")[0] for p in paths if p.lower().endswith(_PROJECT)]
    folders: Chosen = defaultdict(list)
    for path in sql:
        project = next((p for p in projects if within(path, p)), None)
        folder = (project or ".") if project is not None else _migrations_folder(path)
        if folder is not None:
            folders[folder].append(path)
    folders, around = _apart(folders)
    folders, old = _current(folders)
    chosen, left = _own(tree, folders, kept, elsewhere)
    left += [f"not read, as migrations are: {listed(around)}"] if around else []
    left += [f"not read, as only kept for history: {listed(old)}"] if old else []
    schemas = _schema_files(tree, sql)
    if chosen and schemas and _build_on(tree, chosen, schemas):
        left.append(f"not read, as schema files hold what they change: {listed(sorted(chosen))}")
        chosen = {}
    # a schema file beside migrations says the same again; read the migrations
    beside = schemas if chosen else []
    if not chosen:
        schemas, others = _one_product(schemas)
        chosen, aside_too = _own(tree, {path: [path] for path in schemas}, kept, elsewhere)
        left += aside_too
        if others:
            left.append(f"not read, as they are for other products: {listed(others)}")
    if not chosen:
        made = list(creating(tree, sql))
        own = [path for path in made if not aside(path)]
        made = own if own or elsewhere else made
        chosen = {commonpath(made) or ".": made} if made else {}
    for path in kept:
        files = [file for file in sql if within(file, path)]
        if files and not any(within(path, other) for other in chosen):
            chosen = {p: f for p, f in chosen.items() if not within(p, path)} | {path: files}
    beside = [s for s in beside if not any(within(s, path) for path in (*folders, *chosen))]
    if beside:
        left.append(f"not read, as migrations are: {listed(beside)}")
    return _sources(tree, chosen, projects, left, hint)


def _sources(
    tree: Tree, chosen: Chosen, projects: Sequence[str], left: Sequence[str], hint: str | None
) -> Found:
    names = source_names(sorted(chosen))
    told: dict[str, Spoken] = {}
    for path, files in sorted(chosen.items()):
        if path in projects:
            told[path] = Spoken("tsql", f"as its {_PROJECT} file says")
        else:
            told[path] = spoken(tree, path, files, hint)
    known = {said.dialect for said in told.values() if said.why}
    if len(known) == 1:  # what says nothing itself speaks as everything beside it
        beside = Spoken(known.pop(), "as the rest of the repository")
        told = {path: said if said.why else beside for path, said in told.items()}
    return Found(
        tuple(Source(names[path], "ddl", path, said.dialect) for path, said in told.items()),
        {names[path]: said for path, said in told.items()},
        {names[path]: len(migrations(chosen[path], said.dialect)) for path, said in told.items()},
        tuple(left),
    )


def _migrations_folder(path: str) -> str | None:
    """The folder a migration belongs to: one named so, or one whose files are numbered.

    A folder inside that is named after a product is one of its own, in that product's dialect.
    """
    parts = path.split("/")
    for names in _FOLDERS:
        depth = next((n for n, part in enumerate(parts[:-1]) if part.lower() in names), None)
        if depth is not None:
            end = depth + 1
            while end < len(parts) - 1 and parts[end].lower() in PRODUCTS:
                end += 1
            return "/".join(parts[:end])
    if _NUMBERED.match(parts[-1]) and len(parts) > 1:
        return "/".join(parts[:-1])
    return None


def _apart(folders: Chosen) -> tuple[Chosen, list[str]]:
    """The folders without those that hold others, so that no file is read twice.

    Files around the migrations, in what is called a schema, say the same again; they are given,
    too. Any other folder takes in what lies in it.
    """
    apart: Chosen = {}
    around: list[str] = []
    for folder in sorted(folders):
        inner = [f for f in folders if f != folder and within(f, folder)]
        outer = next((f for f in apart if within(folder, f)), None)
        if outer is not None:
            apart[outer] += folders[folder]
        elif inner and folder.rpartition("/")[2].lower() in _FOLDERS[1]:
            around += folders[folder]
        else:
            apart[folder] = list(folders[folder])
    return apart, around


def _current(folders: Chosen) -> tuple[Chosen, list[str]]:
    """The folders, each without what it keeps beside its migrations for history only, and that."""
    current: Chosen = {}
    old: list[str] = []
    for folder, files in folders.items():
        parts = {file: file.removeprefix(f"{folder}/").split("/")[0] for file in files}
        rest = {part for file, part in parts.items() if part.lower() not in _LEGACY}
        inside = f"{folder}/{next(iter(rest), '')}"
        if len(rest) == 1 and len(set(parts.values())) > 1 and inside not in files:
            current[inside] = [file for file in files if within(file, inside)]
            old += sorted({f"{folder}/{part}" for part in parts.values() if part not in rest})
        else:
            current[folder] = files
    return current, old


def _own(
    tree: Tree, folders: Chosen, kept: Sequence[str], elsewhere: bool
) -> tuple[Chosen, list[str]]:
    """The folders without those for trying things out, if any other creates a table."""
    tried = [folder for folder in folders if folder not in kept and aside(folder)]
    own = {folder: files for folder, files in folders.items() if folder not in tried}
    files = [file for files in own.values() for file in files]
    if not tried or not (elsewhere or any(creating(tree, files))):
        return folders, []
    return own, [f"not read, as only for trying things out: {listed(tried)}"]


def _schema_files(tree: Tree, sql: Iterable[str]) -> list[str]:
    """Files that hold a whole schema, by their names."""
    named = [p for p in sql if p.rpartition("/")[2].lower() in _SCHEMA_FILES]
    if not named:
        named = [p for p in sql if _SCHEMA_WORDS.search(p.rpartition("/")[2].lower())]
        named = list(creating(tree, named))
    return named


def _one_product(schemas: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of schema files in one folder that are named after products, those of the first product."""
    first: dict[str, str] = {}
    order = list(PRODUCTS)
    for path in schemas:
        name, folder = product_of(path), path.rpartition("/")[0]
        if name and order.index(name) < order.index(first.get(folder, order[-1])):
            first[folder] = name
    others = [
        path
        for path in schemas
        if (name := product_of(path))
        and PRODUCTS[name] != PRODUCTS[first.get(path.rpartition("/")[0], name)]
    ]
    return [path for path in schemas if path not in others], others


def _build_on(tree: Tree, chosen: Mapping[str, Sequence[str]], schemas: Sequence[str]) -> bool:
    """Whether the migrations change tables that only the schema files make, and are in them.

    A team that keeps a schema file up to date by hand has migrations for what changed since it
    began to; without the first tables they are no whole.
    """
    files = [path for files in chosen.values() for path in files if path not in schemas]
    if not files or len(files) > _COMPARED:
        return False
    created, altered, added = set(), set(), set()
    for _, text in sql_heads(tree, files):
        created |= {name or other for name, other in _CREATED.findall(text)}
        altered |= set(_ALTERED.findall(text))
        added |= set(_ADDED.findall(text))
    missing = altered - created
    if not missing:
        return False
    made, words = set(), set()
    for _, text in sql_heads(tree, schemas):
        made |= {name or other for name, other in _CREATED.findall(text)}
        words |= set(re.findall(r"\w+", text))
    return 2 * len(missing & made) > len(missing) and 2 * len(added & words) >= len(added)
