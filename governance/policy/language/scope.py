"""What names mean at a place of a query, and what an expression turned out to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from governance.policy.views import Type

Kind: TypeAlias = Type | Literal["null"]
"""The type of an expression; `null` is a bare NULL, which goes with every type."""


class Typed(Struct, frozen=True):
    """An expression in SQLite's words, and its type.

    `column` is the view's column it is, if it is nothing else: `view.column`. `absent` is the text
    that stands for NULL in it (see `ViewColumn`).
    """

    sql: str
    type: Kind
    column: str | None = None
    absent: str | None = None


class Relation(Struct, frozen=True):
    """A view, CTE or subquery in FROM, under the name we gave it. `view` is the view it is."""

    name: str
    columns: Mapping[str, Typed]
    view: str | None = None

    def column(self, name: str) -> Typed | None:
        """The column `name` as it is written here."""
        return self.columns.get(name)


class Scope(Struct):
    """The names one SELECT sees.

    `grouped` holds the grouped expressions while the output of a grouped SELECT is being written:
    outside an aggregate nothing else may be read. `reads` collects the view columns that are read.
    """

    parent: Scope | None = None
    relations: dict[str, Relation] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    """Columns a JOIN ... USING merges: the first relation's stands for all."""
    grouped: frozenset[str] | None = None
    aggregates: bool = False
    in_aggregate: bool = False
    reads: set[str] = field(default_factory=set)

    def chain(self) -> Iterator[Scope]:
        """This scope and the ones around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent
