"""The macros of a project and its packages: found by name, read when they are first used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from governance.extract.dbt.project import MacroFile

if TYPE_CHECKING:
    from jinja2 import nodes

_OPENING = re.compile(r"\{%[-+]?\s*(macro|test|data_test)\s+([^\W\d]\w*)")

_PARENTS = {
    "redshift": "postgres",
    "materialize": "postgres",
    "greenplum": "postgres",
    "timescaledb": "postgres",
    "alloydb": "postgres",
    "databricks": "spark",
    "glue": "spark",
    "fabricspark": "spark",
    "starburst": "trino",
    "motherduck": "duckdb",
    "fabric": "sqlserver",
    "synapse": "sqlserver",
}
"""Adapters that build on another, whose macros they use where they have none of their own."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: where it comes from, and its tree."""

    package: str
    name: str
    file: MacroFile
    node: nodes.Macro


class Macros:
    """All macros of a project and its packages.

    Of two macros of one name in a package the later file's counts.
    """

    def __init__(self, files: Sequence[MacroFile], root: str) -> None:
        self.root = root
        self.packages: frozenset[str] = frozenset({file.package for file in files} | {root})
        self._files: dict[tuple[str, str], MacroFile] = {}
        for file in files:
            for name in _names(file.text):
                self._files[file.package, name] = file

    def find(self, package: str, name: str) -> Macro | None:
        """The macro of that name in a package, None when there is none.

        Raises:
            Unreadable: its file cannot be read.
        """
        file = self._files.get((package, name))
        if file is None:
            return None
        node = _macros(file.text).get(name)
        return None if node is None else Macro(package, name, file, node)

    def key(self, package: str, name: str) -> str:
        """What tells the content of the file with that macro from others; "" without one."""
        file = self._files.get((package, name))
        if file is None:
            return ""
        return file.key or sha256(file.text.encode("utf-8", "surrogatepass")).hexdigest()


def prefixes(adapter: str) -> Iterator[str]:
    """The prefixes that dispatch tries for an adapter, `redshift__` before `postgres__`."""
    word: str | None = adapter
    while word:
        yield f"{word}__"
        word = _PARENTS.get(word)
    yield "default__"


@cache
def stubs() -> Macros:
    """Our own stand-ins for dbt's macros and those of common packages: `stubs/PACKAGE.sql`."""
    folder = resources.files("governance.extract.dbt.jinja") / "stubs"
    return Macros(
        [
            MacroFile(file.name.removesuffix(".sql"), file.name, file.read_text("utf-8"))
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
            if file.name.endswith(".sql")
        ],
        "dbt",
    )


def _names(text: str) -> Iterator[str]:
    for match in _OPENING.finditer(text):
        yield match[2] if match[1] == "macro" else f"test_{match[2]}"


@lru_cache(maxsize=4096)
def _macros(text: str) -> dict[str, nodes.Macro]:
    """The macros of a file; the same file is read once, whichever trees it stands in."""
    from jinja2 import nodes  # 40 ms that a run without anything new does not pay

    from governance.extract.dbt.jinja.template import normal, parse

    body = parse(normal(text), own=False).body
    return {node.name: node for node in body if isinstance(node, nodes.Macro)}
