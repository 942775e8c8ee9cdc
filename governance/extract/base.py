"""What every extractor takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from governance.cache import Cache
from governance.model.catalog import Grant, Table
from governance.model.judgement import Coverage, Problem
from governance.model.lineage import Edge
from governance.model.protection import Protection
from governance.settings import Source
from governance.tree import Tree


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one source, and what could not be."""

    tables: tuple[Table, ...] = ()
    edges: tuple[Edge, ...] = ()
    grants: tuple[Grant, ...] = ()
    protections: tuple[Protection, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)


class Extractor(Protocol):
    """A module in `governance/extract/sources/`, or one that a distribution offers."""

    LIVE: bool
    """Whether it reads a running system, the same before and after a change, and not files."""

    def extract(self, source: Source, tree: Tree, cache: Cache) -> Extraction:
        """Read the source.

        Raises:
            ExtractError: nothing of it can be read (no such folder, no server, no permission).
                What can be read in part is read, and the rest is a `Problem`.
        """
