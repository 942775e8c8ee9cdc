"""What a format of exchange is: from a catalog to the texts of files, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct, field

from governance.model.catalog import Catalog


class System(Struct, frozen=True):
    """A source of lictor.yml as others know it: its kind, and the SQL it speaks, "" unknown."""

    kind: str = ""
    dialect: str = ""


class Context(Struct, frozen=True):
    """What a catalog does not know of itself.

    `systems` are the sources by their name. `subject` is what the catalog is of, as it prints.
    `time` is when what was read was written, None when nothing tells. `namespaces` are
    OpenLineage's names of systems, each with the source that reads it.
    """

    systems: Mapping[str, System] = field(default_factory=dict)
    subject: str = "catalog"
    time: str | None = None
    namespaces: tuple[tuple[str, str], ...] = ()

    def system(self, source: str) -> System:
        """The source of that name, one of which nothing is known where there is none."""
        return self.systems.get(source, System())


class Piece(Struct, frozen=True):
    """The next text of a file; those of one file come one after the other.

    `file` is a path with `/` that is safe to make on any system, see `file_names`.
    """

    file: str
    text: str


class Left(Struct, frozen=True):
    """Something that the format has no room for: of what (as it prints), and what is left out."""

    subject: str
    what: str


class Format(Protocol):
    """A module in `governance/report/exchange/formats/`, or one that a distribution offers."""

    FILE: str | None
    """The one file that all pieces are of, None for a format of several files in a folder."""

    def pieces(self, catalog: Catalog, context: Context) -> Iterator[Piece | Left]:
        """The catalog in this format. No more of it is in memory than what was asked for."""


def joined(file: str, texts: Iterable[str]) -> Iterator[Piece]:
    """Texts of JSON as the entries of one array, an entry a line."""
    before = "[\n"
    for text in texts:
        yield Piece(file, before + text)
        before = ",\n"
    yield Piece(file, "\n]\n" if before == ",\n" else "[]\n")
