"""What people declare about tables and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef

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


class Fact(Struct, frozen=True, omit_defaults=True):
    """One declared value, where it was declared, and the reason given.

    `value` is an int for retention_days and a str for every other key.
    """

    value: str | int
    location: Location
    reason: str | None = None


Facts: TypeAlias = Mapping[FactKey, Fact]
"""The facts declared about one table or column."""


class Named(Struct, frozen=True):
    """A table or column as another tool names it, with as much as that tool knows.

    `column` is None for a table. `schemas` are those it may be in, with a database in front where
    that is known (`warehouse.crm`); empty where nobody said. `inner` is a field inside of a column
    (`address.street`), which a catalog may or may not have.
    """

    table: str
    column: str | None = None
    schemas: tuple[str, ...] = ()
    inner: bool = False


class Declaration(Struct, frozen=True):
    """One entry of a stewardship file: the facts for everything that `match` matches.

    `match` is `[source:]schema.table[.column]` with globs in each part. Where `named` is given,
    `match` is only how that prints, and the catalog is searched for the name. `rank` tells which
    of two that are equally specific counts, the higher; 0 is what sources say of themselves.
    """

    match: str
    facts: Facts
    location: Location
    rank: int = 0
    named: Named | None = None


class Dispute(Struct, frozen=True):
    """Two or more places that say different things of one table or column, equally specifically.

    `sides` has one fact for each thing said; the first one counts. `settled` says that a reason
    stands beside that one: then a person has looked at it.
    """

    subject: TableRef | ColumnRef
    key: FactKey
    sides: tuple[Fact, ...]
    settled: bool = False
