"""Which store the catalog is in: lictor.yml says, else GOVERNANCE_DB_URL, else it is a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from governance.catalog import FILE
from governance.credentials import from_environment
from governance.errors import CatalogError
from governance.model.location import Location
from governance.model.names import printable
from governance.settings import Settings

if TYPE_CHECKING:
    from governance.catalog.opening import Store

VARIABLE = "GOVERNANCE_DB_URL"


def url_of(settings: Settings) -> str | None:
    """The url of the store that is configured; None where none is.

    Raises:
        ConfigError: lictor.yml names a variable that is not set; says which.
    """
    if settings.catalog is None:
        return os.environ.get(VARIABLE) or None

    def missing(variable: str) -> str:
        left_out = "leave catalog: out for a file"
        return f"catalog: needs the environment variable {variable}; set it, or {left_out}"

    place = Location(settings.file) if settings.file else None
    return from_environment(settings.catalog, missing, place)


def store_of(
    settings: Settings, root: Path, *, url: str | None = None, upgraded: bool = True
) -> Store:
    """The store that is configured, opened; where none is, the file `.lictor/catalog.db`.

    `url` names another one; `upgraded` see `open_store`.

    Raises:
        CatalogError: it cannot be opened.
        ConfigError: a variable in its url is not set.
    """
    from governance.catalog.opening import open_store  # SQLAlchemy takes 0.2 s

    return open_store(url or url_of(settings), root, upgraded=upgraded)


def there_is_one(settings: Settings, root: Path) -> bool:
    """Whether a store is configured, or was made here.

    Raises:
        ConfigError: a variable in its url is not set.
    """
    return url_of(settings) is not None or (root / FILE).exists()


def filled(settings: Settings, root: Path) -> Store:
    """The store that is configured, which must be there; none is made.

    Raises:
        CatalogError: there is none, or it cannot be opened.
        ConfigError: a variable in its url is not set.
    """
    if not there_is_one(settings, root):
        raise CatalogError("nothing is stored yet; lictor scan fills the catalog")
    url = url_of(settings)
    return store_of(settings, root) if url is None else existing(url, root)


def existing(url: str, root: Path) -> Store:
    """The store at a url, which must be there.

    Raises:
        CatalogError: it is not, or cannot be opened.
    """
    from governance.catalog.connecting import parse
    from governance.catalog.opening import open_store

    made = parse(url, root)
    if made.get_backend_name() == "sqlite" and not Path(str(made.database)).is_file():
        raise CatalogError(
            f"there is no catalog at {printable(str(made.database))}; lictor scan makes one"
        )
    return open_store(url, root)
