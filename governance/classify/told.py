"""How a column came by its data, in words: the step, and the whole way to where it begins."""

from __future__ import annotations

from collections.abc import Mapping

from governance.model.classification import Basis, Classification, Evidence
from governance.model.lineage import Effect
from governance.model.names import ColumnRef

MOST_STEPS = 1_000
"""Steps that are followed back; who reads a longer way reads neither end."""

_WORDS = {
    Effect.IDENTITY: "copied from",
    Effect.DERIVED: "derived from",
    Effect.GENERALISED: "a part of",
    Effect.HASHED: "hashed, without a key, from",
    Effect.KEYED: "keyed from",
    Effect.AGGREGATED: "computed over",
    Effect.PREDICATE: "a comparison of",
}


def made_from(effect: Effect | None, *, restores: bool = False) -> str:
    """What SQL does to a value on its way: "derived from"."""
    if effect is None:
        return "comes from"
    if restores and effect in (Effect.IDENTITY, Effect.DERIVED):
        return "decrypted from"
    return _WORDS[effect]


def way(
    classifications: Mapping[ColumnRef, Classification], column: ColumnRef
) -> tuple[Evidence, ...]:
    """The weightiest way by which a column's data came, from the last step to the first.

    The upstream column of each step is where the next one ends; of the last, where the data
    begins. Empty for a column that inherits nothing.
    """
    found = classifications.get(column)
    seen = {column}
    steps: list[Evidence] = []
    wanted = found.category if found is not None else ""
    while found is not None and len(steps) < MOST_STEPS:
        inherited = [
            e
            for e in found.evidence
            if e.basis is Basis.INHERITED and e.upstream is not None and e.upstream not in seen
        ]
        if not inherited:
            break
        step = next((e for e in inherited if e.category == wanted), inherited[0])
        if step.category != wanted and Basis.DECLARED in found.basis:
            break  # a person said what it holds, and nothing of that came from elsewhere
        assert step.upstream is not None  # noqa: S101 - chosen so
        wanted = step.category
        steps.append(step)
        seen.add(step.upstream)
        found = classifications.get(step.upstream)
    return tuple(steps)
