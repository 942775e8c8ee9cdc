"""A date or a time: the catalog as it was stored then."""

from __future__ import annotations

import re
from datetime import datetime, time

from governance.cli.selectors.stored import standing
from governance.errors import ConfigError
from governance.pipeline import Built

FORM = "YYYY-MM-DD"

_LOOKS = re.compile(r"\d{4}-\d\d-\d\d")


def fits(name: str) -> bool:
    """Whether it begins as a date does."""
    return _LOOKS.match(name) is not None


def read(name: str, config: str | None) -> Built:
    """The stored catalog at the end of a day, or at a time (`2026-11-24T03:00`), here.

    Raises:
        CatalogError: the store cannot be read.
    """
    try:
        at = datetime.fromisoformat(name)
    except ValueError:
        raise ConfigError(f"{name} is no date: write 2026-11-24, or 2026-11-24T03:00") from None
    if len(name) == len("2026-11-24"):
        at = datetime.combine(at, time.max)
    return standing(config, at.astimezone())
