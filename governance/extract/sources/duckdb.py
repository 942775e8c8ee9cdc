"""`kind: duckdb`: the tables and views of a DuckDB file."""

from __future__ import annotations

from contextlib import AbstractContextManager

from governance.cache import Cache
from governance.extract.base import Extraction
from governance.extract.live import duckdb
from governance.extract.live.database_file import database_file
from governance.extract.sampling import Reader
from governance.settings import Source
from governance.tree import Tree

LIVE = True


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the schema of one database file, as it is on disk now.

    Raises:
        ExtractError: there is no such file, or it is no database.
        MissingExtra: DuckDB is not installed.
    """
    return duckdb.extract(source, database_file(source, tree, "duckdb"), cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """The file, opened for reading rows.

    Raises:
        ExtractError: there is no such file, or it cannot be read.
        MissingExtra: DuckDB is not installed.
    """
    from governance.extract.live.duckdb_sample import reader

    return reader(source, database_file(source, tree, "duckdb"))
