"""What resolving needs to know of the tables there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from governance.model.names import TableRef


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as it is known: its columns with their types, in order.

    `open` says that it may have more, `query` that a query which was read says all that is in it: a
    view, a model of dbt.
    """

    ref: TableRef
    columns: tuple[tuple[str, str], ...] = ()
    open: bool = False
    query: bool = False


class Schema(Protocol):
    """The tables known where a statement stands."""

    def relation(self, parts: tuple[str, ...]) -> Relation | None:
        """The table of that name as SQL gives it, None when it is not known."""
