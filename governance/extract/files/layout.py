"""Which files of a folder are data, and which of them are one table.

A folder whose folders are named `key=value` is one table with these keys as columns, as Hive lays
it out (https://cwiki.apache.org/confluence/display/Hive/LanguageManual+DDL, dynamic partitions).
Elsewhere files are one table that differ only in numbers, dates or ids at the end of their names:
`orders_2026-01.csv` and `orders_2026-02.csv`; what is only numbered, as `part-00000-….parquet`,
is named after its folder. Folders named by numbers or dates alone (`2026/01`) divide a table like
partitions whose keys nobody wrote down. A folder with a Delta log or Iceberg's metadata is one
table, too.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

MAX_FILES = 100_000

FORMATS = {
    ".parquet": "parquet",
    ".parq": "parquet",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "json",
    ".jsonl": "json",
}
COMPRESSED = (".gz", ".zst", ".bz2", ".xz")
NOT_READ = (
    *(".avro", ".orc", ".feather", ".arrow", ".xlsx", ".xls", ".ods", ".dbf", ".sav", ".dta"),
    *(".sas7bdat", ".hdf5", ".h5", ".pkl", ".rds", ".mdb", ".accdb"),
)
"""Data of kinds that are not read."""

HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"

_CODEC = re.compile(r"\.(?:snappy|gz|gzip|zstd|lz4|brotli|uncompressed)$", re.IGNORECASE)
_ID = r"(?:\d+|c\d{3}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})"
_NUMBERED = re.compile(rf"(?:(?:^|[-_.]){_ID})+$", re.IGNORECASE)
_DATED = re.compile(r"\d{1,8}|\d{4}-\d\d(?:-\d\d)?")
_PARTITION = re.compile(r"(?P<key>[^=]+)=(?P<value>.*)", re.DOTALL)
_ONLY_NUMBERED = ("", "part", "data")
_OWN = (".git", ".lictor", ".venv", "node_modules", "__pycache__")


class File(Struct, frozen=True):
    """A data file: its parts below the source's folder, its format, and its size in bytes."""

    parts: tuple[str, ...]
    format: str
    size: int


class Group(Struct, frozen=True):
    """The files of one table.

    `folders` and `name` are those of the table below the source's folder, `format` what its files
    are, "delta" and "iceberg" for a folder that says itself what it holds. `keys` are the
    partition columns, each with the values that folders give it.
    """

    folders: tuple[str, ...]
    name: str
    format: str
    files: tuple[File, ...] = ()
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Walk:
    """What lies in a folder; links are counted and never followed."""

    def __init__(self, root: Path) -> None:
        self.files: list[File] = []
        self.tables: list[Group] = []
        self.links = 0
        self.unreadable: list[tuple[str, ...]] = []
        self.not_read: dict[str, int] = defaultdict(int)
        self.too_many = False
        self._root = root
        self._visit(())

    def _visit(self, start: tuple[str, ...]) -> None:
        folders = [start]
        while folders and not self.too_many:
            folder = folders.pop()
            try:
                with os.scandir(self._root.joinpath(*folder)) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
                inside = list(self._take(folder, found))
            except OSError:
                self.unreadable.append(folder)
                continue
            folders.extend(reversed(inside))

    def _take(
        self, folder: tuple[str, ...], entries: Sequence[os.DirEntry[str]]
    ) -> Iterator[tuple[str, ...]]:
        """The folders in a folder, unless it is a table that says itself what it holds."""
        names = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
        if "_delta_log" in names:
            self.tables.append(Group(folder[:-1], folder[-1] if folder else "", "delta"))
            return
        if "metadata" in names and _has_metadata(self._root.joinpath(*folder, "metadata")):
            self.tables.append(Group(folder[:-1], folder[-1] if folder else "", "iceberg"))
            return
        for entry in entries:
            if entry.is_symlink():
                self.links += 1
            elif entry.name[0] in "._" or entry.name in _OWN:
                continue
            elif entry.is_dir(follow_symlinks=False):
                yield (*folder, entry.name)
            elif entry.is_file(follow_symlinks=False):
                self._file(folder, entry)
                if len(self.files) >= MAX_FILES:
                    self.too_many = True
                    return

    def _file(self, folder: tuple[str, ...], entry: os.DirEntry[str]) -> None:
        kind = format_of(entry.name)
        if kind is not None:
            size = entry.stat(follow_symlinks=False).st_size
            self.files.append(File((*folder, entry.name), kind, size))
        elif (ending := _ending(entry.name)) in NOT_READ:
            self.not_read[ending] += 1


def format_of(name: str) -> str | None:
    """The format that a file's name says, None for what is no data that is read."""
    lowered = name.lower()
    ending = _ending(lowered)
    kind = FORMATS.get(ending)
    # a Parquet file is compressed inside, and read from its end
    return None if kind == "parquet" and lowered.endswith(COMPRESSED) else kind


def groups(files: Sequence[File]) -> tuple[Group, ...]:
    """The files as tables, in order of their names; what has one name in two formats tells them."""
    found: dict[tuple[tuple[str, ...], str, str], list[File]] = defaultdict(list)
    for file in files:
        folders, name = _table(file.parts)
        found[folders, name, file.format].append(file)
    formats: dict[tuple[tuple[str, ...], str], int] = defaultdict(int)
    for folders, name, _ in found:
        formats[folders, name] += 1
    return tuple(
        Group(
            folders,
            name if formats[folders, name] == 1 else f"{name}.{kind}",
            kind,
            tuple(members),
            _keys(members),
        )
        for (folders, name, kind), members in sorted(found.items(), key=lambda item: item[0])
    )


def keys_of(file: File) -> dict[str, str | None]:
    """What the folders of a file say of its rows, by the partition column."""
    found: dict[str, str | None] = {}
    for folder in file.parts[:-1]:
        match = _PARTITION.fullmatch(folder)
        if match:
            value = unquote(match["value"])
            found[unquote(match["key"])] = None if value == HIVE_NULL else value
    return found


def shown(parts: Sequence[str]) -> str:
    """A path as it may be printed: what stands behind a partition's key is a value."""
    return "/".join(
        f"{match['key']}=…" if (match := _PARTITION.fullmatch(part)) and number < len(parts) - 1
        else part
        for number, part in enumerate(parts)
    )  # fmt: skip


def _table(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The folders and the name of the table that a file is of; "" where that is the root's."""
    folders, stem = parts[:-1], _stem(parts[-1])
    for number, folder in enumerate(folders):
        if _PARTITION.fullmatch(folder):
            above = folders[:number]
            return above[:-1], above[-1] if above else ""
    folders = tuple(folder for folder in folders if not _DATED.fullmatch(folder))
    name = _NUMBERED.sub("", stem)
    if name.lower() in _ONLY_NUMBERED:
        return folders[:-1], folders[-1] if folders else ""
    return folders, name


def _stem(name: str) -> str:
    lowered = name.lower()
    for ending in COMPRESSED:
        if lowered.endswith(ending):
            name = name[: -len(ending)]
            break
    return _CODEC.sub("", name.rpartition(".")[0])


def _ending(name: str) -> str:
    lowered = name.lower()
    for compressed in COMPRESSED:
        if lowered.endswith(compressed):
            lowered = lowered.removesuffix(compressed)
            break
    return os.path.splitext(lowered)[1]  # noqa: PTH122 - of a name, not of a path


def _keys(files: Sequence[File]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    values: dict[str, set[str]] = {}
    for file in files:
        for folder in file.parts[:-1]:
            match = _PARTITION.fullmatch(folder)
            if match:
                values.setdefault(unquote(match["key"]), set()).add(unquote(match["value"]))
    return tuple((key, tuple(sorted(found))) for key, found in values.items())


def _has_metadata(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".metadata.json") for entry in entries)
    except OSError:
        return False
