"""What was counted of columns, without a value; counts of parts add up.

Which distinct values are looked at closely depends on their hashes alone, the smallest first. So
it does not matter how rows are split or in which order the parts are merged: the counts of the
whole are the same.
"""

from __future__ import annotations

from functools import reduce

import msgspec
from msgspec import Struct

SLOW = 5
"""The slow detectors see a fifth of what the others see of a column with very many values."""


class Mark(Struct, frozen=True, order=True, omit_defaults=True, gc=False):
    """What one detector says of one value.

    `path` is where in an encoded value, "" for the value itself. `whole` says that next to nothing
    else stands there, `bucket` is the detector's own, `undecided` that it could not look.
    """

    detector: str
    path: str = ""
    whole: bool = False
    bucket: int | None = None
    undecided: bool = False


BLANK = Mark("blank")
"""The mark of a value that is nothing but spaces."""


class Seen(Struct, frozen=True, omit_defaults=True, gc=False):
    """One distinct value: a hash of it under the run's seed, and how many rows have it.

    `marks` is None where the value was not looked at closely. `opened` are the paths at which it
    could be opened.
    """

    hash: int
    rows: int
    marks: tuple[Mark, ...] | None = None
    opened: tuple[str, ...] = ()


class Part(Struct, frozen=True, omit_defaults=True):
    """Rows and some of their distinct values, those with the smallest hashes.

    `seen` is sorted by hash, one more than may be looked at: without that one all are in it.
    """

    rows: int = 0
    seen: tuple[Seen, ...] = ()


class ColumnCounts(Struct, frozen=True, omit_defaults=True):
    """One column.

    `rows` counts NULL (`nulls`) and empty cells (`empty`) as well. `cut` cells were looked at only
    in their first characters. `values` are all cells that are not empty, `strict`, `loose` and
    `slow` the candidates of each stratum of detectors. `unread` says why the column could not be
    read, None when it could.
    """

    column: str
    rows: int = 0
    nulls: int = 0
    empty: int = 0
    cut: int = 0
    values: Part = Part()
    strict: Part = Part()
    loose: Part = Part()
    slow: Part = Part()
    unread: str | None = None


class Counts(Struct, frozen=True):
    """Columns by name in the order of the first batch, and what the counts depend on.

    `cap` is how many distinct candidates of a column are looked at closely, `plan` names the seed,
    the detectors and their versions: only counts of one plan add up.
    """

    cap: int
    plan: str
    columns: tuple[ColumnCounts, ...] = ()

    def __repr__(self) -> str:
        return f"Counts({', '.join(each.column for each in self.columns)})"


def merge(first: Counts, *others: Counts) -> Counts:
    """The counts of all rows together.

    Raises:
        ValueError: they were not made by one plan.
    """
    if any((each.cap, each.plan) != (first.cap, first.plan) for each in others):
        raise ValueError("counts of different plans do not add up")
    columns: dict[str, list[ColumnCounts]] = {}
    for counts in (first, *others):
        for column in counts.columns:
            columns.setdefault(column.column, []).append(column)
    merged = tuple(
        reduce(lambda one, other: _column(one, other, first.cap), same) for same in columns.values()
    )
    return Counts(first.cap, first.plan, merged)


def encode(counts: Counts) -> bytes:
    """Counts as bytes, to be sent between processes; they hold hashes, so keep them nowhere."""
    return msgspec.msgpack.encode(counts)


def decode(data: bytes) -> Counts:
    """What `encode` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        return msgspec.msgpack.decode(data, type=Counts)
    except msgspec.MsgspecError:
        raise ValueError("these bytes are no counts") from None


class Levels(Struct, frozen=True):
    """How many distinct values of each stratum are looked at closely, those with smallest hashes.

    None of them ever grows when a column gets more rows: what is looked at of the whole was looked
    at in each part.
    """

    strict: int
    loose: int
    slow: int


def levels(strict: int, loose: int, slow: int, cap: int) -> Levels:
    """The levels for so many distinct candidates of each stratum.

    The first two share the cap: what one does not need, the other gets. The slow ones see all
    values of a column that has no more than the cap, and `cap / SLOW` of others.
    """
    low, high = 0, cap
    while low < high:
        middle = (low + high + 1) // 2
        if min(strict, middle) + min(loose, middle) <= cap:
            low = middle
        else:
            high = middle - 1
    return Levels(low, low, cap if slow <= cap else max(cap // SLOW, 1))


def _column(one: ColumnCounts, other: ColumnCounts, cap: int) -> ColumnCounts:
    strict, loose = _part(one.strict, other.strict, cap), _part(one.loose, other.loose, cap)
    slow = _part(one.slow, other.slow, cap)
    most = levels(len(strict.seen), len(loose.seen), len(slow.seen), cap)
    return ColumnCounts(
        column=one.column,
        rows=one.rows + other.rows,
        nulls=one.nulls + other.nulls,
        empty=one.empty + other.empty,
        cut=one.cut + other.cut,
        values=_closely(_part(one.values, other.values, cap), cap),
        strict=_closely(strict, most.strict),
        loose=_closely(loose, most.loose),
        slow=_closely(slow, most.slow),
        unread=one.unread or other.unread,
    )


def _part(one: Part, other: Part, cap: int) -> Part:
    seen = {each.hash: each for each in one.seen}
    for each in other.seen:
        same = seen.get(each.hash)
        seen[each.hash] = each if same is None else _together(same, each)
    smallest = tuple(seen[key] for key in sorted(seen)[: cap + 1])
    return Part(one.rows + other.rows, smallest)


def _together(one: Seen, other: Seen) -> Seen:
    known = other if one.marks is None else one
    return msgspec.structs.replace(known, rows=one.rows + other.rows)


def _closely(part: Part, most: int) -> Part:
    """The part as if only that many values had been looked at."""
    rest = (msgspec.structs.replace(each, marks=None, opened=()) for each in part.seen[most:])
    return msgspec.structs.replace(part, seen=(*part.seen[:most], *rest))
