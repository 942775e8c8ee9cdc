"""Every case of render/*.yml: templates in, SQL and what is said of it out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.extract.dbt.jinja.render import Macros, Reference, Rendered, Renderer
from governance.extract.dbt.project import MacroFile

CASES = Path(__file__).parent / "render"


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.yml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def _render(case: dict[str, Any]) -> Rendered:
    known = case.get("columns")
    renderer = Renderer(
        Macros(
            [
                MacroFile(package, f"macros/{package}.sql", text)
                for package, text in case.get("macros", {}).items()
            ],
            "shop",
        ),
        project="shop",
        adapter=case.get("adapter", "postgres"),
        variables=case.get("vars", {}),
        schema=case.get("schema"),
        database=None,
        columns=None if known is None else lambda reference: known.get(reference.name),
        dispatch=case.get("dispatch"),
    )
    return renderer.model(case["model"], package="shop", name="m", file="models/m.sql")


def _table(reference: Reference) -> str:
    name = f"{reference.source_name or reference.package or ''}.{reference.name}".lstrip(".")
    if reference.kind == "this":
        name = reference.name
    return f"{reference.kind} {name}" + (f" v{reference.version}" if reference.version else "")


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())


def _told(rendered: Rendered, key: str) -> Any:
    if key == "sql":
        return _squeezed(rendered.sql)
    if key == "also":
        return [_squeezed(other.sql) for other in rendered.also]
    if key == "tables":
        return [_table(reference) for reference in rendered.references]
    if key == "config":
        return rendered.config
    if key == "problems":
        return [
            f"{problem.location.line}:{problem.location.column} "
            f"{problem.message.removeprefix('this template cannot be rendered: ')}"
            for problem in rendered.problems
            if problem.location
        ]
    listed = {
        "introspective": rendered.introspective,
        "unknown macros": rendered.unknown_macros,
        "unknown variables": rendered.unknown_variables,
    }
    return [item.what for item in listed[key]]


_INPUT = {"name", "model", "macros", "vars", "adapter", "schema", "columns", "dispatch"}


@pytest.mark.parametrize("case", list(_cases()))
def test_case(case: dict[str, Any]) -> None:
    rendered = _render(case)
    expected = {key: value for key, value in case.items() if key not in _INPUT}
    expected["sql"] = _squeezed(expected["sql"])
    expected.setdefault("problems", [])
    if "also" in expected:
        expected["also"] = [_squeezed(sql) for sql in expected["also"]]
    assert {key: _told(rendered, key) for key in expected} == expected
