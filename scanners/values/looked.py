"""What the counts of a column say: how many of how many values, by which detector, how surely.

It reads like "9,812 of 10,000 values match Presidio's EmailRecognizer (exact: 512 distinct
candidates looked at)".
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from scanners.values.counts import BLANK, ColumnCounts, Counts, Mark, Part, Seen, levels
from scanners.values.detectors import Detector
from scanners.values.opening import BEYOND
from scanners.values.shapes import PREFIX

_HASHES = 2**64
_SUPPORT = 2
"""A key of an object that fewer distinct values have may be somebody's data: it is told as `*`."""

_FEW = 10
"""In so few distinct values no key can be told from data by how often it occurs."""


class Hit(Struct, frozen=True):
    """What one detector found in a column, at one path.

    `rows` of the column's rows that are not NULL or empty match, an estimate unless `exact`;
    `whole` of them are next to nothing else. `examined` and `matched` count distinct candidates
    looked at. `judged` is what the detector says of the column as a whole, None where it says
    nothing. `path` is where in encoded values, "" for the values themselves.
    """

    detector: str
    title: str
    category: str
    kind: str | None
    rows: int
    whole: int
    of: int
    examined: int
    matched: int
    exact: bool
    path: str = ""
    judged: float | None = None

    def __str__(self) -> str:
        where = f" at {self.path}" if self.path else ""
        about = "" if self.exact else "about "
        how = "exact" if self.exact else "sampled"
        candidates = "candidate" if self.examined == 1 else "candidates"
        return (
            f"{about}{self.rows:,} of {self.of:,} values match {self.title}{where} "
            f"({how}: {self.examined:,} distinct {candidates} looked at)"
        )


class Looked(Struct, frozen=True):
    """What was seen in one column.

    `filled` rows are neither NULL nor empty nor blank. `distinct` is how many distinct values these
    have, an estimate unless `distinct_exact`. `hits` are in the order of what matches most.
    `pseudonyms` are values that stand for something else. `unknown` says why nothing can be said,
    None when something can; `gaps` say what was not looked for or not looked at, in sentences.
    """

    column: str
    rows: int
    nulls: int
    filled: int
    distinct: int
    distinct_exact: bool
    hits: tuple[Hit, ...] = ()
    pseudonyms: tuple[Hit, ...] = ()
    unknown: str | None = None
    gaps: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """What a person reads, a fact a line."""
        if self.unknown:
            return (f"{self.column}: unknown, {self.unknown}",)
        found = [str(each) for each in (*self.hits, *self.pseudonyms)] or ["nothing was found"]
        return tuple(f"{self.column}: {each}" for each in (*found, *self.gaps))


def looked(
    counts: Counts, detectors: Iterable[Detector], gaps: tuple[str, ...] = ()
) -> tuple[Looked, ...]:
    """What was seen, column by column; `gaps` is what nobody looked for in any of them."""
    known = {each.name: each for each in detectors}
    return tuple(_column(each, counts.cap, known, gaps) for each in counts.columns)


def _column(
    column: ColumnCounts, cap: int, known: dict[str, Detector], gaps: tuple[str, ...]
) -> Looked:
    blank = _blank(column)
    filled = column.rows - column.nulls - column.empty - blank
    distinct, distinct_exact = _distinct(column.values, cap)
    told = Looked(
        column.column, column.rows, column.nulls, filled, distinct, distinct_exact, gaps=gaps
    )
    unknown = _unknown(column, filled)
    if unknown:
        return replace(told, unknown=unknown, filled=0 if column.unread else filled)
    most = levels(len(column.strict.seen), len(column.loose.seen), len(column.slow.seen), cap)
    found: list[Hit] = []
    for part, level in (
        (column.strict, most.strict),
        (column.loose, most.loose),
        (column.slow, most.slow),
    ):
        found += _hits(part, part.seen[:level], filled, known)
    inside = _hits(column.values, _paths_told(column.values.seen[:cap]), filled, known)
    hits = sorted((*found, *inside), key=lambda hit: (-hit.rows, hit.detector, hit.path))
    return replace(
        told,
        hits=tuple(hit for hit in hits if not hit.detector.startswith(PREFIX)),
        pseudonyms=tuple(hit for hit in hits if hit.detector.startswith(PREFIX)),
        gaps=(*gaps, *_own_gaps(column, cap, most_seen=(column.strict, column.loose, column.slow))),
    )


def _unknown(column: ColumnCounts, filled: int) -> str | None:
    if column.unread:
        return column.unread
    if column.rows == 0:
        return "it has no rows"
    if column.nulls == column.rows:
        return "all its values are NULL"
    if filled == 0:
        return "all its values are NULL or empty"
    return None


def _blank(column: ColumnCounts) -> int:
    """Rows with nothing but spaces; there are not many distinct values of these."""
    return sum(s.rows for s in column.values.seen if s.marks and s.marks[0] == BLANK)


def _distinct(values: Part, cap: int) -> tuple[int, bool]:
    """How many distinct values there are: by how small the smallest hashes are.

    The estimate is off by about 1 / sqrt(cap), 3% at the usual cap.
    Z. Bar-Yossef and others, Counting Distinct Elements in a Data Stream, RANDOM 2002.
    """
    count = len(values.seen)
    if count <= cap:
        return count, True
    return round((count - 1) * _HASHES / values.seen[-1].hash), False


def _hits(
    part: Part, examined: tuple[Seen, ...], filled: int, known: dict[str, Detector]
) -> list[Hit]:
    marks: dict[tuple[str, str], list[tuple[Mark, int]]] = defaultdict(list)
    for seen in examined:
        best: dict[tuple[str, str], Mark] = {}
        for mark in seen.marks or ():
            if not mark.undecided and mark != BLANK:
                key = (mark.detector, mark.path)
                if key not in best or mark.whole:
                    best[key] = mark
        for key, mark in best.items():
            marks[key].append((mark, seen.rows))
    among = sum(seen.rows for seen in examined)
    exact = len(examined) == len(part.seen)
    scale = Fraction(1) if exact or not among else Fraction(part.rows, among)
    found = []
    for (name, path), matched in marks.items():
        detector = known.get(name)
        found.append(
            Hit(
                detector=name,
                title=detector.title if detector else name.removeprefix(PREFIX),
                category=detector.category if detector else "none",
                kind=detector.kind if detector else None,
                rows=_scaled(matched, scale, lambda mark: True),
                whole=_scaled(matched, scale, lambda mark: mark.whole),
                of=filled,
                examined=len(examined),
                matched=len(matched),
                exact=exact,
                path=path,
                judged=_judged(detector, matched),
            )
        )
    return found


def _scaled(
    matched: list[tuple[Mark, int]], scale: Fraction, wanted: Callable[[Mark], bool]
) -> int:
    # half a row up, so that what was found once is never told as zero
    return math.ceil(sum(rows for mark, rows in matched if wanted(mark)) * scale - Fraction(1, 2))


def _judged(detector: Detector | None, matched: list[tuple[Mark, int]]) -> float | None:
    if detector is None or detector.judge is None:
        return None
    buckets: dict[int, int] = defaultdict(int)
    for mark, rows in matched:
        if mark.bucket is not None:
            buckets[mark.bucket] += rows
    return detector.judge(buckets) if buckets else None


def _paths_told(examined: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """The values with `*` for the keys that hardly any other value has."""
    opened = [seen for seen in examined if seen.opened]
    if len(opened) < _FEW:
        return examined
    support: dict[tuple[str, ...], int] = defaultdict(int)
    for seen in opened:
        for prefix in {p for path in seen.opened for p in _prefixes(path)}:
            support[prefix] += 1

    def told(path: str) -> str:
        steps = path.split(".")
        kept = [
            step if support[tuple(steps[: n + 1])] >= _SUPPORT else "*"
            for n, step in enumerate(steps)
        ]
        return ".".join(kept)

    return tuple(
        replace(seen, marks=tuple(replace(m, path=told(m.path)) for m in seen.marks))
        if seen.opened and seen.marks
        else seen
        for seen in examined
    )


def _prefixes(path: str) -> Iterable[tuple[str, ...]]:
    steps = path.split(".")
    return (tuple(steps[: n + 1]) for n in range(len(steps)))


def _own_gaps(column: ColumnCounts, cap: int, most_seen: tuple[Part, ...]) -> Iterable[str]:
    if column.cut:
        yield f"longer than 4,096 characters, so not looked at to the end: {_values(column.cut)}"
    beyond = sum(BEYOND in seen.opened for seen in column.values.seen[:cap])
    if beyond:
        yield f"too long, too deep or too large to be opened whole: {_values(beyond)}"
    undecided = {
        mark.detector
        for part in (*most_seen, column.values)
        for seen in part.seen
        for mark in seen.marks or ()
        if mark.undecided
    }
    if undecided:
        yield f"some values could not be decided by {', '.join(sorted(undecided))}"


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count:,} values"
