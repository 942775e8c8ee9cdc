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
    steps: list[Evidence] = []
    seen = {column}
    found = classifications.get(column)
    wanted = found.category if found is not None else ""
    while found is not None and len(steps) < MOST_STEPS:
        came = _came(found)
        ahead = [step for step in came if step.upstream not in seen]
        if not ahead:
            # in a circle, the weightiest step may lead back
            return _shortest(classifications, column) if came else tuple(steps)
        step = next((e for e in ahead if e.category == wanted), ahead[0])
        if step.category != wanted and Basis.DECLARED in found.basis:
            break  # a person said what it holds, and nothing of that came from elsewhere
        assert step.upstream is not None  # noqa: S101 - all that is inherited has one
        wanted = step.category
        steps.append(step)
        seen.add(step.upstream)
        found = classifications.get(step.upstream)
    return tuple(steps)


def _came(found: Classification) -> list[Evidence]:
    return [evidence for evidence in found.evidence if evidence.upstream is not None]


def _shortest(
    classifications: Mapping[ColumnRef, Classification], column: ColumnRef
) -> tuple[Evidence, ...]:
    """The fewest steps to a column in which data was found or declared; the last one first."""
    steps: dict[ColumnRef, tuple[Evidence, ...]] = {column: ()}
    waiting = [column]
    for each in waiting:  # grows on the way
        for step in _came(classifications[each]):
            upstream = step.upstream
            assert upstream is not None  # noqa: S101 - all that is inherited has one
            if upstream in steps or upstream not in classifications:
                continue
            steps[upstream] = (*steps[each], step)
            basis = classifications[upstream].basis
            if basis[0] is Basis.DECLARED or basis[-1] is Basis.DETECTED:
                return steps[upstream]
            if len(steps) < MOST_STEPS:
                waiting.append(upstream)
    return steps[waiting[-1]]
