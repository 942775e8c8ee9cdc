"""What SQL does to a value on its way from one column to another."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from governance.model.location import Location
from governance.model.names import ColumnRef


class Effect(StrEnum):
    """What an expression does to the value of a column, the most revealing first."""

    rank: int
    """0 for the most revealing."""
    IDENTITY = "identity"
    """The value itself comes out, also through min, max or array_agg."""
    DERIVED = "derived"
    """Changed but still telling: lower, concat, JSON building, an unknown function."""
    GENERALISED = "generalised"
    """A part or a range: substring, the year of a date, the first digits of a postcode."""
    HASHED = "hashed"
    """An unkeyed hash: whoever can guess the value can find it. Still personal."""
    KEYED = "keyed"
    """HMAC, encryption, a token: pseudonymous (GDPR Art. 4(5)), still personal, protected."""
    AGGREGATED = "aggregated"
    """count, sum, avg over many."""
    PREDICATE = "predicate"
    """One bit: a comparison."""

    __hash__ = str.__hash__  # an enum's own is a function of Python's, asked of every path

    @property
    def carries_category(self) -> bool:
        """Whether the result is still data about the person, of the same category."""
        return self.rank <= Effect.KEYED.rank


for _rank, _effect in enumerate(Effect):
    _effect.rank = _rank  # asked of every edge: a dict would call the enum's hash each time


class EdgeKind(StrEnum):
    """How the upstream column takes part."""

    VALUE = "value"
    """Its value goes into the downstream column."""
    INFLUENCE = "influence"
    """It only decides which rows there are, or their order: WHERE, JOIN, GROUP BY, ORDER BY."""


class Edge(Struct, frozen=True, order=True, gc=False, omit_defaults=True):
    """One upstream column feeds one downstream column.

    `upstream.column` is "*" for a star over a table whose columns are not known (an open edge).
    `downstream.column` is "*" for its other end, and for an influence on which rows there are.
    `location` is the expression that makes the downstream column. `restores` says that the
    expression undoes encryption (decrypt, detokenise) that the upstream value may have had.
    """

    upstream: ColumnRef
    downstream: ColumnRef
    effect: Effect
    kind: EdgeKind = EdgeKind.VALUE
    location: Location | None = None
    restores: bool = False

    @property
    def missing(self) -> bool:
        """Whether the SQL names a column that the upstream table does not have.

        It then decides about all of the downstream table: the statement fails. Such an edge is an
        influence with the effect `DERIVED`; every other influence is a `PREDICATE`.
        """
        return self.kind is EdgeKind.INFLUENCE and self.effect is Effect.DERIVED
