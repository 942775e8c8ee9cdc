"""Every case of cases/*.yml: a dbt project in, the catalog as a listing out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.cache import FileCache
from governance.extract.base import Extraction
from governance.extract.sources import ddl
from governance.lineage.schema import Relation
from governance.model.catalog import Column
from governance.model.lineage import Edge, EdgeKind
from governance.settings import Source
from governance.tree import Folder

CASES = Path(__file__).parent / "cases"


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def _column(column: Column) -> str:
    return f"{column.name} {column.type}".strip()


def _edge(edge: Edge) -> str:
    place = str(edge.location).removeprefix("dbt/")
    kind = " influence" if edge.kind is EdgeKind.INFLUENCE else ""
    ends = [
        str(end).removeprefix("marts:").replace('"*"', "*")
        for end in (edge.upstream, edge.downstream)
    ]
    return f"{ends[0]} -> {ends[1]} {edge.effect} {place}{kind}"


def _extract(extract: Any, case: dict[str, Any], root: Path, cache: Path) -> Extraction:
    cached = FileCache(cache)
    others: tuple[Any, ...] = ()
    if "others" in case:
        (root / "migrations").mkdir(exist_ok=True)
        (root / "migrations/1.sql").write_text(case["others"])
        made = ddl.extract(Source("app", "ddl", "migrations"), Folder(root), cached).tables
        others = tuple(
            Relation(table.ref, tuple((c.name, c.type) for c in table.columns), table.open)
            for table in made
        )
    source = Source("marts", "dbt", "dbt", case.get("dialect", "postgres"), schema="analytics")
    found: Extraction = extract(source, Folder(root), cached, others)
    return found


def _lay_out(case: dict[str, Any], root: Path) -> None:
    for name, text in {"dbt_project.yml": "name: shop\n", **case["files"]}.items():
        file = root / "dbt" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.mark.parametrize("case", [*_cases()])
def test_what_a_project_makes(extract: Any, case: dict[str, Any], tmp_path: Path) -> None:
    _lay_out(case, tmp_path)
    found = _extract(extract, case, tmp_path, tmp_path / "cache.db")
    tables = (*found.tables, *found.described)
    listed = {t.ref.name: [_column(column) for column in t.columns] for t in tables}
    assert listed == case["tables"]
    assert sorted(t.ref.name for t in tables if t.open) == sorted(case.get("open", []))
    problems = [f"{p.location} {p.message}".removeprefix("dbt/") for p in found.problems]
    assert sorted(problems) == sorted(case.get("problems", []))
    if "edges" in case:
        assert sorted(map(_edge, found.edges)) == sorted(case["edges"])


@pytest.mark.parametrize("case", [*_cases()])
def test_the_same_comes_from_the_cache(extract: Any, case: dict[str, Any], tmp_path: Path) -> None:
    _lay_out(case, tmp_path)
    cold = _extract(extract, case, tmp_path, tmp_path / "cache.db")
    assert _extract(extract, case, tmp_path, tmp_path / "cache.db") == cold
