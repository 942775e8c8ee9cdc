"""`kind: mariadb`: the databases of a MariaDB server, without their data."""

from __future__ import annotations

from contextlib import AbstractContextManager

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import mariadb
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

LIVE = True


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the information schema. `tree` is not used: the server says it all.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: PyMySQL is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    return mariadb.extract(source, cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """A connection that reads rows. `tree` is not used.

    Raises:
        ExtractError: the server cannot be reached or read.
        MissingExtra: PyMySQL is not installed.
        ConfigError: there is no url, or its variable is not set.
    """
    from governance.extract.live.mariadb_sample import reader

    return reader(source)
