"""What changed between two catalogs: `drift(before, after)`, and what of it must not pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from governance.drift.access import access
from governance.drift.personal import fed, personal
from governance.drift.protection import protection
from governance.drift.sides import Sides
from governance.drift.stewardship import stewardship
from governance.drift.structure import structure
from governance.model.catalog import Catalog
from governance.model.drift import Drift, DriftKind, worst_first


def drift(
    before: Catalog, after: Catalog, sources: Collection[str] | None = None
) -> tuple[Drift, ...]:
    """Everything that is different in `after`, the worst first, then by name.

    With `sources` only what belongs to them is compared: a source that could not be read is not
    gone. Places, evidence, statistics, exposures and waivers are not compared. A table or column
    that was renamed is told as such where exactly one could be meant, and as dropped and added
    where not. What a table that cannot be read completely (`open`) does not show is not told as
    dropped or added.
    """
    if before is after:
        return ()
    sides = Sides(before, after, sources)
    found = (
        *structure(sides),
        *personal(sides),
        *fed(sides),
        *protection(sides),
        *access(sides),
        *stewardship(sides),
    )
    return tuple(sorted(found, key=worst_first))


def blocks(found: Iterable[Drift], fail_on: Collection[DriftKind]) -> tuple[Drift, ...]:
    """The drifts of the kinds that `fail_on` names."""
    return tuple(each for each in found if each.kind in fail_on)
