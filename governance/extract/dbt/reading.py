"""What is read of single files, once for each content: kept in the cache under the file's id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import TypeVar

from governance import __version__
from governance.cache import Cache, key
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
from governance.tree import Tree

_DOCS = re.compile(r"\{%-?\s*docs\s+(\w+)\s*-?%\}(.*?)\{%-?\s*enddocs\s*-?%\}", re.DOTALL)
_SNAPSHOT = re.compile(r"\{%-?\s*snapshot\s+(\w+)\s*-?%\}")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_MOST_OF_A_HEADER = 64 * 1024

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
    """What `read` makes of each file.

    A file of a commit is looked for under git's id first, which needs no content, and then under
    the hash of its content, which a folder's files have: base and head are read once.
    """
    ids = tree.ids(paths)
    keys = {path: _key(kind, name) for path, name in ids.items()}
    found: dict[str, Value] = {}
    entries = cache.get(keys.values())
    for path, each in keys.items():
        value = decode(entries[each], kind) if each in entries else None
        if value is not None:
            found[path] = value
    missing = [path for path in keys if path not in found]
    if not missing:
        return found
    contents = tree.read(missing)
    by_content = {
        path: _key(kind, f"sha256:{sha256(content).hexdigest()}")
        for path, content in contents.items()
    }
    entries = cache.get({each for path, each in by_content.items() if each != keys[path]})
    new: dict[str, str] = {}
    for path, content in contents.items():
        text = entries.get(by_content[path])
        value = decode(text, kind) if text is not None else None
        if value is None:
            value = read(content, path)
        found[path] = value
        new[keys[path]] = new[by_content[path]] = encode(value)
    cache.put(new)
    return {path: found[path] for path in keys if path in found}


def _key(kind: type[Kept], name: str) -> str:
    return key("dbt", __version__, kind.__name__, words().digest, name)


def _docs(content: bytes, _: str) -> DocsBlocks:
    text = _COMMENT.sub("", content.decode("utf-8-sig", "replace"))
    return DocsBlocks({name: body.strip() for name, body in _DOCS.findall(text)})


def _snapshots(content: bytes, _: str) -> SnapshotBlocks:
    text = content.decode("utf-8-sig", "replace")
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    return SnapshotBlocks(
        {found[1]: text.count("\n", 0, found.start()) + 1 for found in _SNAPSHOT.finditer(text)}
    )


def _header(content: bytes, _: str) -> SeedHeader:
    line = content[:_MOST_OF_A_HEADER].removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    return SeedHeader(line[0].decode("utf-8", "replace") if line else "")
