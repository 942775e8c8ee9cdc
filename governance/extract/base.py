"""What every extractor takes and gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from governance.cache import Cache
from governance.extract.parts import Part
from governance.extract.stored import Taken
from governance.lineage.schema import Relation
from governance.model.catalog import Exposure, Grant, Role, Statistics, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge
from governance.model.names import TableRef
from governance.model.protection import Protection
from governance.model.stewardship import Declaration
from governance.settings import Source
from governance.tree import Tree


class Extraction(Struct, frozen=True):
    """What was read from one source, and what could not be.

    `tables` are those that the source makes; `parts` those that it makes and keeps apart, with all
    that belongs to them, so that not every one need be loaded; `described` are those it only reads
    and says something about (a dbt source): where another source makes them, they are that one's.
    `declarations` are facts that people wrote down in the source itself (dbt's meta). `notices` are
    sentences for the report: what was taken for granted. `beside` tells apart what was read that is
    in no tree, such as what dbt left in its target folder. `given` are those tables that no file
    makes and that the catalog's store knows.
    """

    tables: tuple[Table, ...] = ()
    parts: tuple[Part, ...] = ()
    described: tuple[Table, ...] = ()
    edges: tuple[Edge, ...] = ()
    grants: tuple[Grant, ...] = ()
    protections: tuple[Protection, ...] = ()
    roles: tuple[Role, ...] = ()
    statistics: Mapping[TableRef, Statistics] = field(default_factory=dict)
    exposures: tuple[Exposure, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    notices: tuple[str, ...] = ()
    beside: str = ""
    given: tuple[Taken, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)


class Extractor(Protocol):
    """A module in `governance/extract/sources/`, or one that a distribution offers."""

    LIVE: bool
    """Whether it reads a running system, the same before and after a change, and not files.

    One that reads nothing but the files under its source's path may say `WITHIN_ITS_PATH = True`:
    it is not asked again while these are as they were. One that can do with tables which no file
    makes says `ASKS_THE_STORE = True`, and its `extract` gets `stored` as a last argument.
    """

    def extract(self, source: Source, tree: Tree, cache: Cache) -> Extraction:
        """Read the source.

        Raises:
            ExtractError: nothing of it can be read (no such folder, no server, no permission).
                What can be read in part is read, and the rest is a `Problem`.
        """


class Building(Protocol):
    """An extractor of what builds on the tables of other sources, wherever lictor.yml names it."""

    LIVE: bool
    BUILDS_ON_OTHERS: int
    """True for what builds on sources that build on none; 2 for what builds on these as well."""

    def extract(
        self, source: Source, tree: Tree, cache: Cache, others: Sequence[Relation]
    ) -> Extraction:
        """Read the source; `others` are the tables of the sources that are read before it."""
