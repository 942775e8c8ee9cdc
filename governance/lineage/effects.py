"""How effects combine: along a path, and over several paths.

Along a path the strongest protection so far holds until something undoes it; over several paths
the most revealing wins. A plain maximum is wrong along a path, because decrypting gives back what
encrypting hid: `Transform` therefore keeps the reversible protection apart from the rest.
"""

from __future__ import annotations

from functools import cache

from governance.kept import Kept
from governance.model.lineage import Effect


class Transform(Kept, frozen=True, array_like=True, tag=False):
    """What an expression does to the value of one column in it.

    `base` is what cannot be undone (never KEYED), `keyed` says that the result is encrypted or a
    token, `restores` that encryption which the value had *before* is undone.
    """

    base: Effect = Effect.IDENTITY
    keyed: bool = False
    restores: bool = False

    @property
    def effect(self) -> Effect:
        """The effect on a value that had no protection before."""
        return max(self.base, Effect.KEYED, key=_rank) if self.keyed else self.base

    @property
    def mark(self) -> int:
        """The same for two transforms of which the one with the weaker base always shows more.

        0 for one that neither hides under a key nor undoes one.
        """
        return self.restores + 2 * self.keyed

    def then(self, outer: Transform) -> Transform:
        """This, and after it `outer`."""
        if self is IDENTITY:
            return outer
        return self if outer is IDENTITY else _then(self, outer)

    @staticmethod
    def of(effect: Effect, restores: bool = False) -> Transform:
        """The transform of an edge as a catalog keeps it."""
        if effect is Effect.KEYED:
            return Transform(Effect.IDENTITY, keyed=True, restores=restores)
        return Transform(effect, restores=restores)


def _rank(effect: Effect) -> int:
    return effect.rank


@cache
def _then(inner: Transform, outer: Transform) -> Transform:
    return Transform(
        max(inner.base, outer.base, key=_rank),
        outer.keyed or (inner.keyed and not outer.restores),
        inner.restores or outer.restores,
    )


def most_revealing(one: Transform, other: Transform) -> Transform:
    """The transform that shows more of an unprotected value, and of equal ones below a key."""
    if one.effect is other.effect:
        return one if one.base.rank <= other.base.rank else other
    return one if one.effect.rank <= other.effect.rank else other


IDENTITY = Transform()
DERIVED = Transform(Effect.DERIVED)
GENERALISED = Transform(Effect.GENERALISED)
HASHED = Transform(Effect.HASHED)
KEYED = Transform(keyed=True)
KEY = Transform(Effect.HASHED, keyed=True)
"""Of what a value is hidden with: it comes back from nothing, also when the value does."""
RESTORED = Transform(restores=True)
AGGREGATED = Transform(Effect.AGGREGATED)
PREDICATE = Transform(Effect.PREDICATE)
