"""What SQL does to a value in OpenLineage's words, and what theirs mean in ours.

Source: the column lineage facet, https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json
and https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet (types, subtypes).
"""

from __future__ import annotations

from typing import NamedTuple

from governance.model.lineage import Edge, EdgeKind, Effect


class Transformation(NamedTuple):
    """One entry of `transformations`: DIRECT or INDIRECT, of what sort, whether it masks."""

    type: str
    subtype: str | None
    masking: bool


_TOLD = {
    Effect.IDENTITY: Transformation("DIRECT", "IDENTITY", False),
    Effect.DERIVED: Transformation("DIRECT", "TRANSFORMATION", False),
    # half an address still points to one person; it is not said to be masked
    Effect.GENERALISED: Transformation("DIRECT", "TRANSFORMATION", False),
    Effect.HASHED: Transformation("DIRECT", "TRANSFORMATION", True),
    Effect.KEYED: Transformation("DIRECT", "TRANSFORMATION", True),
    Effect.AGGREGATED: Transformation("DIRECT", "AGGREGATION", True),
    Effect.PREDICATE: Transformation("DIRECT", "TRANSFORMATION", True),
}


def transformation(edge: Edge) -> Transformation:
    """How an edge is told; whether it filters, joins or sorts is not known of an influence."""
    if edge.kind is EdgeKind.INFLUENCE:
        return Transformation("INDIRECT", None, False)
    told = _TOLD[edge.effect]
    if edge.restores:  # whatever hid the value before hides it no more
        return Transformation(told.type, "TRANSFORMATION", told.masking)
    return told


def meant(kind: str, subtype: str | None, masking: bool | None) -> tuple[EdgeKind, Effect]:
    """What a transformation may do at worst, for producers tell less than we ask.

    A transformation that masks may be an unkeyed hash: it stays personal. An aggregation may be
    min or max, which bring one person's value out; one that masks may be the max of a hash.
    """
    if kind.upper() == "INDIRECT":
        return EdgeKind.INFLUENCE, Effect.PREDICATE
    if (subtype or "").upper() == "IDENTITY":
        return EdgeKind.VALUE, Effect.IDENTITY
    if masking:
        return EdgeKind.VALUE, Effect.HASHED
    if (subtype or "").upper() == "AGGREGATION":
        return EdgeKind.VALUE, Effect.IDENTITY
    return EdgeKind.VALUE, Effect.DERIVED


def meant_before(transformation_type: str | None) -> Effect:
    """What the facet's versions before 1-1-0 mean: IDENTITY, MASKED, or nothing said."""
    said = (transformation_type or "").upper()
    if said == "MASKED":
        return Effect.HASHED
    return Effect.IDENTITY if said == "IDENTITY" else Effect.DERIVED
