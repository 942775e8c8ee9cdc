"""`scan:N`: the catalog as that scan left it."""

from __future__ import annotations

from governance.cli.selectors.stored import standing
from governance.errors import ConfigError
from governance.pipeline import Built

FORM = "scan:N"

_PREFIX = "scan:"


def fits(name: str) -> bool:
    """Whether it begins so."""
    return name.startswith(_PREFIX)


def read(name: str, config: str | None) -> Built:
    """The stored catalog as it was after a scan.

    Raises:
        CatalogError: the store cannot be read, or knows no such scan.
    """
    number = name.removeprefix(_PREFIX)
    if not number.isascii() or not number.isdigit():
        raise ConfigError("scan: needs the number of a scan: scan:12")
    return standing(config, int(number))
