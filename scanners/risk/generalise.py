"""What makes columns coarser, so that groups grow: the year instead of the date, and so on.

The steps are those of the HIPAA safe harbour where it has one: the year of a date, the first three
digits of a five-digit postcode (45 CFR 164.514(b)(2)(i)). What a value looks like decides which
steps it has; a value that does not look like the others of its column stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl
from msgspec import Struct

from governance.model.risk import Generalisation, Remedy
from scanners.risk.groups import Coded
from scanners.risk.search import Limits, Sizes, sizes

STEPS = 6
"""Remedies at the most."""

MOST = 0.9
"""The part of a column's values that must look alike."""


class _Form(Struct, frozen=True):
    """What values look like, and what may stand for them, each coarser than the one before.

    `value` is a polars regular expression, each `instead` what its first group keeps.
    """

    value: str
    instead: tuple[tuple[Generalisation, str], ...]


_FORMS = (
    _Form(
        r"^\d{4}-\d{2}-\d{2}",
        (("year", r"^(\d{4})"), ("decade", r"^(\d{3})")),
    ),
    _Form(
        r"^\d{1,2}[./-]\d{1,2}[./-]\d{4}\b",
        (("year", r"^\d{1,2}\D\d{1,2}\D(\d{4})"), ("decade", r"^\d{1,2}\D\d{1,2}\D(\d{3})")),
    ),
    _Form(r"^(19|20)\d{2}$", (("decade", r"^(\d{3})"),)),
    _Form(
        r"^-?\d{1,3}\.\d+$",
        (("one decimal", r"^(-?\d+\.\d)"), ("whole number", r"^(-?\d+)")),
    ),
    _Form(r"^\d{1,3}$", (("tens", r"^(\d*)\d$"),)),
)
_CODE = _Form(r"^[\w -]{0,10}\d[\w -]{0,10}$", ())


def remedies(
    coded: Coded,
    columns: Mapping[str, pl.Series],
    limits: Limits,
    person: str | None = None,
) -> tuple[Remedy, ...]:
    """What to make coarser, one step on top of the other, until people can hide.

    `columns` are one of the sets that single people out, all of them in `coded`, to which what is
    tried is added. Each step is the one that leaves the fewest in small groups. Columns are left
    out only when none can be made coarser any more. Ends when fewer than `limits.share` are in
    small groups, or nothing helps.
    """

    def measured(stands: Mapping[str, str]) -> Sizes:
        return sizes(coded, tuple(stands.values()), limits.wanted, person)

    ladders = {name: list(_ladder(name, values)) for name, values in columns.items()}
    stands = {name: name for name in columns}
    now = measured(stands)
    taken: dict[str, _Step] = {}
    for _ in range(STEPS):
        steps = [ladder[0] for ladder in ladders.values() if ladder]
        if not steps and len(stands) > 1:
            steps = [_Step(name, "left out", None) for name in stands]
        if now.share < limits.share or not steps:
            break
        for step in steps:
            if step.values is not None and step.name not in coded:
                coded.add(step.name, step.values)
        tried = [_after(stands, step) for step in steps]
        sized = [measured(each) for each in tried]
        best = min(range(len(steps)), key=lambda n: (sized[n].few, -sized[n].k, n))
        step, stands, now = steps[best], tried[best], sized[best]
        if step.values is not None:
            ladders[step.column].pop(0)
        taken.pop(step.column, None)
        taken[step.column] = step
    return _needed(columns, taken, measured)


def _needed(
    columns: Iterable[str],
    taken: Mapping[str, _Step],
    measured: Callable[[Mapping[str, str]], Sizes],
) -> tuple[Remedy, ...]:
    """The steps without which more would be in small groups than with all of them."""

    def after(steps: Mapping[str, _Step]) -> Sizes:
        stands = {name: name for name in columns}
        for step in steps.values():
            stands = _after(stands, step)
        return measured(stands)

    steps = dict(taken)
    wanted = after(steps).few
    for name in taken:
        rest = {column: step for column, step in steps.items() if column != name}
        if after(rest).few <= wanted:
            steps = rest
    found = []
    so_far: dict[str, _Step] = {}
    for name, step in steps.items():
        so_far[name] = step
        now = after(so_far)
        found.append(Remedy(step.column, step.instead, now.k, now.few, now.alone))
    return tuple(found)


class _Step(Struct, frozen=True):
    """One column, coarser by one step; `values` is None where it is left out."""

    column: str
    instead: Generalisation
    values: pl.Series | None

    @property
    def name(self) -> str:
        """What the coarser column is called: as no column of a database can be."""
        return f"{self.column}\0{self.instead}"


def _after(stands: Mapping[str, str], step: _Step) -> dict[str, str]:
    """What stands for each column after the step."""
    after = dict(stands)
    if step.values is None:
        del after[step.column]
    else:
        after[step.column] = step.name
    return after


def _ladder(name: str, values: pl.Series) -> Sequence[_Step]:
    there = values.drop_nulls()
    if there.is_empty():
        return ()
    for form in _FORMS:
        if _looks(there, form.value):
            return [_Step(name, instead, _kept(values, kept)) for instead, kept in form.instead]
    if _looks(there, _CODE.value):
        half = values.str.head((values.str.len_chars() + 1) // 2)
        return [_Step(name, "first half", half)]
    return ()


def _looks(values: pl.Series, form: str) -> bool:
    return int(values.str.contains(form).sum()) >= MOST * len(values)


def _kept(values: pl.Series, kept: str) -> pl.Series:
    """The first group of each value; one without it stays, and NULL does."""
    return values.str.extract(kept, 1).fill_null(values)
