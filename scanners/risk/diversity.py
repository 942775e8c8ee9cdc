"""What groups of rows tell of everybody in them, though they hide who is who.

l-diversity in its simplest form, distinct values (Machanavajjhala and others 2007). NULL counts as
a value, because it hides the others; where all of a group have NULL, nothing is told of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from governance.model.risk import Diversity
from scanners.risk.groups import Coded


def diversity(
    coded: Coded,
    columns: Sequence[str],
    sensitive: Iterable[str],
    wanted: int,
    person: str | None = None,
) -> tuple[Diversity, ...]:
    """An entry for each sensitive column that holds anything and is not among `columns`.

    `wanted` is how large a group must be to hide in, `person` see `Coded.groups`.
    """
    found = []
    groups = coded.groups(columns, person)
    for name in sensitive:
        if name in columns:
            continue
        distinct, holds = coded.different(columns, name)
        least = distinct.filter(holds).min()
        if isinstance(least, int):
            told = groups.filter(holds & (distinct == 1) & (groups >= wanted)).sum()
            found.append(Diversity(name, least, int(told)))
    return tuple(found)
