"""What a column holds, how sensitive that is, and why we say so."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from governance.model.lineage import Effect
from governance.model.location import Location
from governance.model.names import ColumnRef


class Level(StrEnum):
    """How sensitive data is, the least first. What is unknown has no level, never public."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """0 for public."""
        return _RANK[self]


_RANK = {level: rank for rank, level in enumerate(Level)}


class Basis(StrEnum):
    """Where a statement about a column comes from, the weightiest first."""

    DECLARED = "declared"
    """A person wrote it."""
    INHERITED = "inherited"
    """It came through lineage from a classified column."""
    DETECTED = "detected"
    """A detector found it."""
    SUGGESTED = "suggested"
    """A language model proposed it."""


class Finding(Struct, frozen=True, gc=False):
    """What one detector says of one column.

    `score` is between 0 and 1. `sampled` and `matched` count values looked at and values that
    matched, None for a detector that looks at no values. `evidence` is for people and never holds
    a value, only names, types, counts. `kind` is a finer sort within the category (passport,
    religion) where the detector can tell.
    """

    subject: ColumnRef
    category: str
    detector: str
    score: float
    evidence: str
    sampled: int | None = None
    matched: int | None = None
    kind: str | None = None


class Evidence(Struct, frozen=True, gc=False, omit_defaults=True):
    """One reason for a classification.

    `location` is where a person declared it. What is inherited says from which column (`upstream`),
    what the SQL did to it (`effect`, `restores` as in an `Edge`) and where that SQL is (`place`);
    the rest of the way is that column's own evidence, and `detail` is "". `values` says that a
    detector has looked at values for it.
    """

    basis: Basis
    category: str
    detail: str
    score: float = 1.0
    location: Location | None = None
    upstream: ColumnRef | None = None
    effect: Effect | None = None
    restores: bool = False
    place: Location | None = None
    values: bool = False


Pseudonym = Literal["hashed", "keyed"]
"""What stands for the data: a hash that anybody can compute, or a value that takes a key."""


class Lowered(Struct, frozen=True, gc=False, omit_defaults=True):
    """A declaration that asks for less than the evidence does, and says why.

    `what` is the difference in words, `reason` the person's own, `location` where they wrote it.
    """

    what: str
    reason: str
    location: Location


class Classification(Struct, frozen=True, gc=False, omit_defaults=True):
    """The effective classification of a column: all evidence weighed.

    `category` is a key of the taxonomy, "none" for a column declared to hold nothing personal.
    `level` is None when unknown. `confirmed` says that a person stands behind it: it was declared,
    or inherited from a declared one. `contradiction` is strong evidence against a declaration, in
    words, None when there is none; `lowered` is the same where a reason stands beside the
    declaration, so that it counts. `pseudonym` is what SQL has put in the place of all of the data,
    None where some of it is in the clear. `special` is true too when data of a special category
    (GDPR Art. 9) is only part of what came together in the column. `kind` is a finer sort within
    the category, None when unknown.
    """

    subject: ColumnRef
    category: str
    level: Level | None
    special: bool
    confirmed: bool
    confidence: float
    evidence: tuple[Evidence, ...]
    quasi: bool = False
    contradiction: str | None = None
    kind: str | None = None
    lowered: Lowered | None = None
    pseudonym: Pseudonym | None = None

    @property
    def personal(self) -> bool:
        """Whether the column holds personal data."""
        return self.category != "none"

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The kinds of evidence, the weightiest first, each once."""
        return tuple(basis for basis in Basis if any(e.basis is basis for e in self.evidence))
