"""`stored`: what the catalog's store says now."""

from __future__ import annotations

from datetime import datetime

from governance.cli.here import here
from governance.pipeline import Built
from governance.stores import filled

FORM = "stored"


def fits(name: str) -> bool:
    """Whether it is that word."""
    return name == FORM


def read(name: str, config: str | None) -> Built:
    """The catalog of the store that is configured, as it is now.

    Raises:
        CatalogError: there is none, or it cannot be read.
    """
    return standing(config)


def standing(config: str | None, at: int | datetime | None = None) -> Built:
    """The catalog of the store that is configured, as it is or as it was.

    Raises:
        CatalogError: there is none, or it cannot be read.
    """
    from governance.catalog.loading import load

    trees, settings = here(config)
    with filled(settings, trees.root) as store:
        return Built(load(store, at=at), (), ())
