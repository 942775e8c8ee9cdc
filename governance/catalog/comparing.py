"""What a scan found beside what is stored, by digest: what is new, changed and gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from governance.catalog import schema as s
from governance.catalog.aspects import Documents, digest
from governance.model.names import TableRef

Digests: TypeAlias = tuple[str | None, ...]
"""The digest of each of `ASPECTS`, None where there is nothing to say."""

_States: TypeAlias = Callable[[TableRef], tuple[Digests, Digests]]


class Known(Struct, frozen=True):
    """A stored table: its number, and what tells its state from others."""

    id: int
    digests: Digests


class Change(Struct, frozen=True):
    """One aspect of one table that differs, or of the source where `ref` is None.

    `before` and `after` are digests; None says that there was, or is, nothing.
    """

    ref: TableRef | None
    aspect: str
    before: str | None
    after: str | None


class Found(Struct, frozen=True):
    """What a scan found: documents by table, their digests, and texts by digest."""

    documents: Mapping[TableRef, Documents]
    digests: Mapping[TableRef, Digests]
    bodies: dict[str, str]


class Comparison(Struct, frozen=True):
    """What differs. `new` and `dropped` tables have their changes among `changes`, too."""

    new: tuple[TableRef, ...]
    dropped: tuple[TableRef, ...]
    changes: tuple[Change, ...]


def found(documents: Mapping[TableRef, Documents]) -> Found:
    """Documents with their digests."""
    bodies: dict[str, str] = {}

    def named(text: str | None) -> str | None:
        if text is None:
            return None
        name = digest(text)
        bodies[name] = text
        return name

    digests = {
        ref: tuple(named(texts.get(aspect)) for aspect in s.ASPECTS)
        for ref, texts in documents.items()
    }
    return Found(documents, digests, bodies)


def compare(
    source: str,
    there: Found,
    known: Mapping[TableRef, Known],
    mentioned: Collection[TableRef],
) -> Comparison:
    """What publishing a scan of `source` has to change.

    Of the source's own tables everything counts, and of names of no source, which stay as long as
    they are `mentioned` elsewhere; of tables of other sources only their verdict.
    """

    def whole(ref: TableRef) -> bool:
        return ref.source in (source, "")

    new = tuple(ref for ref in there.digests if whole(ref) and ref not in known)
    dropped = tuple(
        ref
        for ref in known
        if whole(ref) and ref not in there.digests and (ref.source or ref not in mentioned)
    )
    nothing = (None,) * len(s.ASPECTS)
    changes = (
        *_changes(new, lambda ref: (nothing, there.digests[ref])),
        *_changes(dropped, lambda ref: (known[ref].digests, nothing)),
        *_changes(
            (ref for ref in known if ref in there.digests),
            lambda ref: (known[ref].digests, _after(ref, there, known, whole=whole(ref))),
        ),
    )
    return Comparison(new, dropped, changes)


def _after(ref: TableRef, there: Found, known: Mapping[TableRef, Known], *, whole: bool) -> Digests:
    """The state of a table afterwards; the last aspect is the verdict."""
    if whole:
        return there.digests[ref]
    return (*known[ref].digests[:-1], there.digests[ref][-1])


def _changes(refs: Iterable[TableRef], states: _States) -> Iterator[Change]:
    for ref in refs:
        for aspect, before, after in zip(s.ASPECTS, *states(ref), strict=True):
            if before != after:
                yield Change(ref, aspect, before, after)
