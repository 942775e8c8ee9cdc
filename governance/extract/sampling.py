"""Samples of what columns hold, for whoever looks at values, and what was not looked at.

An extractor that can sample has a function `sampler(source, tree)`, a context manager that gives a
`Reader`. Nothing here stores or prints a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic
from typing import Literal, Protocol

from msgspec import Struct, structs

from governance.errors import ExtractError
from governance.extract import sources
from governance.model.catalog import Table
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import TableRef, printable
from governance.plugins import Registry
from governance.settings import Source
from governance.tree import Tree

WIDTH = 4096
"""Characters kept of a value."""

KINDS = Registry("source kind", sources, "lictor.extractors")

Chosen = Literal["all", "sampled", "nothing"]
"""How the rows were chosen: each there is, some of them, or none could be had."""

Place = Literal["all", "first", "spread", "tail", "partition", "sparse", "long", "file"]
"""Where in a table rows were taken: see docs/sampling.md."""


class Limits(Struct, frozen=True):
    """What a sample of one table may cost.

    `rows` is how many are wanted, `characters` how many are kept of all its values together,
    `seconds` how long reading may take. The same `seed` gives the same sample while the table
    stays as it is.
    """

    rows: int = 1_000
    characters: int = 32 * 1024 * 1024
    seconds: float = 10.0
    seed: int = 1


class SourceLimits(Struct, frozen=True):
    """What the samples of all tables of a source may cost together."""

    rows: int = 100_000_000
    characters: int = 16 * 1024 * 1024 * 1024
    seconds: float = 4 * 3600.0


class Values(Struct, frozen=True):
    """What was seen of one column, as text.

    `values` are those of the sample's rows, NULL as None, so that the columns of a sample line up.
    `more` were looked for because the rows had none: never NULL, and of this column alone. `cut`
    counts values that are longer than `WIDTH`, of which the beginning was kept.
    """

    name: str
    values: tuple[str | None, ...]
    more: tuple[str, ...] = ()
    cut: int = 0

    def __repr__(self) -> str:
        """How much, and not what: a sample may end in a log line."""
        return f"Values({self.name!r}, {len(self.values)} rows, {len(self.more)} more)"

    @property
    def unknown(self) -> bool:
        """Whether no value was seen, so that nothing can be said of the column."""
        return not self.more and not any(value and not value.isspace() for value in self.values)


class Part(Struct, frozen=True):
    """Some of the rows that were looked at; `name` is that of a partition, a file or a column."""

    place: Place
    rows: int
    name: str = ""


class Gap(Struct, frozen=True):
    """What could not be looked at: the table ("") or a part of it by its name, and why.

    `mark` tells gaps of a table apart, whatever numbers stand in the sentence.
    """

    what: str
    why: str
    mark: str


class Sample(Struct, frozen=True):
    """What was seen of a table: its columns in their order, and an account of it.

    `rows` counts the rows that were looked at, `of` those that the table has or is estimated to
    have (None: unknown). A column that could not be read at all has no values. `notices` are what
    a reader should know of how rows were chosen, `gaps` what could not be read.
    """

    table: TableRef
    columns: tuple[Values, ...] = ()
    rows: int = 0
    of: int | None = None
    chosen: Chosen = "nothing"
    parts: tuple[Part, ...] = ()
    notices: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def characters(self) -> int:
        """How many characters its values have."""
        return sum(
            sum(map(len, filter(None, column.values))) + sum(map(len, column.more))
            for column in self.columns
        )

    @property
    def told(self) -> str:
        """How much was looked at: "all 12 rows", "1,000 of about 200,000 rows"."""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        if self.chosen == "all":
            return f"all {rows}" if self.rows else "no rows: it is empty"
        if self.of is not None and self.of > self.rows:
            return f"{self.rows:,} of about {self.of:,} rows"
        return rows if self.rows else "no rows"

    def problems(self, location: Location | None = None) -> tuple[Problem, ...]:
        """The gaps as problems of the table; `location` is where its source is written down."""
        return tuple(
            Problem(
                str(self.table),
                f"{self._which(gap)} could be looked at: {gap.why}",
                ":".join(filter(None, ("sample", str(self.table), gap.what, gap.mark))),
                location,
            )
            for gap in self.gaps
        )

    def _which(self, gap: Gap) -> str:
        if gap.what:
            return f"not all values of {printable(gap.what)}"
        return "not all of its values" if self.rows else "none of its values"


class Reader(Protocol):
    """What reads rows of one source. It need not think of the limits of the whole source."""

    def read(self, table: Table, limits: Limits) -> Sample:
        """A sample of one table; what cannot be read of it is a gap.

        Raises:
            ExtractError: nothing more can be read of the source.
        """


class Sampler:
    """Gives samples of the tables of one source until its limits are reached."""

    def __init__(
        self, source: Source, reader: Reader | None, limits: SourceLimits | None = None
    ) -> None:
        """`reader` is None for a source whose kind has no values to look at."""
        self._source = source
        self._reader = reader
        self._left = limits or SourceLimits()
        self._lost: str | None = None

    @property
    def looks_at_values(self) -> bool:
        """Whether the source is of a kind whose values can be looked at."""
        return self._reader is not None

    def sample(self, table: Table, limits: Limits | None = None) -> Sample:
        """A sample of one table, which says itself what it does not hold."""
        if self._reader is None:
            return _nothing(
                table.ref, f"a source of kind {self._source.kind} has none", "no values"
            )
        if self._lost is not None:
            return _nothing(table.ref, self._lost, "lost")
        left = self._left
        spent = next(
            (
                word
                for word, amount in (
                    ("rows", left.rows),
                    ("bytes", left.characters),
                    ("time", left.seconds),
                )
                if amount <= 0
            ),
            None,
        )
        if spent is not None:
            return _nothing(table.ref, f"what its source may cost in {spent} is used up", "used up")
        asked = limits or Limits()
        within = structs.replace(
            asked,
            rows=max(min(asked.rows, left.rows), 1),
            characters=min(asked.characters, left.characters),
            seconds=min(asked.seconds, left.seconds),
        )
        began = monotonic()
        try:
            found = self._reader.read(table, within)
        except ExtractError as error:
            self._lost = error.message
            found = _nothing(table.ref, error.message, "lost")
        self._left = SourceLimits(
            left.rows - found.rows,
            left.characters - found.characters,
            left.seconds - (monotonic() - began),
        )
        return found


@contextmanager
def sampling(source: Source, tree: Tree, limits: SourceLimits | None = None) -> Iterator[Sampler]:
    """A sampler of one source; its connection is closed at the end.

    Raises:
        ExtractError: the source cannot be reached.
        MissingExtra: what reads it is not installed.
        ConfigError: there is no such kind of source, or lictor.yml does not say how to reach it.
    """
    opening: Callable[[Source, Tree], AbstractContextManager[Reader]] | None = getattr(
        KINDS[source.kind], "sampler", None
    )
    if opening is None:
        yield Sampler(source, None, limits)
        return
    with opening(source, tree) as reader:
        yield Sampler(source, reader, limits)


def _nothing(table: TableRef, why: str, mark: str) -> Sample:
    return Sample(table, gaps=(Gap("", why, mark),))
