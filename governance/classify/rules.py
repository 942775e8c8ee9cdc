"""How much a level may fall on the way through SQL, and from where evidence is strong.

Nothing else in the program lowers a level.
"""

from __future__ import annotations

from governance.model.classification import Level
from governance.model.lineage import Effect
from governance.taxonomy import category

PERSONAL = 0.5
"""A detection of at least this score makes a column personal."""

STRONG = 0.8
"""Evidence of at least this score that disagrees with a declaration is reported."""

FALLS = {
    # the value itself
    Effect.IDENTITY: 0,
    # changed, and still telling
    Effect.DERIVED: 0,
    # a part or a range: a year instead of a date of birth singles fewer people out (see `after`)
    Effect.GENERALISED: 1,
    # whoever can guess the value finds it (Art. 29 Working Party, Opinion 05/2014, 4.1)
    Effect.HASHED: 0,
    # pseudonymous data is personal data (GDPR recital 26); the key is a protection, not a level
    Effect.KEYED: 0,
}
"""Steps that a level falls, for each effect that carries the category."""

_LEVELS = tuple(Level)


def after(effect: Effect, level: Level, category_key: str) -> Level:
    """The level of what an effect makes of data of that level and category.

    Only quasi-identifiers get less telling when generalised: half an email address or the first
    digits of an account number still point to one person. Restricted data stays so (the chapter of
    a diagnosis is a diagnosis), and nothing personal falls below internal.
    """
    steps = FALLS[effect]
    if not steps or level is Level.RESTRICTED or not category(category_key).quasi:
        return level
    return _LEVELS[max(level.rank - steps, min(level.rank, Level.INTERNAL.rank))]


def usual_level(category_key: str, kind: str | None) -> Level | None:
    """The level of a category or kind unless somebody declares otherwise."""
    whole = category(category_key)
    finer = whole.kind(kind)
    return finer.level if finer else whole.level


def special(category_key: str, kind: str | None) -> bool:
    """Whether GDPR Art. 9 protects the category or kind."""
    whole = category(category_key)
    finer = whole.kind(kind)
    return finer.special if finer else whole.special
