"""The macros of a project and its packages: found by name, read when they are first used."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from msgspec import Struct

from governance.extract.dbt.project import MacroFile

if TYPE_CHECKING:
    from jinja2 import nodes

_OPENING = re.compile(r"\{%[-+]?\s*(macro|test|data_test)\s+([^\W\d]\w*)")
_CLOSING = re.compile(r"\{%[-+]?\s*end(?:macro|test|data_test)\s*[-+]?%\}")
_COMMENT = re.compile(r"\{#.*?(?:#\}|\Z)", re.DOTALL)

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


class BrokenMacro(Exception):  # noqa: N818 - says what it is
    """A macro that is no template."""


class Macro(Struct, frozen=True):
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
            BrokenMacro: it cannot be read.
        """
        file = self._files.get((package, name))
        if file is None:
            return None
        read = _read(file.text)
        if name in read.broken:
            raise BrokenMacro
        node = read.macros.get(name)
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
    return map(_name, _OPENING.finditer(text))


def _name(opening: re.Match[str]) -> str:
    return opening[2] if opening[1] == "macro" else f"test_{opening[2]}"


class _File(Struct, frozen=True):
    """The macros of a file, and the names of those that cannot be read."""

    macros: dict[str, nodes.Macro]
    broken: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def _read(text: str) -> _File:
    """The macros of a file; the same file is read once, whichever trees it stands in."""
    from jinja2 import nodes  # 40 ms that a run without anything new does not pay

    from governance.extract.dbt.jinja.template import Unreadable, normal, parse

    text = normal(text)
    try:
        body = parse(text, own=False).body
    except Unreadable:
        return _one_by_one(text)
    return _File({node.name: node for node in body if isinstance(node, nodes.Macro)})


def _one_by_one(text: str) -> _File:
    """The macros of a file that is no template as a whole: dbt looks at nothing between them."""
    from jinja2 import nodes

    from governance.extract.dbt.jinja.template import Unreadable, parse

    text = _COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    openings = list(_OPENING.finditer(text))
    nexts = [opening.start() for opening in openings[1:]] + [len(text)]
    ends = [end.end() for end in _CLOSING.finditer(text)]
    found: dict[str, nodes.Macro] = {}
    broken = set()
    for opening, following in zip(openings, nexts, strict=True):
        index = bisect_left(ends, opening.end())
        if index == len(ends) or ends[index] > following:
            broken.add(_name(opening))
            continue
        stop = ends[index]
        try:
            (node,) = parse(text[opening.start() : stop], own=False).body
        except (Unreadable, ValueError):
            broken.add(_name(opening))
            continue
        if isinstance(node, nodes.Macro):
            found[node.name] = node
    return _File(found, frozenset(broken - found.keys()))
