"""The project's own labelled columns: invented schemas, one YAML file each.

    language: en
    tables:
      - table: patients
        comment: optional, what the table is
        columns:
          nhs_no: health, char(10)           # category or category/kind, then the type
          gp_practice_code: trap, varchar(8) # not personal, though its name looks like it
          created_at: nothing, timestamp     # not personal
          updated_by: maybe username, text   # reasonable owners disagree; not scored
        comments: {nhs_no: optional}
        samples: {nhs_no: ['9434765919']}    # invented, or documented for tests

A file may also be JSON lines of the same facts: corpus, table, column, type, comment, pii,
category, borderline, hard_negative and, where there are any, samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parent
NONE = "none"


class Labelled(NamedTuple):
    """One column and what it holds; `category` is "none" where it is not personal."""

    source: str
    table: str
    column: str
    type: str
    comment: str
    category: str
    kind: str | None = None
    borderline: bool = False
    trap: bool = False
    samples: tuple[str, ...] = ()

    @property
    def pii(self) -> bool:
        return self.category != NONE


def read(file: Path | None = None) -> list[Labelled]:
    """The columns of a file of JSON lines; without one, the project's own."""
    if file is not None:
        return list(_of_lines(file))
    return [each for path in sorted(FOLDER.glob("*.yml")) for each in _of_schema(path)]


def _of_lines(file: Path) -> Iterator[Labelled]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Labelled(
            row.get("corpus", file.stem),
            row["table"],
            row["column"],
            row.get("type") or "",
            row.get("comment") or "",
            row["category"] if row["pii"] else NONE,
            row.get("kind"),
            bool(row.get("borderline")),
            bool(row.get("hard_negative")),
            tuple(str(value) for value in row.get("samples") or ()),
        )


def _of_schema(path: Path) -> Iterator[Labelled]:
    schema: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for table in schema["tables"]:
        for column, text in table["columns"].items():
            label, _, type_ = text.partition(", ")
            borderline = label.startswith("maybe ")
            name, _, kind = label.removeprefix("maybe ").partition("/")
            yield Labelled(
                path.stem,
                table["table"],
                column,
                type_.lower(),
                table.get("comments", {}).get(column, ""),
                NONE if name in ("nothing", "trap") else name,
                kind or None,
                borderline,
                name == "trap",
                tuple(map(str, table.get("samples", {}).get(column, ()))),
            )
