"""Rows of data files: of many files of one table the newest with the most rows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from governance.extract import sparse
from governance.extract.files import parquet_sample
from governance.extract.files.heads import NotRead
from governance.extract.files.layout import MAX_FILES, File, Group, format_of, keys_of, shown
from governance.extract.files.text_sample import TextFile
from governance.extract.gathered import Gathered, Row
from governance.extract.sampling import Limits, Place, Sample
from governance.model.catalog import Table
from governance.model.names import TableRef, printable

MOST_FILES = 64


class FilesReader:
    """Takes rows from the files that were there when it was made."""

    def __init__(self, root: Path, groups: Mapping[TableRef, Group], header: bool | None) -> None:
        self._root = root
        self._groups = groups
        self._header = header

    def read(self, table: Table, limits: Limits) -> Sample:
        """A sample of one table; what cannot be read of it is a gap."""
        gathered = Gathered(table, limits)
        group = self._groups.get(table.ref)
        if group is None:
            gathered.gap("", "its files are gone", "gone")
            return gathered.sample()
        if not table.columns:
            return gathered.sample()
        files = group.files
        if group.format in ("delta", "iceberg"):
            files = self._of_lake(group)
            gathered.notice("its files are taken as they lie there, those of older versions too")
        # the end of a name is mostly a number or a date
        newest = sorted(files, key=lambda file: file.parts, reverse=True)
        chosen = newest
        if len(newest) > MOST_FILES:
            half = MOST_FILES // 2
            rest = newest[half:]
            step = len(rest) / (MOST_FILES - half)
            chosen = [*newest[:half], *(rest[int(n * step)] for n in range(MOST_FILES - half))]
            gathered.notice(f"{len(chosen):,} of its {len(newest):,} files were looked into")
        whole = len(chosen) == len(newest)
        left = limits.rows
        for number, file in enumerate(chosen):
            if gathered.over:
                whole = False
                break
            quota = max(left // (len(chosen) - number), left // 4 if not number else 1, 1)
            before = gathered.rows
            whole &= self._take(table, file, quota, limits.seed, gathered)
            left -= gathered.rows - before
        if not whole and not gathered.over:
            self._look_again(table, chosen, limits, gathered)
        return gathered.sample(whole=whole)

    def _take(self, table: Table, file: File, limit: int, seed: int, gathered: Gathered) -> bool:
        """Take rows of one file; whether all that it has were taken."""
        name = printable(shown(file.parts))
        names = [column.name for column in table.columns]
        keys = keys_of(file)
        whole = False
        try:
            for place, rows in self._rows(file, names, limit, seed, gathered):
                whole = place == "all"
                gathered.take(_with_keys(rows, names, keys), place, name)
                if gathered.over:
                    return False
        except NotRead as error:
            gathered.gap(name, f"it {error}", "file")
            return False
        except ImportError:
            gathered.gap(name, "pyarrow is not installed: pip install 'lictor[files]'", "pyarrow")
            return False
        return whole

    def _rows(
        self, file: File, names: Sequence[str], limit: int, seed: int, gathered: Gathered
    ) -> Iterator[tuple[Place, Sequence[Row]]]:
        path = self._root.joinpath(*file.parts)
        if file.format == "parquet":
            yield from parquet_sample.rows(path, names, limit)
            return
        text = TextFile(path, file.format, self._header, names)
        if not text.whole and not text.in_places:
            gathered.notice(
                "only its beginning was looked at: it is packed, or a JSON document of one piece"
            )
        yield from text.rows(limit, seed)

    def _look_again(
        self, table: Table, files: Sequence[File], limits: Limits, gathered: Gathered
    ) -> None:
        """For the values of columns that had none, in the files that were looked into."""
        missing = gathered.without_values()
        until = max(gathered.left - sparse.SECOND_LOOK, 0.0)
        count = min(sparse.MORE, limits.rows)
        for file in files:
            if not missing or gathered.left <= until:
                break
            names = [table.columns[number].name for number in missing]
            try:
                rows = _until(self._filled(file, names, count), gathered, until)
                found = gathered.take_more(rows, missing, "sparse")
            except (NotRead, ImportError):
                continue  # said when its rows were taken
            missing = [number for number in missing if number not in found]
        if gathered.left <= until:
            for number in missing:
                gathered.gap(
                    table.columns[number].name,
                    "it is empty in the sample, and looking for others took too long",
                    "sparse",
                )

    def _filled(self, file: File, names: Sequence[str], count: int) -> Iterator[Row]:
        """Rows of one file, of these columns, in which there may be values."""
        path = self._root.joinpath(*file.parts)
        if file.format == "parquet":
            for name, value in parquet_sample.filled(path, names, count):
                yield [value if name == each else None for each in names]
            return
        text = TextFile(path, file.format, self._header, names)
        if text.in_places:
            yield from _some_of_each(text.every(), count)

    def _of_lake(self, group: Group) -> tuple[File, ...]:
        """The Parquet files in the folder of a Delta or Iceberg table."""
        above = (*group.folders, *filter(None, [group.name]))
        found: list[File] = []
        for folder, folders, files in os.walk(self._root.joinpath(*above)):
            folders[:] = sorted(f for f in folders if f[0] not in "._" and f != "metadata")
            inside = Path(folder).relative_to(self._root).parts
            found += (
                File((*inside, name), "parquet", 0)
                for name in files
                if name[0] not in "._" and format_of(name) == "parquet"
            )
            if len(found) > MAX_FILES:
                break
        return tuple(found)


def _with_keys(
    rows: Sequence[Row], names: Sequence[str], keys: Mapping[str, str | None]
) -> Iterator[Row]:
    """Rows with what the file's folders say of them."""
    if not keys:
        yield from rows
        return
    for row in rows:
        yield [
            keys.get(name) if value is None else value
            for name, value in zip(names, row, strict=True)
        ]


def _some_of_each(rows: Iterator[Row], count: int) -> Iterator[Row]:
    """Rows in which a column has a value that did not have enough of them yet."""
    had: dict[int, int] = {}
    for row in rows:
        there = [n for n, value in enumerate(row) if value and had.get(n, 0) < count]
        for number in there:
            had[number] = had.get(number, 0) + 1
        yield [value if n in there else None for n, value in enumerate(row)]
        if len(had) == len(row) and min(had.values()) >= count:
            return


def _until(rows: Iterator[Row], gathered: Gathered, until: float) -> Iterator[Row]:
    while batch := list(islice(rows, 1000)):
        yield from batch
        if gathered.left <= until:
            return
