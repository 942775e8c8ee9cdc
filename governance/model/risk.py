"""Which columns of a table single people out together, as counts and names of columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, structs

from governance.model.names import TableRef

Generalisation = Literal[
    "year", "decade", "tens", "first half", "one decimal", "whole number", "left out"
]
"""What may stand instead of a value: the year of a date, the ten years it lies in, the ten that a
number lies in, the first half of a code, a fraction with one digit or none; or nothing at all."""


class Diversity(Struct, frozen=True, gc=False, omit_defaults=True):
    """How much a group still tells of its people, though it hides who is who.

    `distinct` is the number of different values of `column` in the group that has the fewest, the
    l of distinct l-diversity. `told` counts what is in groups that are large enough to hide in, but
    in which all have the same value: whoever knows that a person is among them knows the value.
    (Machanavajjhala and others 2007, "l-Diversity: Privacy Beyond k-Anonymity".)
    """

    column: str
    distinct: int
    told: int


class Combination(Struct, frozen=True, omit_defaults=True):
    """A set of columns, and the groups of rows that agree in all of them.

    `k` is the size of the smallest group (Sweeney 2002, "k-Anonymity: A Model for Protecting
    Privacy"). Of all `counted`, `few` are in groups that are smaller than what was wanted, `alone`
    agree with no other. `diversity` has an entry for each sensitive column.
    """

    columns: tuple[str, ...]
    counted: int
    k: int
    few: int
    alone: int
    diversity: tuple[Diversity, ...] = ()

    @property
    def share(self) -> float:
        """Of all, how much is in groups that are too small."""
        return self.few / self.counted


class Remedy(Struct, frozen=True, gc=False):
    """One generalisation more, and what `k`, `few` and `alone` are with it and those before it."""

    column: str
    instead: Generalisation
    k: int
    few: int
    alone: int


class Reidentification(Struct, frozen=True, omit_defaults=True):
    """What a look at the rows of one table says of how its people can be told apart.

    `rows` were looked at: all there are, or some of them where `sampled`. Groups count rows, or
    people where `person` names the column that tells them apart; who is in two groups counts in
    both. `wanted` is how large a group must be to hide in. `quasi` are the columns that were
    combined, each of which people may know from elsewhere. `combinations` has the riskiest set of
    columns first and is never empty. `remedies` make the first of them coarser, each on top of
    those before. `complete` is false where there were more sets than were looked at.
    """

    table: TableRef
    rows: int
    sampled: bool
    wanted: int
    quasi: tuple[str, ...]
    combinations: tuple[Combination, ...]
    remedies: tuple[Remedy, ...] = ()
    person: str | None = None
    complete: bool = True

    @property
    def riskiest(self) -> Combination:
        """The set of columns that is named where there is room for one."""
        return self.combinations[0]

    def called(self, table: TableRef, names: Mapping[str, str]) -> Reidentification:
        """The same of a table by another name, whose columns `names` has other names for."""

        def named(column: str) -> str:
            return names.get(column, column)

        def renamed(each: Combination) -> Combination:
            told = tuple(structs.replace(d, column=named(d.column)) for d in each.diversity)
            columns = tuple(map(named, each.columns))
            return structs.replace(each, columns=columns, diversity=told)

        return structs.replace(
            self,
            table=table,
            quasi=tuple(map(named, self.quasi)),
            combinations=tuple(map(renamed, self.combinations)),
            remedies=tuple(structs.replace(r, column=named(r.column)) for r in self.remedies),
            person=None if self.person is None else named(self.person),
        )
