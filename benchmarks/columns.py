"""How well columns are judged by their names, against labels and against others' rules.

    python benchmarks/columns.py [FILE.jsonl] [--errors]

FILE has a JSON object a line: corpus, table, column, type, comment, pii, category, borderline,
hard_negative and, where there are any, samples. Without it the project's own labelled set is used
(`benchmarks/labelled/`, invented schemas). Borderline columns, on which reasonable owners disagree,
are left out ("strict").

Printed are precision, recall and F1 of "is personal", how many hard negatives (not personal, though
the name looks like it) are flagged, F1 of each category and its mean, the same for each source, and
cross-validation by source: what can be tuned is tuned on all sources but one and tested on that
one. Beside it stand what others do on the same columns: two lists of regular expressions of the
sort that name scanners use, and the classifiers of presidio-structured, OpenMetadata and DataHub
where they are installed. What could not be run is said.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from labelled import NONE, Labelled, read
from peers import peers

from governance.model.catalog import Column, Table
from governance.model.names import TableRef
from scanners.columns.names import PERSONAL, findings

Answers = Sequence[tuple[str, float]]
"""For each column the category and how sure it is of being personal."""

GRID = [round(0.3 + 0.05 * step, 2) for step in range(11)]
"""Thresholds that cross-validation chooses among."""


class Score(NamedTuple):
    """Shares between 0 and 1; `traps` and `flagged` count hard negatives."""

    precision: float
    recall: float
    f1: float
    traps: int
    flagged: int
    categories: Mapping[str, float]

    @property
    def macro(self) -> float:
        return sum(self.categories.values()) / max(len(self.categories), 1)


def judged(columns: Sequence[Labelled]) -> list[tuple[str, float]]:
    """What Lictor says of each column by name, type, comment and table."""
    tables: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, column in enumerate(columns):
        tables[column.source, column.table].append(place)
    answers = [(NONE, 0.0)] * len(columns)
    for (source, name), places in tables.items():
        rows = [columns[place] for place in places]
        table = Table(
            TableRef(source, "", name),
            columns=tuple(Column(c.column, c.type, comment=c.comment or None) for c in rows),
        )
        found = {f.subject.column: (f.category, f.score) for f in findings(table)}
        for place in places:
            answers[place] = found.get(columns[place].column, (NONE, 0.0))
    return answers


def score(
    columns: Sequence[Labelled], answers: Answers, threshold: float = PERSONAL, fewest: int = 1
) -> Score:
    """Strict scores; categories with at least `fewest` columns have an F1."""
    hits = misses = false = traps = flagged = 0
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for column, (category, sure) in zip(columns, answers, strict=True):
        if column.borderline:
            continue
        personal = sure >= threshold
        hits += personal and column.pii
        false += personal and not column.pii
        misses += column.pii and not personal
        traps += column.trap
        flagged += column.trap and personal
        if column.pii:
            wanted[column.category] += 1
        if personal:
            said[category] += 1
            right[category] += category == column.category
    categories = {
        name: 2 * right[name] / (said[name] + count)
        for name, count in sorted(wanted.items())
        if count >= fewest
    }
    return Score(
        hits / max(hits + false, 1),
        hits / max(hits + misses, 1),
        2 * hits / max(2 * hits + false + misses, 1),
        traps,
        flagged,
        categories,
    )


def line(name: str, result: Score) -> str:
    share = result.flagged / result.traps if result.traps else 0.0
    return (
        f"{name:<26} P {result.precision:.3f}  R {result.recall:.3f}  F1 {result.f1:.3f}  "
        f"traps {result.flagged:>3} of {result.traps:<3} {share:.3f}  macro {result.macro:.3f}"
    )


def cross_validated(columns: Sequence[Labelled], answers: Answers) -> tuple[Score, Counter[float]]:
    """Each source judged with the threshold that is best (F1) on all others."""
    sources = sorted({column.source for column in columns})
    of_source = {
        source: [place for place, c in enumerate(columns) if c.source == source]
        for source in sources
    }
    decided: list[tuple[str, float]] = list(answers)
    chosen: Counter[float] = Counter()
    for source in sources:
        rest = [p for other in sources if other != source for p in of_source[other]]
        part, said = [columns[p] for p in rest], [answers[p] for p in rest]
        best = max(GRID, key=lambda t: (score(part, said, t).f1, -abs(t - PERSONAL)))
        chosen[best] += 1
        for place in of_source[source]:
            category, sure = answers[place]
            decided[place] = (category, 1.0) if sure >= best else (NONE, 0.0)
    return score(columns, decided), chosen


def errors(columns: Sequence[Labelled], answers: Answers) -> Iterable[str]:
    for column, (category, sure) in zip(columns, answers, strict=True):
        said = category if sure >= PERSONAL else NONE
        if not column.borderline and said != column.category:
            yield (
                f"  {column.category:<18} taken for {said:<18} {sure:.2f}  "
                f"{column.source}:{column.table}.{column.column} {column.type}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Score columns judged by their names.")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--no-peers", action="store_true", help="leave the others out")
    given = parser.parse_args()
    columns = read(given.file)
    strict = [c for c in columns if not c.borderline]
    print(
        f"{len(columns):,} columns of {len({c.source for c in columns})} sources, "
        f"{len(strict):,} strict: {sum(c.pii for c in strict):,} personal, "
        f"{sum(c.trap for c in strict):,} hard negatives"
    )
    start = perf_counter()
    answers = judged(columns)
    took = perf_counter() - start
    whole = score(columns, answers)
    print(line("Lictor, names only", whole) + f"  {len(columns) / took:,.0f}/s")
    validated, chosen = cross_validated(columns, answers)
    print(line("  threshold from others", validated))
    print("  thresholds chosen:", ", ".join(f"{t} ×{n}" for t, n in sorted(chosen.items())))
    if not given.no_peers:
        for name, peer in peers().items():
            print(_peer(name, peer, columns))
    print("\nF1 of categories")
    counts = Counter(c.category for c in strict)
    for name, f1 in whole.categories.items():
        print(f"  {name:<20} {f1:.3f}  of {counts[name]}")
    print("\nby source")
    for source in sorted({c.source for c in columns}):
        places = [place for place, c in enumerate(columns) if c.source == source]
        part = score([columns[p] for p in places], [answers[p] for p in places])
        print(line(f"  {source}", part))
    if given.errors:
        print("\nwrong")
        print("\n".join(errors(columns, answers)))


def _peer(
    name: str, peer: Callable[[Sequence[Labelled]], Answers] | str, columns: Sequence[Labelled]
) -> str:
    if isinstance(peer, str):
        return f"{name:<26} {peer}"
    start = perf_counter()
    answers = peer(columns)
    took = perf_counter() - start
    return line(name, score(columns, answers)) + f"  {len(columns) / took:,.0f}/s"


if __name__ == "__main__":
    main()
