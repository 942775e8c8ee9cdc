"""How we know what a column holds, one sentence for each reason; names and places, never values."""

from __future__ import annotations

from collections.abc import Callable

from governance.model.catalog import Catalog
from governance.model.classification import Basis, Evidence
from governance.model.names import ColumnRef, printable

MAX_REASONS = 4


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
    evidence = sorted(found.evidence, key=lambda e: (order.index(e.basis), -e.score))
    sentences = dict.fromkeys(_sentence(catalog, reason, named) for reason in evidence)
    return tuple(sentences)[:MAX_REASONS]


def _sentence(catalog: Catalog, reason: Evidence, named: Callable[[ColumnRef], str]) -> str:
    if reason.upstream is not None:
        effect = _EFFECTS.get(reason.effect.value if reason.effect else "", "comes from")
        return f"{effect} {named(reason.upstream)}{_origin(catalog, reason.upstream)}"
    if reason.basis is Basis.DECLARED and reason.location is not None:
        return f"declared at {printable(reason.location.file)}:{reason.location.line}"
    return printable(reason.detail)


def _origin(catalog: Catalog, upstream: ColumnRef) -> str:
    found = catalog.classifications.get(upstream)
    if found is None:
        return ""
    level = f", {found.level.value}" if found.level is not None else ""
    declared = next(
        (e.location for e in found.evidence if e.basis is Basis.DECLARED and e.location), None
    )
    place = f"; declared at {printable(declared.file)}:{declared.line}" if declared else ""
    return f" ({found.category}{level}{place})"


_EFFECTS = {
    "identity": "copied from",
    "derived": "derived from",
    "generalised": "a part of",
    "hashed": "hashed, without a key, from",
    "keyed": "keyed from",
    "aggregated": "computed over",
    "predicate": "a comparison of",
}
