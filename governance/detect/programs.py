"""Tables that programs describe: migrations and models in Python, Ruby, Java and others.

They are not read: what they make is known only once they have run. `programs.yml` knows them by
their files, and says how each is turned into SQL that can be read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from os.path import commonpath
from typing import Literal

from msgspec import Struct, structs

from governance.detect.texts import aside, heads
from governance.documents import load
from governance.tree import Tree

_LOOKED_AT = 12
"""Files of an entry in which its word is looked for, from both ends."""

_MADE = "schema.sql"
"""The file that most of `make` writes; a source of that name is taken for what they wrote."""

_DUMPS = {
    "postgres": 'pg_dump --schema-only --no-owner "$DATABASE_URL"',
    "mysql": 'mysqldump --no-data "$DATABASE"',
    "sqlite": 'sqlite3 "$DATABASE" .schema',
    "tsql": 'mssql-scripter --connection-string "$DATABASE_URL"',
}
_LIQUIBASE = {"mysql": "mysql", "sqlite": "sqlite", "tsql": "mssql", "oracle": "oracle"}

_SKIPPED = re.compile(r"(?:^|/)(?:node_modules|site-packages|vendor|dbt_packages|target)/")


class Program(Struct, frozen=True):
    """Migrations or models that are programs: how many files, below which folder.

    `make` says how to get SQL out of them. `covered` are ends of paths of sources that would stand
    for them, and after `unread` the sources that do. `own` is False where they only try things out.
    """

    name: str
    kind: Literal["migrations", "models"]
    count: int
    folder: str
    make: str
    covered: tuple[str, ...] = ()
    own: bool = True


class _Entry(Struct, frozen=True):
    name: str
    kind: Literal["migrations", "models"]
    files: re.Pattern[str]
    text: re.Pattern[str] | None
    covered: tuple[str, ...]
    make: str


def find_programs(
    tree: Tree, paths: Iterable[str], dialect: str | None = None
) -> tuple[Program, ...]:
    """The programs among `paths`; models only where nothing migrates.

    `dialect` is the one of the database that is spoken of.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if path.endswith(_ENDS) and not _SKIPPED.search(path):
            for entry in _entries():
                if entry.files.search(path):
                    found[entry.name].append(path)
    programs: list[Program] = []
    for entry in _entries():
        if entry.kind == "models" and programs:
            continue
        own = [path for path in found[entry.name] if not aside(path)]
        matched = _meant(tree, entry, own or found[entry.name])
        if not matched:
            continue
        folder = commonpath([path.rpartition("/")[0] for path in matched])
        make = entry.make.replace("{file}", _word(matched[0]))
        make = make.replace("{dump}", _DUMPS.get(dialect or "", _DUMPS["postgres"]))
        make = make.replace("{liquibase}", _LIQUIBASE.get(dialect or "", "postgresql"))
        programs.append(
            Program(entry.name, entry.kind, len(matched), folder, make, entry.covered, bool(own))
        )
    return tuple(programs)


def unread(programs: Iterable[Program], read: Sequence[str]) -> tuple[Program, ...]:
    """The programs to tell of where sources are read from the paths `read`.

    Models say again what migrations make, and a source may stand for a program. What only tries
    things out matters only where there is nothing else.
    """
    return tuple(
        structs.replace(program, covered=tuple(path for path in read if _stands(path, program)))
        for program in programs
        if not read or (program.kind == "migrations" and program.own)
    )


def _stands(path: str, program: Program) -> bool:
    name = f"/{path}"
    return any(name.endswith(end if end[0] == "-" else f"/{end}") for end in program.covered)


_ENDS = (
    ".xml", ".yml", ".yaml", ".json", ".rb", ".py", ".php", ".cs", ".ex", ".exs", ".js", ".ts",
    ".mjs", ".cjs", ".fizz", ".rs", ".java", ".kt", ".prisma", ".go",
)  # fmt: skip


def _meant(tree: Tree, entry: _Entry, matched: Sequence[str]) -> Sequence[str]:
    """The files that hold the entry's word; of many, all when some that are looked at do."""
    if entry.text is None:
        return matched
    half = _LOOKED_AT // 2
    looked_at = matched if len(matched) <= _LOOKED_AT else [*matched[:half], *matched[-half:]]
    having = [path for path, text in heads(tree, looked_at) if entry.text.search(text)]
    return having if len(looked_at) == len(matched) or not having else matched


def _word(path: str) -> str:
    """A path as a word of a command; one that a shell would take apart is left to the reader."""
    return path if re.fullmatch(r"[\w./-]+", path) and not path.startswith("-") else "FILE"


@cache
def _entries() -> tuple[_Entry, ...]:
    name = "programs.yml"
    content = files("governance.detect").joinpath(name).read_bytes()
    return tuple(
        _Entry(
            entry["name"],
            entry["kind"],
            re.compile(entry["files"]),
            re.compile(entry["text"], re.MULTILINE) if "text" in entry else None,
            (*entry.get("covered", ()), *([_MADE] if _MADE in entry["make"] else [])),
            entry["make"],
        )
        for entry in load(content, f"governance/detect/{name}").data
    )
