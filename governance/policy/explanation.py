"""How we know what a column holds, in sentences and steps; names and places, never values."""

from __future__ import annotations

from collections.abc import Callable

from governance.classify.told import made_from, way
from governance.model.catalog import Catalog
from governance.model.classification import Basis, Evidence
from governance.model.judgement import Step, Way
from governance.model.lineage import Effect
from governance.model.names import ColumnRef, printable

MAX_REASONS = 4

MAX_STEPS = 12
"""Steps of a way that are told; of a longer one those in the middle are counted."""


def explain(
    catalog: Catalog, ref: ColumnRef, named: Callable[[ColumnRef], str] = lambda ref: ref.name
) -> tuple[str, ...]:
    """The reasons behind a column's classification, the weightiest first.

    For instance "derived from crm.customers.email (email, confidential; declared at
    stewardship.yml:5)". `named` prints a column's name.
    """
    found = catalog.classifications.get(ref)
    if found is None:
        return ()
    order = list(Basis)
    evidence = sorted(found.evidence, key=lambda e: order.index(e.basis))
    sentences = dict.fromkeys(_sentence(catalog, reason, named) for reason in evidence)
    return tuple(sentences)[:MAX_REASONS]


def way_of(
    catalog: Catalog, ref: ColumnRef, named: Callable[[ColumnRef], str] = lambda ref: ref.name
) -> Way | None:
    """The weightiest way by which a column's data came, step by step; None if it begins there."""
    steps = way(catalog.classifications, ref)
    if not steps:
        return None
    told = []
    column = ref
    for step in steps:
        upstream = step.upstream or ref
        made = made_from(step.effect, restores=step.restores)
        effect = step.effect or Effect.DERIVED
        told.append(Step(named(column), named(upstream), made, effect, step.place, step.restores))
        column = upstream
    half = MAX_STEPS // 2
    left_out = max(0, len(told) - MAX_STEPS)
    if left_out:
        del told[half : half + left_out]
    return Way(tuple(told), _known(catalog, column), left_out)


def _sentence(catalog: Catalog, reason: Evidence, named: Callable[[ColumnRef], str]) -> str:
    if reason.upstream is not None:
        made = made_from(reason.effect, restores=reason.restores)
        known = _known(catalog, reason.upstream)
        return f"{made} {named(reason.upstream)}{f' ({known})' if known else ''}"
    if reason.basis is Basis.DECLARED and reason.location is not None:
        return f"declared at {printable(reason.location.file)}:{reason.location.line}"
    return printable(reason.detail)


def _known(catalog: Catalog, column: ColumnRef) -> str:
    """What a column holds, and where somebody declared that."""
    found = catalog.classifications.get(column)
    if found is None:
        return ""
    level = f", {found.level.value}" if found.level is not None else ""
    declared = next(
        (e.location for e in found.evidence if e.basis is Basis.DECLARED and e.location), None
    )
    place = f"; declared at {printable(declared.file)}:{declared.line}" if declared else ""
    return f"{found.category}{level}{place}"
