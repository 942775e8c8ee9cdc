"""The words that several formats use for what SQL does to a value."""

from __future__ import annotations

from governance.model.classification import Classification
from governance.model.lineage import Edge, EdgeKind, Effect

DONE = {
    Effect.IDENTITY: "copied",
    Effect.DERIVED: "derived",
    Effect.GENERALISED: "generalised",
    Effect.HASHED: "hashed without a key",
    Effect.KEYED: "keyed or encrypted",
    Effect.AGGREGATED: "aggregated",
    Effect.PREDICATE: "compared",
}
"""What is done to the value, for a line."""

ABOUT = {
    Effect.IDENTITY: "the value itself comes out",
    Effect.DERIVED: "changed and still telling",
    Effect.GENERALISED: "a part or a range of the value",
    Effect.HASHED: "whoever can guess the value finds it",
    Effect.KEYED: "a token; whoever has the key has the value",
    Effect.AGGREGATED: "counted or summed over many rows",
    Effect.PREDICATE: "one bit of the value",
}
"""What that means, for a legend."""

INFLUENCE = "decides about rows"


def done(edge: Edge) -> str:
    """What an edge does, in a word or two."""
    if edge.kind is EdgeKind.INFLUENCE:
        return INFLUENCE
    if not edge.restores:
        return DONE[edge.effect]
    return "decrypted" if edge.effect is Effect.IDENTITY else f"decrypted, {DONE[edge.effect]}"


def holds(classification: Classification | None) -> str:
    """What a personal column holds and how sensitive that is; "" for one that is not."""
    if classification is None or not classification.personal:
        return ""
    told = [classification.kind or classification.category]
    if classification.level is not None:
        told.append(classification.level.value)
    if classification.special:
        told.append("special category")
    return ", ".join(told)
