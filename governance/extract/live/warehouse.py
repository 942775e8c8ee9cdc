"""Engines of which nothing more is known than what SQLAlchemy's inspector shows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import first_rows, inspected
from governance.extract.live.engine import Engine
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

Extract: TypeAlias = Callable[[Source, Tree, Cache], Extraction]
Sampling: TypeAlias = Callable[[Source, Tree], AbstractContextManager[Reader]]


def warehouse(engine: Engine) -> tuple[Extract, Sampling]:
    """The `extract` and the `sampler` of a source of that engine."""

    def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
        """Read all that SQLAlchemy's inspector shows. `tree` is not used.

        Raises:
            ExtractError: the server cannot be reached or read.
            MissingExtra: the driver is not installed.
            ConfigError: there is no url, or its variable is not set.
        """
        return inspected.extract(engine, source, cache)

    def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
        """A connection that reads rows. `tree` is not used.

        Raises:
            ExtractError: the server cannot be reached or read.
            MissingExtra: the driver is not installed.
            ConfigError: there is no url, or its variable is not set.
        """
        return first_rows.reader(engine, source)

    return extract, sampler
