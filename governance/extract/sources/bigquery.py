"""`kind: bigquery`: the data sets of a BigQuery project."""

from __future__ import annotations

from contextlib import AbstractContextManager

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import first_rows, inspected
from governance.extract.live.engine import Engine
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

LIVE = True

ENGINE = Engine(
    name="BigQuery",
    dialect="bigquery",
    driver="bigquery",
    schemes=("bigquery",),
    extra="bigquery",
    own=("information_schema",),
)


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read all that SQLAlchemy's inspector shows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    return inspected.extract(ENGINE, source, cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """A connection that reads rows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: the driver is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    return first_rows.reader(ENGINE, source)
