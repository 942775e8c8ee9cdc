"""The tables of a folder: each group of files read as far as its columns need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, structs

from governance.extract.files import delimited, lakes, parquet, records
from governance.extract.files.guess import type_of_all
from governance.extract.files.heads import DOCUMENT_BYTES, NotRead, head
from governance.extract.files.layout import HIVE_NULL, File, Group, shown
from governance.model.catalog import Column, Statistics
from governance.model.names import printable, quote

MOST_FOOTERS = 1000
MOST_HEADS = 100
"""How many files of one table are looked at; spread over all of them."""


class Read(Struct, frozen=True):
    """The columns of one table, what is wrong with its files, and what should be known of it.

    `faults` are what could not be read, each with the words that tell it from others; `open` says
    that there may be more columns.
    """

    columns: tuple[Column, ...] = ()
    statistics: Statistics = Statistics()
    faults: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    open: bool = False
    comment: str | None = None


class _File(Struct, frozen=True):
    columns: tuple[Column, ...]
    rows: int | None = None
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    open: bool = False


def read(root: Path, group: Group, header: bool | None) -> Read:
    """Read what tells the columns of one table.

    Raises:
        ImportError: it needs pyarrow, which is not installed.
    """
    if group.format in ("delta", "iceberg"):
        return _lake(root.joinpath(*group.folders, *filter(None, [group.name])), group)
    most = MOST_FOOTERS if group.format == "parquet" else MOST_HEADS
    chosen = _spread(group.files, most)
    found: list[_File] = []
    faults: dict[str, list[File]] = {}
    notices: dict[str, None] = {}
    for file in chosen:
        try:
            one = _READERS[group.format](root.joinpath(*file.parts), header)
        except NotRead as error:
            faults.setdefault(str(error), []).append(file)
            continue
        found.append(one)
        notices |= dict.fromkeys(one.notices)
        for fault in one.faults:
            faults.setdefault(fault, []).append(file)
    columns, differing = _merged([one.columns for one in found])
    said = [(_told(fault, files), fault) for fault, files in faults.items()]
    if differing:
        said.append((f"its files do not agree: {differing}", "schemas"))
    if len(chosen) < len(group.files):
        notices[f"only {len(chosen):,} of its {len(group.files):,} files were looked at"] = None
    rows = [one.rows for one in found if one.rows is not None]
    complete = len(rows) == len(group.files)
    return Read(
        columns=(*columns, *_partition_columns(group, columns)),
        statistics=Statistics(
            rows=sum(rows) if complete else None, bytes=sum(file.size for file in group.files)
        ),
        faults=tuple(said),
        notices=tuple(notices),
        open=len(found) < len(group.files) or any(one.open for one in found),
    )


def _lake(folder: Path, group: Group) -> Read:
    try:
        found = lakes.delta(folder) if group.format == "delta" else lakes.iceberg(folder)
    except NotRead as error:
        return Read(faults=((f"it {error}", str(error)),), open=True)
    return Read(found.columns, Statistics(rows=found.rows), comment=found.comment)


def _parquet(file: Path, header: bool | None) -> _File:
    found = parquet.read(file)
    return _File(found.columns, found.rows)


def _csv(file: Path, header: bool | None, delimiter: str | None = None) -> _File:
    beginning = head(file)
    found = delimited.read(beginning, delimiter, header)
    faults, notices = list(found.faults), []
    if found.header is None:
        faults.append(
            "whether the first line names the columns cannot be told, so it was taken for data; "
            "say header: true or false"
        )
    elif not found.header and header is None:
        notices.append("its first line is data, so its columns have no names")
    if beginning.encoding == "cp1252":
        notices.append("it is not UTF-8; it was read as Windows-1252")
    columns = tuple(Column(name, kind) for name, kind in found.columns)
    return _File(columns, faults=tuple(faults), notices=tuple(notices))


def _tsv(file: Path, header: bool | None) -> _File:
    return _csv(file, header, "\t")


def _json(file: Path, header: bool | None) -> _File:
    try:
        columns, more = records.read(head(file))
    except records.Unfinished:
        columns, more = records.read(head(file, DOCUMENT_BYTES))
    return _File(tuple(Column(name, kind) for name, kind in columns), open=more)


_READERS: Mapping[str, Callable[[Path, bool | None], _File]] = {
    "parquet": _parquet,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
}


def _spread(files: Sequence[File], most: int) -> Sequence[File]:
    """At most so many files, the first and the last among them."""
    if len(files) <= most:
        return files
    step = (len(files) - 1) / (most - 1)
    return [files[round(number * step)] for number in range(most)]


def _merged(files: Sequence[Sequence[Column]]) -> tuple[tuple[Column, ...], str]:
    """All columns of all files, and in what these differ ("" when in nothing)."""
    columns: dict[str, Column] = {}
    counts: dict[str, int] = {}
    differing: dict[str, None] = {}
    for file in files:
        for column in file:
            known = columns.setdefault(column.name, column)
            counts[column.name] = counts.get(column.name, 0) + 1
            if known.type != column.type:
                if known.type and column.type:
                    differing[column.name] = None
                columns[column.name] = structs.replace(known, type=known.type or column.type)
            if column.nullable and not known.nullable:
                columns[column.name] = structs.replace(columns[column.name], nullable=True)
    for name, count in counts.items():
        if count < len(files):
            differing[name] = None
            columns[name] = structs.replace(columns[name], nullable=True)
    return tuple(columns.values()), _some(list(differing), "column")


def _partition_columns(group: Group, columns: Sequence[Column]) -> Iterator[Column]:
    known = {column.name for column in columns}
    for key, values in group.keys:
        if key not in known:
            kind = type_of_all(value for value in values if value != HIVE_NULL)
            yield Column(key, kind or "text", nullable=HIVE_NULL in values)


def _told(fault: str, files: Sequence[File]) -> str:
    """A fault with the first file that has it, and how many more do."""
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    verb = "" if fault.split(" ", 1)[0] in ("is", "has", "cannot") else ":"
    return f"{printable(shown(files[0].parts))}{more}{verb} {fault}"


def _some(names: Sequence[str], word: str) -> str:
    if not names:
        return ""
    first = ", ".join(quote(name) for name in names[:5])
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return f"{word}{'s' if len(names) > 1 else ''} {first}{more}"
