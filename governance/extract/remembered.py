"""Sources that need not be read twice: those that are nothing but the files under their path.

What was read of the same files is kept: which tables there are, and for each what is said about it,
so that a check loads only those that it looks into.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import structs

from governance.cache import Cache, key
from governance.engine import stamp
from governance.extract.base import Extraction
from governance.extract.parts import Part, Said, load, parts_of
from governance.extract.stored import Taken
from governance.kept import Kept, decode, encode
from governance.model.catalog import Grant, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge
from governance.model.location import Location
from governance.model.names import TableRef, ref_of
from governance.model.protection import Protection, ProtectionKind, ProtectionState
from governance.settings import Source
from governance.tree import Tree, find


class _Part(Kept, frozen=True, array_like=True, tag=False):
    ref: TableRef
    made: bool
    open: bool
    columns: tuple[tuple[str, str], ...]
    reads: tuple[TableRef, ...]
    refers: tuple[TableRef, ...]
    digest: str
    query: bool = False


class _Source(Kept, frozen=True, tag=False):
    """What was read, but what is said about single tables."""

    parts: tuple[_Part, ...]
    grants: tuple[Grant, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    coverage: Coverage
    given: tuple[Taken, ...] = ()


class _Protection(Kept, frozen=True, array_like=True, tag=False):
    subject: tuple[str, ...]
    kind: ProtectionKind
    method: str
    state: ProtectionState
    location: Location | None


class _Said(Kept, frozen=True, array_like=True, tag=False):
    table: Table | None
    edges: tuple[Edge, ...]
    grants: tuple[Grant, ...]
    protections: tuple[_Protection, ...]


def remembered(
    source: Source, tree: Tree, cache: Cache, read: Callable[[], Extraction], version: str = ""
) -> Extraction:
    """The source as `read` gives it, taken apart; it is read where its files have changed.

    `version` tells apart what else it is read from: the state of the catalog's store.
    """
    paths = find(tree, source.path or ".")
    links = sorted(tree.links(source.path or "."))
    ids = tree.ids(paths)
    files = (f"{path}\0{ids[path]}" for path in sorted(ids))
    name = key("source", stamp(), repr(source), version, *links, *files)
    text = cache.get([name]).get(name)
    known = decode(text, _Source) if text is not None else None
    if known is None:
        found = apart(read())
        _keep(name, found, cache)
        return found
    loader = _Loader(cache, {part.ref: _name(part.digest) for part in known.parts}, read)
    return Extraction(
        parts=tuple(
            Part(
                p.ref, p.made, p.open, p.columns, p.reads, p.refers, p.digest, loader, query=p.query
            )
            for p in known.parts
        ),
        grants=known.grants,
        problems=known.problems,
        notices=known.notices,
        coverage=known.coverage,
        given=known.given,
    )


def apart(found: Extraction) -> Extraction:
    """An extraction with all its tables as parts, but those that are only described."""
    parts = parts_of(found.tables, found.edges, found.grants, found.protections)
    refs = {part.ref for part in parts}
    return structs.replace(
        found,
        tables=(),
        edges=(),
        protections=(),
        grants=tuple(grant for grant in found.grants if grant.subject not in refs),
        parts=(*found.parts, *parts),
    )


class _Loader:
    """What is said about tables, from the cache; read again where that has lost it."""

    def __init__(
        self, cache: Cache, names: Mapping[TableRef, str], read: Callable[[], Extraction]
    ) -> None:
        self._cache = cache
        self._names = names
        self._read = read

    def load(self, refs: Collection[TableRef]) -> Mapping[TableRef, Said]:
        """What is said about them."""
        texts = self._cache.get(self._names[ref] for ref in refs)
        found = {}
        for ref in refs:
            text = texts.get(self._names[ref])
            said = decode(text, _Said) if text is not None else None
            if said is not None:
                found[ref] = Said(
                    said.table, said.edges, said.grants, tuple(map(_protection, said.protections))
                )
        if len(found) < len(refs):
            parts = {part.ref: part for part in apart(self._read()).parts}
            return load(parts[ref] for ref in refs)
        return found


def _keep(name: str, found: Extraction, cache: Cache) -> None:
    loaded = load(found.parts)
    said = {_name(part.digest): loaded[part.ref] for part in found.parts}
    there = cache.get(said)
    entries = {each: encode(_as_kept(about)) for each, about in said.items() if each not in there}
    parts = tuple(
        _Part(p.ref, p.made, p.open, p.columns, p.reads, p.refers, p.digest, p.query)
        for p in found.parts
    )
    whole = _Source(parts, found.grants, found.problems, found.notices, found.coverage, found.given)
    cache.put({**entries, name: encode(whole)})


def _name(digest: str) -> str:
    return key("said", digest)


def _as_kept(said: Said) -> _Said:
    protections = tuple(
        _Protection(structs.astuple(p.subject), p.kind, p.method, p.state, p.location)
        for p in said.protections
    )
    return _Said(said.table, said.edges, said.grants, protections)


def _protection(kept: _Protection) -> Protection:
    return Protection(ref_of(kept.subject), kept.kind, kept.method, kept.state, kept.location)
