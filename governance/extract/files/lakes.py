"""Tables that say themselves what they hold: Delta's log and Iceberg's metadata.

Only their newest schema is read. Sources: https://github.com/delta-io/delta/blob/master/PROTOCOL.md
(actions, checkpoints, schemaString), https://iceberg.apache.org/spec/ (table metadata; the version
hint of tables that live in a file system).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from governance.extract.files.heads import NotRead, opened
from governance.model.catalog import Column

MAX_BYTES = 256 * 1024 * 1024
"""A commit of the log, or metadata, that is larger is not read."""
MAX_DEPTH = 16

_COMMIT = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint(?:\.[\w-]+)*\.parquet")
_METADATA = re.compile(r"v?(\d+)(?:-[\w-]+)?\.metadata\.json")


class Lake(Struct, frozen=True):
    """The columns of a table, nested ones as `a.b`, and how many rows it says it has."""

    columns: tuple[Column, ...]
    rows: int | None = None
    comment: str | None = None


def delta(folder: Path) -> Lake:
    """The schema of the newest version of a Delta table.

    Raises:
        NotRead: the log is damaged, or its beginning is gone and it has no checkpoint.
        ImportError: the schema stands in a checkpoint, and pyarrow is not installed.
    """
    log = folder / "_delta_log"
    names = _names(log)
    commits = sorted((int(m[1]), m[0]) for name in names if (m := _COMMIT.fullmatch(name)))
    points = sorted((int(m[1]), m[0]) for name in names if (m := _CHECKPOINT.fullmatch(name)))
    # the newest word on the schema counts: nearly always it is far back, and a line is cheap
    for number, name in reversed(commits):
        said = _from_commit(log / name)
        if said is None and any(point == number for point, _ in points):
            said = _from_checkpoints(log, [name for point, name in points if point == number])
        if said is not None:
            return _delta_schema(said)
    newest = [name for number, name in points if number == points[-1][0]]
    said = _from_checkpoints(log, newest) if newest else None
    if said is None:
        raise NotRead("has a log that does not say what its columns are")
    return _delta_schema(said)


def iceberg(folder: Path) -> Lake:
    """The current schema of an Iceberg table, by the newest of its metadata files.

    Raises:
        NotRead: metadata is damaged, or two files claim to be the newest.
    """
    metadata = folder / "metadata"
    found: dict[int, list[str]] = {}
    for name in _names(metadata):
        match = _METADATA.fullmatch(name)
        if match:
            found.setdefault(int(match[1]), []).append(name)
    if not found:
        raise NotRead("has no metadata that can be read")
    newest = found[max(found)]
    if len(newest) > 1:
        raise NotRead("has two newest versions of its metadata; only its catalog knows which holds")
    try:
        said = json.loads(_content(metadata / newest[0]))
        schemas = said.get("schemas") or [said["schema"]]
        current = said.get("current-schema-id", schemas[0].get("schema-id"))
        schema = next(each for each in schemas if each.get("schema-id") == current)
        columns = tuple(_iceberg_fields(schema["fields"], "", nullable=False, depth=0))
        rows = _iceberg_rows(said)
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        raise NotRead("has metadata that is damaged") from None
    comment = said.get("properties", {}).get("comment")
    return Lake(columns, rows, comment if isinstance(comment, str) else None)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
    except OSError as error:
        raise NotRead(f"cannot be read: {error.strerror}") from None


def _content(file: Path) -> bytes:
    with opened(file) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise NotRead("has a log or metadata that is too large")
    return content


def _from_commit(file: Path) -> Mapping[str, Any] | None:
    """The metadata in one commit, None when it changes none. Other actions hold values: skipped."""
    for line in _content(file).splitlines():
        if b'"metaData"' not in line[:200]:
            continue
        try:
            said = json.loads(line)["metaData"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(said, dict):
            return said
    return None


def _from_checkpoints(log: Path, names: list[str]) -> Mapping[str, Any] | None:
    """The metadata in the parts of a checkpoint, one column of which is read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in names:
        with opened(log / name) as stream:
            try:
                with pq.ParquetFile(stream) as parquet:
                    wanted = ["metaData.schemaString", "metaData.description"]
                    for said in parquet.read(columns=wanted).column("metaData").to_pylist():
                        if said and said.get("schemaString"):
                            return dict(said)
            except (pa.ArrowException, OSError, ValueError, KeyError):
                raise NotRead("has a checkpoint that is damaged") from None
    return None


def _delta_schema(said: Mapping[str, Any]) -> Lake:
    try:
        schema = json.loads(said["schemaString"])
        columns = tuple(_delta_fields(schema["fields"], "", nullable=False, depth=0))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotRead("has a log that is damaged") from None
    comment = said.get("description")
    return Lake(columns, None, comment if isinstance(comment, str) else None)


def _delta_fields(
    fields: list[dict[str, Any]], above: str, *, nullable: bool, depth: int
) -> Iterator[Column]:
    for field in fields:
        kind, listed = field["type"], ""
        optional = nullable or bool(field.get("nullable", True))
        while isinstance(kind, dict) and kind["type"] == "array":
            kind, listed, optional = kind["elementType"], "[]", True
        name = f"{above}{field['name']}"
        if isinstance(kind, dict) and kind["type"] == "struct" and depth < MAX_DEPTH:
            yield from _delta_fields(kind["fields"], f"{name}.", nullable=optional, depth=depth + 1)
            continue
        comment = (field.get("metadata") or {}).get("comment")
        told = kind if isinstance(kind, str) else str(kind["type"])
        yield Column(
            name,
            told + listed,
            optional,
            comment=comment if isinstance(comment, str) else None,
        )


def _iceberg_fields(
    fields: list[dict[str, Any]], above: str, *, nullable: bool, depth: int
) -> Iterator[Column]:
    for field in fields:
        kind, listed = field["type"], ""
        optional = nullable or not field.get("required", False)
        while isinstance(kind, dict) and kind["type"] == "list":
            kind, listed, optional = kind["element"], "[]", True
        name = f"{above}{field['name']}"
        if isinstance(kind, dict) and kind["type"] == "struct" and depth < MAX_DEPTH:
            yield from _iceberg_fields(
                kind["fields"], f"{name}.", nullable=optional, depth=depth + 1
            )
            continue
        doc = field.get("doc")
        told = kind if isinstance(kind, str) else str(kind["type"])
        yield Column(name, told + listed, optional, comment=doc if isinstance(doc, str) else None)


def _iceberg_rows(said: Mapping[str, Any]) -> int | None:
    current = said.get("current-snapshot-id")
    for snapshot in said.get("snapshots") or ():
        if snapshot.get("snapshot-id") == current:
            total = (snapshot.get("summary") or {}).get("total-records")
            return int(total) if total is not None else None
    return None
