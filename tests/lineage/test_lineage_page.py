"""docs/lineage.md says what the program does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from governance.model.functions import FUNCTION_EFFECTS
from governance.model.lineage import EdgeKind, Effect
from governance.settings import read
from governance.tree import Folder

_PAGE = (Path(__file__).parents[2] / "docs" / "lineage.md").read_text(encoding="utf-8")
_SECTIONS = dict(re.findall(r"^## (.+)\n((?:.|\n(?!## ))*)", _PAGE, re.MULTILINE))
_ROWS = [
    [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in _SECTIONS["What looks like protection and is none"].splitlines()
    if line.startswith("| `")
]
_DIALECTS = {
    "mask": "databricks",
    "approx_quantiles": "bigquery",
    "RAND": "mysql",
    "ENCRYPT": "mysql",
    "ENCODE": "mysql",
}


def test_every_effect_stands_in_its_order() -> None:
    first = re.findall(r"^\| (\w+) \|", _SECTIONS["Effects"], re.MULTILINE)
    assert first[1:] == [effect.value for effect in Effect]


def test_the_example_can_be_used(folder_with: Any) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", _PAGE, re.DOTALL)
    settings = read(Folder(folder_with({"lictor.yml": f"version: 1\n{block}"})))
    assert settings is not None
    lists = set(re.findall(r"^    (\w+):", block, re.MULTILINE))
    assert lists <= set(FUNCTION_EFFECTS)


def _examples() -> list[Any]:
    found = []
    for sql, effects, _ in _ROWS:
        told = [word for word in effects.split(", ") if word in set(Effect)]
        examples = re.findall(r"`([^`]+)`", sql)
        for number, example in enumerate(examples):
            if told:  # a row of a table has no single effect
                found.append((example, told[min(number, len(told) - 1)]))
    return found


@pytest.mark.parametrize(("example", "effect"), _examples())
def test_an_example_does_what_the_page_says(example: str, effect: str, lineage: Any) -> None:
    name = re.match(r"\w+", example)
    assert name is not None
    sql = example.replace("OVER (... ROWS", "OVER (ORDER BY x ROWS")
    if name[0] == "percentile_cont":
        sql += " WITHIN GROUP (ORDER BY x)"
    (found,) = lineage(
        f"SELECT {sql} AS o FROM t",
        _DIALECTS.get(name[0], "postgres"),
        {"t": ["x", "email", "phone", "lat", "t", "born", "id"]},
    )
    values = [edge.effect.value for edge in found.edges if edge.kind is EdgeKind.VALUE]
    assert values == [effect]
