"""What resolving needs to know of the tables there are."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from governance.lineage.effects import Transform
from governance.model.names import ColumnRef, TableRef


class Relation(Struct, frozen=True):
    """A table or view as it is known: its columns with their types, in order.

    `open` says that it may have more, `query` that a query which was read says all that is in it: a
    view, a model of dbt.
    """

    ref: TableRef
    columns: tuple[tuple[str, str], ...] = ()
    open: bool = False
    query: bool = False


class Returned(Struct, frozen=True):
    """What a function gives, for whatever it is given.

    `columns` are those of its rows, one for a function that gives a value; each with what flows
    into it. A flow from a column of `parameters` is one from what stands for that parameter.
    `open` says that there may be more columns, made of `rest`.
    """

    columns: tuple[tuple[str, tuple[tuple[ColumnRef, Transform], ...]], ...]
    parameters: TableRef
    names: tuple[str, ...]
    influences: tuple[ColumnRef, ...] = ()
    open: bool = False
    rest: tuple[tuple[ColumnRef, Transform], ...] = ()


class Routines(Protocol):
    """A schema that knows functions, too."""

    def routine(self, parts: tuple[str, ...], arguments: int) -> Returned | None:
        """What the function of that name gives for so many arguments, None when not known."""


class Schema(Protocol):
    """The tables known where a statement stands."""

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name as SQL gives it, None when it is not known."""
