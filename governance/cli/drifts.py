"""The kinds of drift that a person names on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from governance.errors import ConfigError
from governance.model.drift import DriftKind
from governance.scan_settings import unknown


def kinds(names: Iterable[str]) -> tuple[DriftKind, ...]:
    """The kinds of drift of those names.

    Raises:
        ConfigError: one is none; names the nearest.
    """
    for name in names:
        if fault := unknown(name):
            raise ConfigError(fault)
    return cast("tuple[DriftKind, ...]", tuple(dict.fromkeys(names)))
