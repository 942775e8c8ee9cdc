"""What is read of single files, once for each content: kept in the cache under the file's id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

from governance.cache import Cache, key
from governance.engine import stamp
from governance.extract.dbt.jinja.documentation import blocks
from governance.extract.dbt.meta_keys import words
from governance.extract.dbt.properties import read_properties
from governance.extract.dbt.written import (
    DocsBlocks,
    Properties,
    SeedHeader,
    SnapshotBlocks,
    TextSum,
)
from governance.kept import Kept, decode, encode
from governance.parallel import LEAST, shared_out
from governance.tree import Tree

_SNAPSHOT = re.compile(r"\{%-?\s*snapshot\s+(\w+)\s*-?%\}")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_MOST_OF_A_HEADER = 64 * 1024
_WORTH_SHARING = 256 * 1024
"""Bytes of YAML that take longer to read than processes take to start."""

Value = TypeVar("Value", bound=Kept)


def properties(tree: Tree, paths: Iterable[str], cache: Cache) -> Mapping[str, Properties]:
    """What the YAML files say."""
    return _read(tree, paths, cache, Properties, read_properties)


def docs(tree: Tree, paths: Iterable[str], cache: Cache) -> Mapping[str, DocsBlocks]:
    """The docs blocks of Markdown files."""
    return _read(tree, paths, cache, DocsBlocks, _docs)


def snapshots(tree: Tree, paths: Iterable[str], cache: Cache) -> Mapping[str, SnapshotBlocks]:
    """The snapshot blocks of SQL files."""
    return _read(tree, paths, cache, SnapshotBlocks, _snapshots)


def headers(tree: Tree, paths: Iterable[str], cache: Cache) -> Mapping[str, SeedHeader]:
    """The first lines of CSV files."""
    return _read(tree, paths, cache, SeedHeader, _header)


def sums(tree: Tree, paths: Iterable[str], cache: Cache) -> Mapping[str, TextSum]:
    """The hashes of files, to be compared with those of a manifest."""
    return _read(tree, paths, cache, TextSum, lambda content, _: TextSum(text_sum(content)))


def text_sum(content: bytes) -> str:
    """The hash of a text as dbt takes it."""
    return sha256(content.decode("utf-8", "replace").strip().encode()).hexdigest()


def _read(
    tree: Tree,
    paths: Iterable[str],
    cache: Cache,
    kind: type[Value],
    read: Callable[[bytes, str], Value],
) -> dict[str, Value]:
    """What `read` makes of each file; a file that was read before is not even opened."""
    keys = {path: _key(kind, name) for path, name in tree.ids(paths).items()}
    found: dict[str, Value] = {}
    entries = cache.get(keys.values())
    for path, each in keys.items():
        value = decode(entries[each], kind) if each in entries else None
        if value is not None:
            found[path] = value
    contents = tree.read([path for path in keys if path not in found])

    def work(share: Sequence[str]) -> dict[str, str]:
        return {path: encode(read(contents[path], path)) for path in share}

    large = sum(map(len, contents.values())) > _WORTH_SHARING
    fresh = {
        path: text
        for part in shared_out(work, tuple(contents), least=4 if large else LEAST)
        for path, text in part.items()
    }
    for path, text in fresh.items():
        value = decode(text, kind)
        assert value is not None  # noqa: S101 - just encoded
        found[path] = value
    cache.put({keys[path]: text for path, text in fresh.items()})
    return {path: found[path] for path in keys if path in found}


def _key(kind: type[Kept], name: str) -> str:
    return key("dbt", stamp(), kind.__name__, words().digest, name)


def _docs(content: bytes, _: str) -> DocsBlocks:
    return DocsBlocks(dict(blocks(_COMMENT.sub("", content.decode("utf-8-sig", "replace")))))


def _snapshots(content: bytes, _: str) -> SnapshotBlocks:
    text = content.decode("utf-8-sig", "replace")
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    return SnapshotBlocks(
        {found[1]: text.count("\n", 0, found.start()) + 1 for found in _SNAPSHOT.finditer(text)}
    )


def _header(content: bytes, _: str) -> SeedHeader:
    line = content[:_MOST_OF_A_HEADER].removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    return SeedHeader(line[0].decode("utf-8", "replace") if line else "")
