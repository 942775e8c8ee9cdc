"""Batches of columns in, counts out: a pure function that any engine can call on any part.

    kernel = Kernel(detectors)
    counts = merge(kernel.counts(some_batches), kernel.counts(other_batches))

Values are hashed under the run's seed; counts hold hashes until `looked` turns them into numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from scanners.values.closely import Text, inside, marked, shaped
from scanners.values.counts import ColumnCounts, Counts, Levels, Mark, Part, Seen, encode, levels
from scanners.values.detectors import Detector
from scanners.values.scan import Scan
from scanners.values.strata import Name, strata
from scanners.values.text import Batch, columns

CAP = 1000
"""How many distinct candidates of a column are looked at closely unless told otherwise."""


class Kernel:
    """Detectors, and how closely they look.

    `context` are words for each column, in lower case, such as those of its own and its table's
    name. `readers` are detectors that nothing can be ruled out for, such as language models: they
    see the sample of all values. `edition` names what the detectors' answers depend on. `threads`
    read columns at the same time; the answer does not depend on them.
    """

    def __init__(
        self,
        detectors: Iterable[Detector],
        *,
        cap: int = CAP,
        seed: int = 0,
        context: Mapping[str, tuple[str, ...]] | None = None,
        readers: tuple[Detector, ...] = (),
        edition: str = "",
        threads: int = 1,
    ) -> None:
        self.detectors = tuple(detectors)
        self.readers = readers
        self.strata = strata(self.detectors)
        self._cap, self._seed, self._threads = cap, seed, threads
        self._context = dict(context or {})
        names = sorted(each.name for each in (*self.detectors, *readers))
        words = repr((seed, edition, names, sorted(self._context.items())))
        self._plan = hashlib.sha256(words.encode()).hexdigest()[:16]

    def counts(self, batches: Iterable[Batch]) -> Counts:
        """The counts of all batches; each is read and let go before the next is asked for."""
        scans: dict[str, Scan] = {}
        with ThreadPoolExecutor(self._threads) as threads:
            for batch in batches:
                parts = [(self._scan(scans, name), cells) for name, cells in columns(batch)]
                if self._threads == 1:
                    for scan, cells in parts:
                        scan.add(cells)
                else:
                    list(threads.map(lambda part: part[0].add(part[1]), parts))
        return Counts(self._cap, self._plan, self._looked_at(list(scans.values())))

    def map_in_arrow(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """One row with one column, `counts`: bytes that `counts.decode` reads.

        Of the form that Spark's `mapInArrow` calls on each partition.
        """
        data = encode(self.counts(batches))
        yield pa.RecordBatch.from_pydict({"counts": pa.array([data], pa.binary())})

    def _scan(self, scans: dict[str, Scan], column: str) -> Scan:
        if column not in scans:
            scans[column] = Scan(column, self.strata, self._cap, self._seed)
        return scans[column]

    def _looked_at(self, scans: list[Scan]) -> tuple[ColumnCounts, ...]:
        """The columns' counts, after a close look at a few values of all of them at once."""
        parts = {each.name: self._candidates(scans, each.name) for each in self.strata}
        values = self._values(scans)
        none = [Part()] * len(scans)
        return tuple(
            ColumnCounts(
                column=scan.column,
                rows=scan.rows,
                nulls=scan.nulls,
                empty=scan.empty,
                cut=scan.cut,
                values=values[number],
                strict=parts.get("strict", none)[number],
                loose=parts.get("loose", none)[number],
                slow=parts.get("slow", none)[number],
                unread=scan.unread,
            )
            for number, scan in enumerate(scans)
        )

    def _candidates(self, scans: list[Scan], name: Name) -> list[Part]:
        texts: list[Text] = []
        tables: list[list[tuple[int, int, int]]] = []
        for scan in scans:
            most = getattr(_levels(scan, self._cap), name)
            context = self._context.get(scan.column, ())
            tables.append([])
            for place, (key, cell, rows) in enumerate(scan.candidates[name].values()):
                tables[-1].append((key, rows, len(texts) if place < most else -1))
                if place < most:
                    texts.append(Text(len(texts), "", cell, context))
        stratum = next(each for each in self.strata if each.name == name)
        marks = marked(texts, stratum.detectors)
        return [
            Part(
                scan.candidates[name].rows,
                tuple(
                    Seen(key, rows, _sorted(marks, number) if number >= 0 else None)
                    for key, rows, number in table
                ),
            )
            for scan, table in zip(scans, tables, strict=True)
        ]

    def _values(self, scans: list[Scan]) -> list[Part]:
        texts: list[Text] = []
        plain: list[Text] = []
        numbered: list[list[tuple[int, int, int, Mark | None]]] = []
        count = 0
        for scan in scans:
            context = self._context.get(scan.column, ())
            numbered.append([])
            for place, (key, cell, rows) in enumerate(scan.values.values()):
                number, known = -1, None
                if place < self._cap:
                    number, known = count, shaped(cell)
                    count += 1
                    if known is None:
                        texts += inside(number, cell, context)
                        if self.readers:
                            plain.append(Text(number, "", cell[:4096], context))
                numbered[-1].append((key, rows, number, known))
        marks = marked(texts, self.detectors)
        for number, found in marked(plain, self.readers).items():
            marks[number] |= found
        opened: dict[int, set[str]] = {}
        for text in texts:
            opened.setdefault(text.value, set()).add(text.path)
        return [
            Part(
                scan.values.rows,
                tuple(
                    _seen(key, rows, number, known, marks, opened)
                    for key, rows, number, known in table
                ),
            )
            for scan, table in zip(scans, numbered, strict=True)
        ]


def _levels(scan: Scan, cap: int) -> Levels:
    sizes = {name: len(found) for name, found in scan.candidates.items()}
    return levels(sizes.get("strict", 0), sizes.get("loose", 0), sizes.get("slow", 0), cap)


def _seen(
    key: int,
    rows: int,
    number: int,
    known: Mark | None,
    marks: dict[int, set[Mark]],
    opened: dict[int, set[str]],
) -> Seen:
    if number < 0:
        return Seen(key, rows)
    found = (known,) if known else _sorted(marks, number)
    return Seen(key, rows, found, tuple(sorted(opened.get(number, ()))))


def _sorted(marks: dict[int, set[Mark]], number: int) -> tuple[Mark, ...]:
    return tuple(sorted(marks.get(number, ()), key=_order))


def _order(mark: Mark) -> tuple[str, str, bool, int, bool]:
    bucket = -1 if mark.bucket is None else mark.bucket
    return (mark.detector, mark.path, mark.whole, bucket, mark.undecided)
