"""What one file says, before anybody looks it up in a catalog; it is kept under the file's id.

Nothing else of the file is kept: no samples, no cell that is not understood but for a short word
where a known one should stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias

from governance.kept import Kept
from governance.model.location import Location
from governance.model.names import TableRef, printable, quote, split
from governance.model.stewardship import Declaration, Fact, FactKey, Named

Place: TypeAlias = tuple[int, int]
"""Line and column, 0 for the whole file or the whole line."""


class Said(Kept, frozen=True, array_like=True, tag=False):
    """One value that a file declares."""

    key: FactKey
    value: str | int
    place: Place
    reason: str | None = None


class Entry(Kept, frozen=True, array_like=True, tag=False):
    """What a file says of one table or column.

    In a file of ours `match` is the pattern; in all others it is "", and `table` and what follows
    are those of `governance.model.stewardship.Named`.
    """

    place: Place
    said: tuple[Said, ...]
    match: str = ""
    table: str = ""
    column: str | None = None
    schemas: tuple[str, ...] = ()
    inner: bool = False


class Unknown(Kept, frozen=True, array_like=True, tag=False):
    """A word that no list knows, where a level, a category or a time should stand.

    `word` is "" for what is too long to be one. `count` says how often it stands in the file.
    """

    kind: str
    word: str
    place: Place
    count: int = 1


class Fault(Kept, frozen=True, array_like=True, tag=False):
    """What is wrong with a file, how often, and where first."""

    message: str
    place: Place
    count: int = 1


class Written(Kept, frozen=True):
    """What one file says. `format` is None for a file that is none of ours."""

    format: str | None
    rank: int = 0
    entries: tuple[Entry, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    """What is taken for granted or left out, and is no fault."""


def declarations(written: Written, file: str) -> Iterator[Declaration]:
    """What is written in `file`, as declarations."""
    for entry in written.entries:
        facts = {
            said.key: Fact(said.value, Location(file, *said.place), said.reason)
            for said in entry.said
        }
        here = Location(file, *entry.place)
        if entry.match:
            yield Declaration(entry.match, facts, here, written.rank)
            continue
        named = Named(entry.table, entry.column, entry.schemas, entry.inner)
        yield Declaration(shown(named), facts, here, written.rank, named)


def shown(named: Named) -> str:
    """A name as it prints, with its schema where there is only one it may be in."""
    table = _shown(named.schemas[0] if len(named.schemas) == 1 else "", named.table)
    return table if named.column is None else f"{table}.{quote(named.column)}"


@lru_cache(maxsize=4096)
def _shown(schema: str, table: str) -> str:
    return TableRef("", schema, table).name


def parts(name: str) -> tuple[str, ...]:
    """The parts of a dotted name as other tools write it, quotes of any sort taken off."""
    name = name.strip()
    other = name.replace("`", '"').replace("[", '"').replace("]", '"')
    for written in (name, other):
        with suppress(ValueError):
            return split(written)[1]
    return tuple(part.strip(' "') for part in other.split(".") if part.strip(' "'))


def word(text: str) -> str | None:
    """A word as a message may show it; None where it is long and may be anything."""
    text = " ".join(text.split())
    return printable(text) if 0 < len(text) <= 40 else None
