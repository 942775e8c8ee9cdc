"""A whole store as one file, and back: from SQLite to PostgreSQL, to another machine, to a backup.

Lines of JSON, compressed with gzip where the file's name ends in `.gz`. The first line says what it
is, `{"lictor_archive": 1, "schema": "0001", …}`. Each other one is a row of a table of the store,
`{"is": "scans", …}` with its columns; what follows from the documents (columns, keys, grants, edges
and so on) is left out and made again. The last line has the digest of all before it,
`{"end": "<sha256>", "lines": …}`, so that a file that was cut off is known.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct
from sqlalchemy import Boolean, Connection, Float, Integer, Table, func, select, text

from governance import __version__
from governance.catalog import bulk
from governance.catalog import schema as s
from governance.catalog.aspects import KINDS, decode, digest
from governance.catalog.loading import bodies_of
from governance.catalog.opening import VERSION, Store
from governance.catalog.rows import NO_TABLE, TABLE_COLUMNS, rows_of, table_row
from governance.catalog.schema import Moment
from governance.errors import CatalogError
from governance.model.catalog import Table as ModelTable

FORMAT = 1
MAX_LINE = 256 * 1024 * 1024
"""Characters of one line; a table with a million columns needs fewer."""

BATCH = 500

_TABLE_ROW = ("id", "source_id", "schema_name", "table_name", *(f"{a}_digest" for a in s.ASPECTS))

_STRUCTURE = _TABLE_ROW.index("structure_digest")
"""Where a row says whether it is a table, or only a name."""

KEPT: dict[str, tuple[str, ...]] = {
    "contents": tuple(s.contents.columns.keys()),
    "sources": tuple(s.sources.columns.keys()),
    "scans": tuple(s.scans.columns.keys()),
    "history": tuple(s.history.columns.keys()),
    "tables": _TABLE_ROW,
    "statistics": tuple(s.statistics.columns.keys()),
    "reidentification": tuple(s.reidentification.columns.keys()),
    "drift": tuple(s.drift.columns.keys()),
    "progress": tuple(s.progress.columns.keys()),
    "reviews": tuple(s.reviews.columns.keys()),
    "waivers": tuple(s.waivers.columns.keys()),
}
"""What an archive holds, in the order in which each may refer to the one before."""


class Moved(Struct, frozen=True):
    """How much an archive holds."""

    tables: int
    scans: int
    changes: int


def export(store: Store, file: Path) -> Moved:
    """Write the whole store into a file, which appears whole or not at all.

    It can be read by nobody else. A scan that is under way in the meantime changes nothing of it.

    Raises:
        CatalogError: the store cannot be read, or the file cannot be written.
    """
    counts: dict[str, int] = defaultdict(int)
    with _written(file) as stream, store.reading() as connection:
        seen = sha256()
        number = 0
        for line in _lines(connection, counts):
            data = line.encode() + b"\n"
            number += 1
            seen.update(data)
            stream.write(data)
        end = json.dumps({"end": seen.hexdigest(), "lines": number})
        stream.write(end.encode() + b"\n")
    return Moved(counts["tables"], counts["scans"], counts["history"])


def restore(store: Store, file: Path) -> Moved:
    """Fill an empty store with an archive, in one transaction.

    A scan that was under way when the archive was written is lost here.

    Raises:
        CatalogError: the file is no archive, is cut off or is of a newer program; or the store is
            not empty or cannot be written. Nothing was changed.
    """
    counts: dict[str, int] = defaultdict(int)
    with _read(file) as lines:
        for _ in _rows(lines, file.name):
            pass  # all of it is sound, before the store is held up
    with _read(file) as lines, store.writing() as connection:
        for table in (s.contents, s.scans, s.tables):
            if connection.scalar(select(func.count()).select_from(table)):
                raise CatalogError(
                    f"the catalog's store ({store.place}) is not empty; an archive goes into a "
                    "new one (--into)"
                )
        rows = _rows(lines, file.name)
        for name, group in groupby(rows, key=lambda row: row[0]):
            table = s.metadata.tables[name]
            listed = (values for _, values in _counted(group, counts))
            if name == "tables":
                bare = ((*values, *NO_TABLE) for values in listed)
                bulk.insert(connection, table, bare, (*_TABLE_ROW, *TABLE_COLUMNS))
            else:
                bulk.insert(connection, table, listed, KEPT[name])
        connection.execute(
            text("UPDATE scans SET state = 'lost', ended = heartbeat WHERE state = 'running'")
        )
        _derived(connection, file.name)
    return Moved(counts["tables"], counts["scans"], counts["history"])


def _counted(
    rows: Iterable[tuple[str, list[Any]]], counts: dict[str, int]
) -> Iterator[tuple[str, list[Any]]]:
    for name, values in rows:
        counts[name] += name != "tables" or values[_STRUCTURE] is not None
        yield name, values


def _lines(connection: Connection, counts: dict[str, int]) -> Iterator[str]:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    yield json.dumps(
        {"lictor_archive": FORMAT, "schema": VERSION, "program": __version__, "made": made}
    )
    for name, columns in KEPT.items():
        table = s.metadata.tables[name]
        query = select(*(table.c[column] for column in columns)).order_by(*table.primary_key)
        for row in connection.execution_options(yield_per=1000).execute(query):
            counts[name] += name != "tables" or row[_STRUCTURE] is not None
            values = {
                column: value.isoformat() if isinstance(value, datetime) else value
                for column, value in zip(columns, row, strict=True)
                if value is not None
            }
            yield json.dumps({"is": name, **values}, ensure_ascii=False)


def _rows(lines: Iterator[bytes], name: str) -> Iterator[tuple[str, list[Any]]]:
    """The rows of an archive, each checked; at the end, that nothing is missing."""
    seen = sha256()
    order = list(KEPT)
    reached = 0
    for number, line in enumerate(lines, 1):
        try:
            record = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _foreign(name, number) from None
        if not isinstance(record, dict):
            raise _foreign(name, number)
        if number == 1:
            _head(record, name)
        elif "end" in record:
            if record != {"end": seen.hexdigest(), "lines": number - 1} or next(lines, None):
                raise CatalogError(f"{name} was changed or damaged: its digest does not fit")
            return
        else:
            kind = record.pop("is", None)
            if kind not in KEPT or order.index(kind) < reached:
                raise _foreign(name, number)
            reached = order.index(kind)
            yield kind, _values(s.metadata.tables[kind], KEPT[kind], record, name, number)
        seen.update(line)
    raise CatalogError(f"{name} is cut off: its last line is missing")


def _head(record: dict[str, Any], name: str) -> None:
    version, schema = record.get("lictor_archive"), record.get("schema")
    if not isinstance(version, int) or not isinstance(schema, str):
        raise _foreign(name, 1)
    if version > FORMAT or schema > VERSION:
        raise CatalogError(
            f"{name} was written by a newer lictor ({record.get('program')!s:.20}); update this one"
        )


def _foreign(name: str, number: int) -> CatalogError:
    return CatalogError(f"{name} is no archive of a catalog (line {number})")


def _values(
    table: Table, columns: tuple[str, ...], record: dict[str, Any], name: str, number: int
) -> list[Any]:
    if not record.keys() <= set(columns):
        raise _foreign(name, number)
    values = []
    for column in columns:
        value, kind = record.get(column), table.c[column].type
        if value is None:
            if not table.c[column].nullable:
                raise _foreign(name, number)
        elif isinstance(kind, Moment):
            value = _moment(value, name, number)
        elif type(value) is not _PYTHON.get(type(kind).__name__, str) and not (
            isinstance(kind, Float) and type(value) is int
        ):
            raise _foreign(name, number)
        values.append(value)
    return values


_PYTHON: dict[str, type] = {
    Integer.__name__: int,
    "BigInteger": int,
    Boolean.__name__: bool,
    Float.__name__: float,
}


def _moment(value: object, name: str, number: int) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise _foreign(name, number) from None
    if moment.tzinfo is None:
        raise _foreign(name, number)
    return moment


def _derived(connection: Connection, name: str) -> None:
    """The rows that follow from the documents."""
    t = s.tables.c
    listed = connection.execute(
        select(t.id, *(t[f"{aspect}_digest"] for aspect in s.ASPECTS)).order_by(t.id)
    ).all()
    for start in range(0, len(listed), BATCH):
        batch = [(row[0], s.ASPECTS, row[1:]) for row in listed[start : start + BATCH]]
        _derive(connection, batch, name)
    c = s.sources.c
    rows = connection.execute(select(c.id, *(c[f"{a}_digest"] for a in s.OF_SOURCE))).all()
    _derive(connection, [(row[0], s.OF_SOURCE, row[1:]) for row in rows], name)


def _derive(connection: Connection, batch: Iterable[tuple[int, Any, Any]], name: str) -> None:
    bodies = bodies_of(connection, {n for _, _, names in batch for n in names if n is not None})
    made: dict[str, list[Any]] = defaultdict(list)
    structures = []
    for number, aspects, names in batch:
        for aspect, wanted in zip(aspects, names, strict=True):
            if wanted is None:
                continue
            body = bodies.get(wanted, "")
            try:
                document = decode(body, KINDS[aspect])
            except msgspec.DecodeError:
                document = None
            if document is None or digest(body) != wanted:
                raise CatalogError(f"{name} is damaged: a document of it cannot be read")
            if isinstance(document, ModelTable):
                structures.append((*table_row(document), number))
            for place, row in rows_of(number, document):
                made[place].append(row)
    bulk.update(connection, s.tables, "id", TABLE_COLUMNS, structures)
    for place, rows in made.items():
        bulk.insert(connection, s.metadata.tables[place], rows)


@contextmanager
def _written(file: Path) -> Iterator[IO[bytes]]:
    try:
        handle, beside = tempfile.mkstemp(dir=file.resolve().parent, prefix=".lictor.")
        try:
            with os.fdopen(handle, "wb") as raw:
                if file.name.endswith(".gz"):
                    with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as stream:
                        yield stream  # type: ignore[misc]
                else:
                    yield raw
                raw.flush()
                os.fsync(raw.fileno())
            Path(beside).replace(file)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CatalogError(f"{file} cannot be written: {error.strerror or 'failed'}") from None


@contextmanager
def _read(file: Path) -> Iterator[Iterator[bytes]]:
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            yield _limited(stream, file.name)
    except (EOFError, gzip.BadGzipFile, _zlib_error()):
        raise CatalogError(f"{file.name} is cut off or damaged: it cannot be unpacked") from None
    except OSError as error:
        raise CatalogError(f"{file} cannot be read: {error.strerror or 'failed'}") from None


def _zlib_error() -> type[Exception]:
    import zlib

    return zlib.error


def _limited(stream: IO[bytes], name: str) -> Iterator[bytes]:
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise CatalogError(f"{name} is no archive of a catalog (a line without end)")
        yield line
