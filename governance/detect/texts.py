"""The beginnings of files, looked at for a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from governance.tree import Tree

_BYTES = 1 << 16
"""Of each file; a dump says what it is long before."""

_AT_ONCE = 32
"""Files that are read before it is looked whether they are enough."""


def heads(tree: Tree, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each file that is there with the text it begins with."""
    for start in range(0, len(files), _AT_ONCE):
        for path, content in tree.read(files[start : start + _AT_ONCE]).items():
            yield path, content[:_BYTES].decode("utf-8", "replace")


def sql_heads(tree: Tree, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The same in small letters, with one blank where there are several."""
    for path, text in heads(tree, files):
        yield path, re.sub(r"[ \t]+", " ", text.lower())


def creating(tree: Tree, sql: Sequence[str]) -> Iterator[str]:
    """The files that create tables."""
    return (path for path, text in sql_heads(tree, sql) if "create table" in text)


def listed(paths: Iterable[str], most: int = 4) -> str:
    """Paths for a sentence: the first few, and how many more there are."""
    every = list(paths)
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def aside(path: str) -> bool:
    """Whether a path lies among tests, examples and the like: there for trying things out."""
    return any(_ASIDE.search(part) for part in path.lower().split("/"))


_ASIDE = re.compile(
    r"(?:^|[^a-z])(?:(?:(?:unit|integration|e2e)_?|sql|db|pg)?tests?|testdata|e2e|specs?|stubs?|mocks?|fixtures?"
    r"|examples?|samples?|demos|seeds?|vendor|third_party)"
    r"(?:[_-](?:apps?|code|data|projects?|resources))?$"
)
