"""A sample of a table, with a second look for columns that are NULL in every row of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from governance.extract.gathered import Gathered, Row, Unreadable
from governance.extract.sampling import Limits, Sample
from governance.model.catalog import Table
from governance.model.names import quote

SECOND_LOOK = 2.0
"""Seconds that it may take."""
MORE = 100
"""Values of a column to take, at most."""

Filled = Callable[[Sequence[int], int, float], Iterable[Row]]
"""Rows in which at least one of some columns is not NULL: the columns by their numbers, how many
rows at most, and the seconds it may take. A row has these columns and no others."""


def gather(
    table: Table, limits: Limits, take: Callable[[Gathered], bool], filled: Filled
) -> Sample:
    """What `take` takes of a table, and a second look for the columns that it saw no value of.

    `take` says whether that was the whole table. What cannot be read is a gap.
    """
    gathered = Gathered(table, limits)
    if not table.columns:
        return gathered.sample()
    whole = False
    try:
        whole = take(gathered)
        if not whole and table.kind == "table" and not gathered.over:
            look_again(table, limits, gathered, gathered.without_values(), filled)
    except Unreadable as error:
        gathered.gap("", error.why, error.mark)
    return gathered.sample(whole=whole)


def look_again(
    table: Table, limits: Limits, gathered: Gathered, missing: Sequence[int], filled: Filled
) -> None:
    """Look for values of the columns that are missing, all at once.

    A column that has many values must not keep back one that has few: the columns that had any
    are left out, and the table is asked again.
    """
    until = max(gathered.left - SECOND_LOOK, 0.0)
    missing = list(missing)
    while missing and not gathered.over:
        names = [table.columns[number].name for number in missing]
        if gathered.left <= until:
            _not_found(gathered, names, "it takes too long", "time")
            return
        try:
            found = gathered.take_more(
                filled(missing, min(MORE, limits.rows), gathered.left - until), missing, "sparse"
            )
        except Unreadable as error:
            _not_found(gathered, names, error.why, error.mark)
            return
        if not found:
            gathered.notice(f"NULL in every row there is: {', '.join(map(quote, names))}")
            return
        missing = [number for number in missing if number not in found]


def _not_found(gathered: Gathered, names: Iterable[str], why: str, mark: str) -> None:
    why = f"it is NULL in the sample, and looking for others failed: {why}"
    for name in names:
        gathered.gap(name, why, f"sparse {mark}")
