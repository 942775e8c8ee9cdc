"""How the people of a table can be told apart, on one page.

What a sample can say. Rows drawn at random from a table form groups that are at most as large as
the table's: whoever is hidden in the sample is hidden in the table, and not the other way round.
So the share of rows in small groups is, on average over samples, at least the table's: it errs to
the careful side. `k` of the sample bounds the size, in the table, of every group that was met from
below; a group that was not met may be smaller. How many people outside the table share the values
is another question, which the rows cannot answer alone (Dankar and others 2012; Rocher and others
2019), and is not asked here: it is assumed that whoever looks for a person knows that they are in
the table (the prosecutor's risk).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from governance.model.names import TableRef
from governance.model.risk import Combination, Reidentification
from scanners.risk.diversity import diversity
from scanners.risk.generalise import remedies
from scanners.risk.groups import Coded, Texts, series
from scanners.risk.roles import Roles
from scanners.risk.search import Limits, search


def measure(
    table: TableRef,
    columns: Mapping[str, Texts],
    roles: Roles,
    *,
    sampled: bool,
    limits: Limits | None = None,
) -> Reidentification | None:
    """Which small sets of quasi-identifying columns single people out.

    `columns` are the rows that were read, column by column, as text; those without a role need not
    be there. None when there is nothing to judge by: no row, or no quasi-identifying column that
    holds anything. The order of the rows changes nothing.

    Raises:
        ValueError: the columns are not equally long.
    """
    limits = limits or Limits()
    read = {name: series(columns[name]) for name in roles.columns if name in columns}
    quasi = tuple(name for name in roles.quasi if name in read and _holds_something(read[name]))
    if not quasi:
        return None
    person = roles.person if roles.person in read else None
    coded = Coded(read)
    searched = search(coded, quasi, limits, person)
    sensitive = tuple(name for name in roles.sensitive if name in read)
    combinations = []
    for each in searched.sets:
        names = tuple(name for name in quasi if name in each.columns)
        told = diversity(coded, names, sensitive, limits.wanted, person)
        combinations.append(Combination(names, each.counted, each.k, each.few, each.alone, told))
    worst = combinations[0]
    return Reidentification(
        table,
        rows=coded.rows,
        sampled=sampled,
        wanted=limits.wanted,
        quasi=quasi,
        combinations=tuple(combinations),
        remedies=remedies(coded, {name: read[name] for name in worst.columns}, limits, person),
        person=person,
        complete=searched.complete,
    )


def _holds_something(values: pl.Series) -> bool:
    return values.null_count() < len(values)
