"""A url: the catalog of another store."""

from __future__ import annotations

from pathlib import Path

from governance.pipeline import Built

FORM = "URL"

_PREFIXES = ("postgresql://", "postgres://", "sqlite://")


def fits(name: str) -> bool:
    """Whether it begins as the url of a store does."""
    return name.startswith(_PREFIXES)


def read(name: str, config: str | None) -> Built:
    """The catalog of the store at a url; paths are relative to the current folder.

    Raises:
        CatalogError: it cannot be read.
    """
    from governance.catalog.loading import load
    from governance.stores import existing

    with existing(name, Path.cwd()) as store:
        return Built(load(store), (), ())
