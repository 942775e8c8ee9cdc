"""`kind: duckdb`: the tables and views of a DuckDB file."""

from __future__ import annotations

from urllib.parse import unquote

from governance.cache import Cache
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.live import duckdb
from governance.settings import Source
from governance.tree import Tree

LIVE = True


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the schema of one database file, as it is on disk now.

    Raises:
        ExtractError: there is no such file, or it is no database.
        MissingExtra: DuckDB is not installed.
    """
    if source.path is not None:
        return duckdb.extract(source, tree.root / source.path, cache)
    url = source.resolved_url()
    if not url.startswith("duckdb:///"):
        raise ExtractError(
            f'source "{source.name}" needs path: with a database file, or url: duckdb:///FILE',
            location=source.location,
        )
    return duckdb.extract(
        source, tree.root / unquote(url.removeprefix("duckdb:///").partition("?")[0]), cache
    )
