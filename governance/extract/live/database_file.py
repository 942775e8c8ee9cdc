"""Where the file of a database is that is one file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from governance.errors import ExtractError
from governance.settings import Source
from governance.tree import Tree


def database_file(source: Source, tree: Tree, scheme: str) -> Path:
    """The file that `path:` names, or `url: SCHEME:///FILE`.

    Raises:
        ExtractError: neither does.
        ConfigError: there is no url, or its variable is not set.
    """
    if source.path is not None:
        return tree.root / source.path
    url, begins = source.resolved_url(), f"{scheme}:///"
    if not url.startswith(begins):
        raise ExtractError(
            f'source "{source.name}" needs path: with a database file, or url: {begins}FILE',
            location=source.location,
        )
    return tree.root / unquote(url.removeprefix(begins).partition("?")[0])
