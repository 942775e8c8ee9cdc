"""Columns looked at by their names and, where some are given, by their values.

Brings Presidio and polars: only whoever looks at values imports this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from governance.cache import Cache
from governance.model.catalog import Table
from governance.model.classification import Finding
from governance.model.names import ColumnRef
from scanners.columns.combine import Seen, combine
from scanners.columns.lexicon import lexicon
from scanners.columns.remembered import findings_of
from scanners.columns.surroundings import split
from scanners.values import own, usual

CAP = 100
"""Distinct candidates of a column that the recognizers themselves look at.

A scan looks at thousands of columns; a share that is off by a few hundredths changes no class.
"""


class Found(Struct, frozen=True):
    """What was found in some columns.

    `unknown` are those of whose values nothing can be said, each with why: NULL, empty, of a type
    that is not read. `gaps` say what was not looked for in any of them.
    """

    findings: tuple[Finding, ...]
    unknown: Mapping[ColumnRef, str]
    gaps: tuple[str, ...]


def look(
    tables: Sequence[Table],
    cells: Mapping[ColumnRef, Sequence[str | None]],
    cache: Cache,
    *,
    cap: int = CAP,
    seed: int = 1,
) -> Found:
    """What tables hold, by the names of their columns and by `cells`, samples of their values.

    Columns without cells are judged by their names alone. Findings hold counts, never a value.
    """
    named = findings_of(tables, cache)
    refs = list(cells)
    names = {str(number): ref for number, ref in enumerate(refs)}
    words = {number: _words(ref) for number, ref in names.items()}
    kernel = usual.kernel(context=words, cap=cap, seed=seed)
    detectors = (*kernel.detectors, *kernel.readers)
    counts = kernel.counts([{number: list(cells[ref]) for number, ref in names.items()}])
    seen = {
        names[each.column]: Seen(each, frozenset(words[each.column]))
        for each in usual.looked(kernel, counts)
    }
    gaps = usual.gaps(kernel)
    return Found(
        tuple(_in_order(tables, combine(named, seen, detectors, own.words()))),
        {ref: each.looked.unknown for ref, each in seen.items() if each.looked.unknown is not None},
        gaps,
    )


def _words(ref: ColumnRef) -> tuple[str, ...]:
    """The words of a column's and its table's name, in lower case."""
    known = lexicon()
    return tuple(dict.fromkeys((*split(ref.column, known), *split(ref.table, known))))


def _in_order(tables: Iterable[Table], found: Iterable[Finding]) -> Iterable[Finding]:
    """In the order of the columns, whatever found them."""
    by_column = {finding.subject: finding for finding in found}
    for table in tables:
        for column in table.columns:
            finding = by_column.get(table.ref.column(column.name))
            if finding is not None:
                yield finding
