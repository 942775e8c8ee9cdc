"""What is said of a table or column, told apart: what people said, and what was only found.

Only the former is written where another tool reads facts. What was found goes beside it, with its
confidence and how it was found, where the format has room for such a thing.
"""

from __future__ import annotations

from typing import Any

from governance.model.catalog import Catalog
from governance.model.classification import Basis
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import FactKey
from governance.taxonomy import NONE


def stated(
    catalog: Catalog, ref: TableRef | ColumnRef, comment: str | None
) -> dict[FactKey, str | int]:
    """What people declared of it, what its table's facts give it left out.

    `comment` is what the source says of it, which describes it where nobody else does.
    """
    said = {key: fact.value for key, fact in catalog.fact(ref).items()}
    if comment and comment.strip():
        said.setdefault("description", comment.strip())
    return said


def found(catalog: Catalog, ref: ColumnRef) -> dict[str, Any] | None:
    """What a column holds by lineage or detection, None where people have said all of it.

    `status` is "inherited", "detected" or "suggested". Nothing is given for what is not personal.
    """
    known = catalog.classifications.get(ref)
    if known is None or known.category == NONE:
        return None
    said = catalog.fact(ref)
    if "category" in said and "classification" in said:
        return None
    basis = next((each for each in known.basis if each is not Basis.DECLARED), None)
    if basis is None:
        return None
    told: dict[str, Any] = {"category": known.category}
    if known.kind is not None:
        told["kind"] = known.kind
    if known.level is not None:
        told["level"] = str(known.level)
    return told | {"confidence": round(known.confidence, 4), "status": str(basis)}


def personal(said: dict[FactKey, str | int]) -> bool | None:
    """Whether people said that it holds personal data, None where nobody said."""
    return None if "category" not in said else said["category"] != NONE
