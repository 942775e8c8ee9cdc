"""Which sets of columns single people out: a search level by level, as Apriori's.

Adding a column splits groups and joins none, so that k never rises and the rows in small groups
never get fewer. A set that singles people out is therefore not looked at any further: the small
sets that do are what an attacker needs, and what a person can act on (Agrawal and Srikant 1994,
"Fast Algorithms for Mining Association Rules"; k and quasi-identifiers are Sweeney's, 2002,
"k-Anonymity: A Model for Protecting Privacy").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from msgspec import Struct

from scanners.risk.groups import Coded

Columns: TypeAlias = tuple[str, ...]


class Limits(Struct, frozen=True):
    """What is looked for, and how far.

    `wanted` is how many must agree in a group for one to hide in it. A set of columns singles
    people out when at least the part `share` of the rows is in smaller groups. Sets have at most
    `columns` columns; `sets` of them are looked at, and not more than `rows` rows in all of them
    together, so that a wide or long table takes bounded time, and the same table gives the same
    result on every machine. At most `named` sets are told.
    """

    wanted: int = 5
    share: float = 0.05
    columns: int = 4
    sets: int = 2_000
    rows: int = 100_000_000
    named: int = 5


class Sizes(Struct, frozen=True, gc=False):
    """What the groups of one set of columns come to; see `governance.model.risk.Combination`."""

    columns: Columns
    counted: int
    k: int
    few: int
    alone: int

    @property
    def share(self) -> float:
        """Of all, how much is in groups that are too small; 0 of nothing."""
        return self.few / self.counted if self.counted else 0.0


class Searched(Struct, frozen=True):
    """The riskiest sets, the worst first; `complete` is false where a limit ended the search."""

    sets: tuple[Sizes, ...]
    complete: bool


def sizes(coded: Coded, columns: Columns, wanted: int, person: str | None = None) -> Sizes:
    """The groups of rows that agree in these columns."""
    groups = coded.groups(columns, person)
    small = groups.filter(groups < wanted)
    least = groups.min()
    return Sizes(
        columns,
        int(groups.sum()),
        least if isinstance(least, int) else 0,
        int(small.sum()),
        int((groups == 1).sum()),
    )


def search(
    coded: Coded, quasi: Sequence[str], limits: Limits, person: str | None = None
) -> Searched:
    """The smallest sets of the columns that single people out, the worst first.

    Where none does, the one set that comes nearest to it. `person` see `Coded.groups`.
    """

    def measured(columns: Columns) -> Sizes:
        return sizes(coded, columns, limits.wanted, person)

    names = sorted(quasi, key=lambda name: (-coded.distinct(name), name))
    names = [name for name in names if coded.distinct(name) > 1] or names[:1]
    found: list[Sizes] = []
    if not names:
        return Searched((), complete=True)
    if len(names) <= limits.columns:
        whole = measured(tuple(names))
        if whole.share < limits.share:  # then no part of it reaches it either
            return Searched((_fewest(whole, measured),), complete=True)
    nearest: Sizes | None = None
    complete = True
    budget = min(limits.sets, max(len(names), limits.rows // max(1, coded.rows)))
    level: list[Columns] = [(name,) for name in names]
    for _ in range(min(limits.columns, len(names))):
        missed: set[Columns] = set()
        for columns in level:
            if budget <= 0:
                complete = False
                break
            budget -= 1
            found_here = measured(columns)
            if found_here.share >= limits.share:
                found.append(found_here)
            else:
                missed.add(columns)
                if nearest is None or _risk(found_here) < _risk(nearest):
                    nearest = found_here
        if not complete:
            break
        level = list(_larger(names, missed))
    if not found and nearest is not None:
        found = [_fewest(nearest, measured)]
    return Searched(tuple(sorted(found, key=_told)[: limits.named]), complete)


def _larger(names: Sequence[str], missed: set[Columns]) -> Iterator[Columns]:
    """Sets of one column more, of which no part singles people out already."""
    order = {name: number for number, name in enumerate(names)}
    for columns in sorted(missed, key=lambda each: [order[name] for name in each]):
        for name in names[order[columns[-1]] + 1 :]:
            larger = (*columns, name)
            if all(part in missed for part in combinations(larger, len(columns))):
                yield larger


def _fewest(whole: Sizes, measured: Callable[[Columns], Sizes]) -> Sizes:
    """The same risk with fewer columns: those that add nothing to it are left out."""
    best = whole
    for name in reversed(whole.columns):
        rest = tuple(each for each in best.columns if each != name)
        if rest:
            without = measured(rest)
            if (without.k, without.few) == (best.k, best.few):
                best = without
    return best


def _risk(each: Sizes) -> tuple[float, int, int, Columns]:
    """The largest share first, then the smallest group, then the fewest columns."""
    return -each.share, each.k, len(each.columns), each.columns


def _told(each: Sizes) -> tuple[int, float, Columns]:
    """The fewest columns first: what is easiest to know of somebody."""
    return len(each.columns), -each.share, each.columns
