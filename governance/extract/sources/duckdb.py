"""`kind: duckdb`: the tables and views of a DuckDB file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import unquote

from governance.cache import Cache
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.live import duckdb
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
    return duckdb.extract(source, _file(source, tree), cache)


def sampler(source: Source, tree: Tree) -> AbstractContextManager[Reader]:
    """The file, opened for reading rows.

    Raises:
        ExtractError: there is no such file, or it cannot be read.
        MissingExtra: DuckDB is not installed.
    """
    from governance.extract.live.duckdb_sample import reader

    return reader(source, _file(source, tree))


def _file(source: Source, tree: Tree) -> Path:
    if source.path is not None:
        return tree.root / source.path
    url = source.resolved_url()
    if not url.startswith("duckdb:///"):
        raise ExtractError(
            f'source "{source.name}" needs path: with a database file, or url: duckdb:///FILE',
            location=source.location,
        )
    return tree.root / unquote(url.removeprefix("duckdb:///").partition("?")[0])
