"""How much is known, counted, and held to a threshold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from governance.knowledge.coverage import Coverage, Share, coverage
from governance.model.catalog import Catalog

from .conftest import Ask

ROOT = Path(__file__).parents[2]


def test_a_line_a_schema_and_the_total(ask: Ask) -> None:
    code, out, _ = ask("coverage")
    assert code == 0
    assert out.splitlines()[:5] == [
        "schema  tables  owner  kept  docs  columns  docs  pers.  conf.  prot.",
        "crm          1    100   100   100        5    20      3     33     33",
        "shop         2    100     -     0        5    20      0      -      -",
        "travel       1      0     0     0        5    20      3      0      0",
        "all          4     75    50    25       15    20      6     16     16",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--threshold", "75", "--measure", "owner"), 0, "Nothing is below 75%."),
        (("--threshold", "76", "--measure", "owner"), 1, "All: below 76% in owner 75%."),
        (
            ("--threshold", "10", "--measure", "owner", "--each"),
            1,
            "travel: below 10% in owner 0%.",
        ),
        (("--threshold", "0"), 0, "Nothing is below 0%."),
        (("--threshold", "100", "--schema", "shop", "--measure", "confirmed"), 0, "Nothing"),
    ],
)
def test_the_threshold(ask: Ask, arguments: tuple[str, ...], code: int, said: str) -> None:
    found, out, _ = ask("coverage", *arguments)
    assert found == code
    assert said in out


def test_grouped_by_owner_with_those_that_have_none_last(ask: Ask) -> None:
    told = json.loads(ask("coverage", "--by", "owner", "--format", "json")[1])
    assert [group["name"] for group in told["groups"]] == ["team-crm", "team-shop", None]
    Draft202012Validator(
        json.loads((ROOT / "docs/schemas/coverage.schema.json").read_text())
    ).validate(told)


def test_a_long_name_stands_above_its_numbers(ask: Ask, repository: Path) -> None:
    name = "the-team-that-answers-for-what-the-others-forgot@example.org"
    stewardship = (repository / "stewardship.yml").read_text().replace("team-shop", name)
    (repository / "stewardship.yml").write_text(stewardship)
    lines = ask("coverage", "--by", "owner")[1].splitlines()
    assert name in lines
    assert max(map(len, lines)) <= 80


def test_the_groups_add_up_to_the_total(ask: Ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("coverage", "--format", "csv")[1])))
    *groups, total = rows
    for key in ("owner_of", "columns_of", "columns_done", "confirmed_of"):
        assert sum(int(row[key]) for row in groups) == int(total[key])


def test_percentages_are_rounded_down_and_nothing_has_none() -> None:
    assert Share(199, 200).percent == 99
    assert Share(0, 0).percent is None
    assert coverage(Catalog("files")).total == Coverage("all")


def test_measures_without_a_threshold_are_a_mistake(ask: Ask) -> None:
    code, _, err = ask("coverage", "--each")
    assert code == 2
    assert "need a --threshold" in err
