"""What people declare about tables and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from governance.model.location import Location

FactKey = Literal[
    "owner",
    "classification",
    "category",
    "retention_days",
    "masking",
    "encryption",
    "environment",
    "purpose",
    "description",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One declared value, where it was declared, and the reason given.

    `value` is an int for retention_days and a str for every other key.
    """

    value: str | int
    location: Location
    reason: str | None = None


Facts: TypeAlias = Mapping[FactKey, Fact]
"""The facts declared about one table or column."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of a stewardship file: the facts for everything that `match` matches.

    `match` is `[source:]schema.table[.column]` with globs in each part.
    """

    match: str
    facts: Facts
    location: Location
