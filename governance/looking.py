"""Detectors on their way through the tables of a source: names, and values if asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

from governance.cache import Cache
from governance.classify.effective import classify
from governance.errors import ExtractError
from governance.model.catalog import Table
from governance.model.classification import Finding
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.risk import Reidentification
from governance.report.words import counted
from governance.settings import Source
from governance.tree import Tree
from scanners.columns.remembered import findings_of

if TYPE_CHECKING:
    from governance.extract.sampling import Limits, Sample, Sampler


class Look(Protocol):
    """Looks at some tables.

    `chunk` is how many at once, `values` whether it sees values, `problems` what could not be
    looked at so far, `risks` how the people of the tables
    can be told apart, None where there is nothing to tell them by.
    """

    chunk: int
    values: bool
    problems: list[Problem]
    risks: dict[TableRef, Reidentification | None]

    @property
    def said(self) -> Sequence[str]:
        """What is to say of how it looked."""

    def __call__(self, tables: Sequence[Table]) -> dict[TableRef, tuple[Finding, ...]]:
        """What was found in each."""


@contextmanager
def looking(source: Source, tree: Tree, sample: int, cache: Cache) -> Iterator[Look]:
    """What looks at the tables of one source, and at `sample` rows of each where that is not 0.

    A source whose values cannot be reached is judged by names, and that is a problem.

    Raises:
        MissingExtra: what looks at values is not installed.
    """
    names = _Names(cache)
    if not sample:
        yield names
        return
    from governance.extract.sampling import Limits, sampling
    from scanners.values.usual import installed

    installed()
    with ExitStack() as stack:
        try:
            sampler = stack.enter_context(sampling(source, tree))
        except ExtractError as error:
            mark = f"sample:{source.name}"
            names.problems.append(Problem(source.name, error.message, mark, source.location))
            yield names
            return
        if sampler.looks_at_values:
            yield _Values(sampler, Limits(rows=sample), cache, source.location)
        else:
            yield _Names(cache, "its values cannot be looked at; its names were")


class _Names:
    """Looks at names, types and comments."""

    chunk = 200
    values = False

    def __init__(self, cache: Cache, *said: str) -> None:
        self._cache = cache
        self.said = said
        self.problems: list[Problem] = []
        self.risks: dict[TableRef, Reidentification | None] = {}

    def __call__(self, tables: Sequence[Table]) -> dict[TableRef, tuple[Finding, ...]]:
        return _by_table(tables, findings_of(tables, self._cache))


class _Values:
    """Looks at samples, too. Values are let go with each call."""

    chunk = 40
    values = True

    def __init__(
        self, sampler: Sampler, limits: Limits, cache: Cache, location: Location | None
    ) -> None:
        self._sampler = sampler
        self._limits = limits
        self._cache = cache
        self._location = location
        self._unknown = 0
        self._said: dict[str, None] = {}
        self.problems: list[Problem] = []
        self.risks: dict[TableRef, Reidentification | None] = {}

    def __call__(self, tables: Sequence[Table]) -> dict[TableRef, tuple[Finding, ...]]:
        from scanners.columns.looking import look

        cells: dict[ColumnRef, tuple[str | None, ...]] = {}
        samples = {}
        for table in tables:
            sample = samples[table.ref] = self._sampler.sample(table, self._limits)
            self.problems += sample.problems(self._location)
            self._said |= dict.fromkeys(sample.notices)
            for column in sample.columns:
                cells[table.ref.column(column.name)] = (*column.values, *column.more)
        found = look(tables, cells, self._cache, seed=self._limits.seed)
        self._unknown += len(found.unknown)
        self._said |= dict.fromkeys(found.gaps)
        by_table = _by_table(tables, found.findings)
        for table in tables:
            self._measure(table, samples[table.ref], by_table[table.ref])
        return by_table

    def _measure(self, table: Table, sample: Sample, findings: Iterable[Finding]) -> None:
        """How people can be told apart, by what was found in the columns of the table itself."""
        from scanners.risk.measure import measure
        from scanners.risk.roles import roles

        classified = classify((table,), (), {}, findings).classifications
        refs = [table.ref.column(column.name) for column in table.columns]
        parts = roles([classified[ref] for ref in refs if ref in classified])
        rows = {each.name: each.values for each in sample.columns if each.values}
        self.risks[table.ref] = (
            measure(table.ref, rows, parts, sampled=sample.chosen != "all")
            if parts.quasi and rows
            else None
        )

    @property
    def said(self) -> list[str]:
        """What was not looked for, and of how many columns nothing is known."""
        said = list(self._said)
        if self._unknown:
            columns = counted(self._unknown, "column")
            said.append(f"{columns} had no value to look at: what they hold is unknown")
        return said


def _by_table(
    tables: Iterable[Table], findings: Iterable[Finding]
) -> dict[TableRef, tuple[Finding, ...]]:
    found: dict[TableRef, list[Finding]] = {table.ref: [] for table in tables}
    for finding in findings:
        found[finding.subject.table_ref].append(finding)
    return {ref: tuple(each) for ref, each in found.items()}
