"""Every case of cases/*.yml: SQL in, the catalog as a listing out.

A column is listed as `name type`, with `!` for NOT NULL, `=` for a default, and its comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.extract.base import Extraction
from governance.model.catalog import Column, Table

CASES = Path(__file__).parent / "cases"


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def _column(column: Column) -> str:
    marks = ("!" if not column.nullable else "") + ("=" if column.has_default else "")
    words = [column.name, column.type, marks, f"({column.comment})" if column.comment else ""]
    return " ".join(word for word in words if word)


def _table(table: Table) -> dict[str, Any]:
    listed: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.kind != "table":
        listed["kind"] = table.kind
    if table.comment:
        listed["comment"] = table.comment
    if table.primary_key:
        listed["primary key"] = list(table.primary_key)
    if table.unique:
        listed["unique"] = sorted(list(columns) for columns in table.unique)
    if table.foreign_keys:
        listed["foreign keys"] = [
            f"{f.name}: {', '.join(f.columns)} -> {f.referred.name}"
            + (f" ({', '.join(f.referred_columns)})" if f.referred_columns else "")
            for f in table.foreign_keys
        ]
    if table.indexes:
        listed["indexes"] = [
            f"{i.name} ({', '.join(i.columns)})" + (" unique" if i.unique else "")
            for i in table.indexes
        ]
    if table.row_security:
        listed["row security"] = True
    if table.open:
        listed["open"] = True
    return listed


def listing(extraction: Extraction) -> dict[str, Any]:
    """What was extracted, in the words of a case."""
    listed: dict[str, Any] = {
        "tables": {table.ref.name: _table(table) for table in extraction.tables},
    }
    if extraction.edges:
        listed["edges"] = sorted(
            f"{e.upstream.name} -> {e.downstream.name} {e.effect.value}"
            + ("" if e.kind.value == "value" else " influence")
            for e in extraction.edges
        )
    if extraction.grants:
        listed["grants"] = sorted(
            f"{g.privilege}{'(' + ', '.join(g.columns) + ')' if g.columns else ''} on "
            f"{g.subject.name} to {g.grantee}"
            + (" grantable" if g.grantable else "")
            + (" future" if g.future else "")
            for g in extraction.grants
        )
    if extraction.protections:
        listed["protections"] = sorted(
            f"{p.kind} of {p.subject.name}: {p.method}" for p in extraction.protections
        )
    if extraction.problems:
        listed["problems"] = [
            f"{p.location.line if p.location else 0}: {p.message}" for p in extraction.problems
        ]
    return listed


@pytest.mark.parametrize("case", list(_cases()))
def test_case(case: dict[str, Any], read: Any) -> None:
    files = case.get("files", case.get("sql"))
    extraction = read(files, case.get("dialect", "postgres"))
    expected = {"tables": case.get("tables", {})}
    for key in ("edges", "grants", "protections", "problems"):
        if key in case:
            expected[key] = case[key]
    assert listing(extraction) == expected
