"""What can be claimed of a column, and sets of it as numbers.

A set of claims is an int with a bit for each claim, so that data flowing together is an `|` and
what an effect makes of a set is worked out once. The lowest bits say in which forms the data comes:
in the clear, hashed without a key, under a key.
"""

from __future__ import annotations

from msgspec import Struct, structs

from governance.classify.rules import after, special, usual_level
from governance.model.classification import Level, Pseudonym
from governance.model.lineage import Effect

CLEAR, HASHED, UNDER_KEY = 1, 2, 4
STATE = CLEAR | HASHED | UNDER_KEY

GENERALISES, KEYS, RESTORES, HASHES = 1, 2, 4, 8
"""What a step may do to a set of claims; 0 passes it on as it is."""


class Claim(Struct, frozen=True, gc=False):
    """That a column holds personal data of a category.

    `confirmed` says that a person declared it where the data begins; `confidence` is that of the
    detector otherwise, 0 to 1.
    """

    category: str
    kind: str | None
    level: Level | None
    confirmed: bool
    confidence: float

    @property
    def special(self) -> bool:
        """Whether GDPR Art. 9 protects it."""
        return special(self.category, self.kind)

    @property
    def weight(self) -> tuple[int, bool, bool, float, str, str]:
        """What decides which of several claims on one column is told: the most sensitive."""
        return (
            self.level.rank if self.level else -1,
            self.special,
            self.confirmed,
            self.confidence,
            self.category,
            self.kind or "",
        )


def pseudonym(held: int) -> Pseudonym | None:
    """The form in which a set shows most of the data; None for data in the clear."""
    if held & CLEAR:
        return None
    return "hashed" if held & HASHED else "keyed" if held & UNDER_KEY else None


class Settled(Struct, frozen=True, gc=False):
    """What a person said of a column, whatever reaches it; None: nothing personal.

    `stated` says that they gave the level, too, so that it is not that of the category.
    """

    claim: Claim | None
    stated: bool


class Claims:
    """Claims by number, and what becomes of sets of them."""

    def __init__(self) -> None:
        self._claims: list[Claim] = []
        self._bits: dict[Claim, int] = {}
        self._told: dict[int, tuple[Claim, ...]] = {}
        self._through: dict[tuple[int, int], int] = {}
        self._levelled: dict[tuple[int, Level], int] = {}

    def set_of(self, claim: Claim) -> int:
        """The set of one claim, in neither state."""
        bit = self._bits.get(claim)
        if bit is None:
            bit = self._bits[claim] = STATE + 1 << len(self._claims)
            self._claims.append(claim)
        return bit

    def settled(self, said: Settled, came: int) -> int:
        """The set of what was declared, in a column that others reach.

        What reaches it may be of the same category and say what kind.
        """
        claim = said.claim
        if claim is None:
            return 0
        held = self.set_of(claim) | (came & STATE or CLEAR)
        for other in self.of(came) if claim.kind is None else ():
            if other.category == claim.category and other.kind is not None:
                level = claim.level if said.stated else usual_level(claim.category, other.kind)
                held |= self.set_of(structs.replace(claim, kind=other.kind, level=level))
        return held

    def of(self, held: int) -> tuple[Claim, ...]:
        """The claims of a set, the weightiest first."""
        held &= ~STATE
        told = self._told.get(held)
        if told is None:
            found = (c for n, c in enumerate(self._claims) if held & (STATE + 1 << n))
            told = tuple(sorted(found, key=lambda claim: claim.weight, reverse=True))
            self._told[held] = told
        return told

    def through(self, held: int, way: int) -> int:
        """What a step makes of a set."""
        made = self._through.get((held, way))
        if made is None:
            made = held
            if way & RESTORES and made & UNDER_KEY:
                made = made & ~UNDER_KEY | CLEAR
            if way & HASHES and made & CLEAR:
                made = made & ~CLEAR | HASHED
            if way & KEYS and made & (CLEAR | HASHED):
                made = made & ~STATE | UNDER_KEY
            if way & GENERALISES:
                made &= STATE
                for claim in self.of(held):
                    level = claim.level and after(Effect.GENERALISED, claim.level, claim.category)
                    made |= self.set_of(structs.replace(claim, level=level))
            self._through[held, way] = made
        return made

    def levelled(self, held: int, level: Level) -> int:
        """A set in a column for which a person declared a level."""
        made = self._levelled.get((held, level))
        if made is None:
            made = held & STATE
            for claim in self.of(held):
                made |= self.set_of(structs.replace(claim, level=level, confirmed=True))
            self._levelled[held, level] = made
        return made
