"""What was asked about lineage and what is known of it, before any format writes it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from governance.lineage.graph import Direction, Graph, Hop
from governance.model.catalog import Catalog, Table
from governance.model.classification import Classification
from governance.model.judgement import Problem
from governance.model.lineage import Edge
from governance.model.names import ColumnRef, TableRef, quote
from governance.terminal import Terminal

Asked = Literal["column", "table", "file", "all"]


class Way(Struct, frozen=True):
    """Where one column comes from, or goes to."""

    start: ColumnRef
    direction: Direction
    hops: tuple[Hop, ...]


class Answer(Struct, frozen=True):
    """What was asked, and the edges that answer it.

    `subject` is a column, a table, a file or a repository, as it prints. `ways` are there for a
    column and a table. `edges` are all edges of the answer, each once. `catalog` knows the tables
    and classifications of the columns that the edges name. `time` is when what was read was
    written, None when nothing tells. `namespaces` are OpenLineage's names of systems,
    each with the source that reads it.
    """

    asked: Asked
    subject: str
    edges: tuple[Edge, ...]
    catalog: Catalog
    ways: tuple[Way, ...] = ()
    problems: tuple[Problem, ...] = ()
    time: str | None = None
    namespaces: tuple[tuple[str, str], ...] = ()

    @property
    def tables(self) -> Mapping[TableRef, Table]:
        """The tables that the catalog knows."""
        return {table.ref: table for table in self.catalog.tables}

    @property
    def starts(self) -> tuple[ColumnRef, ...]:
        """The columns asked for, each once."""
        return tuple(dict.fromkeys(way.start for way in self.ways))

    def personal(self, column: ColumnRef) -> Classification | None:
        """What a column holds, None unless that is personal."""
        found = self.catalog.classifications.get(column)
        return found if found is not None and found.personal else None


class Page(Struct, frozen=True):
    """Where an answer is written down, and how much of it.

    `terminal` is the reader's screen.
    """

    terminal: Terminal = field(default_factory=Terminal)


def ways(
    graph: Graph,
    starts: Sequence[ColumnRef],
    directions: Sequence[Direction],
    depth: int | None = None,
    *,
    once: bool = False,
) -> tuple[Way, ...]:
    """The ways of columns; with `once` what several of them share is in the first only."""
    found = []
    for direction in directions:
        gone: set[ColumnRef] | None = set() if once and depth is None else None
        for start in starts:
            hops = tuple(graph.walk(start, direction, depth=depth, gone=gone))
            found.append(Way(start, direction, hops))
    return tuple(found)


def walked(found: Iterable[Way]) -> tuple[Edge, ...]:
    """The edges of ways, each once."""
    return tuple(dict.fromkeys(hop.edge for way in found for hop in way.hops))


def column_name(column: ColumnRef) -> str:
    """A column as it prints: `t.*` for all of a table, the bare name for a query's output."""
    last = "*" if column.column == "*" else quote(column.column)
    return f"{column.table_ref.name}.{last}" if column.table else last
