"""What meta, tags, policy tags and groups declare, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.cache import NoCache
from governance.extract.dbt.config import settled
from governance.extract.dbt.meta_keys import plain, words
from governance.extract.dbt.periods import days
from governance.extract.dbt.project import Project
from governance.extract.dbt.read import read_project
from governance.extract.dbt.stewardship import Stated, declared, grants
from governance.model.catalog import Grant
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.stewardship import FactKey
from governance.stewardship.pattern import pattern
from governance.taxonomy import categories
from governance.tree import Folder

CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "meta.yml").read_text(encoding="utf-8")
)
REF = TableRef("marts", "mart", "readers")
PROJECT = "name: shop\nprofile: shop\n"
GROUPS = {"groups": [{"name": "desk", "owner": {"name": "Lending desk"}}]}


def _project(folder: Path, files: dict[str, str]) -> Project:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    tree = Folder(folder)
    project = read_project(tree, "", tree, NoCache())
    assert project.problems == ()
    return project


def _stated(project: Project, written: dict[str, Any] | None = None) -> Stated:
    node = project.nodes["model.shop.readers"]
    return declared(node, settled(node, written or {}), REF, project.groups)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_written_is_what_is_declared(case: dict[str, Any], tmp_path: Path) -> None:
    model: dict[str, Any] = {"name": "readers", **case.get("table", {})}
    if "column" in case:
        model["columns"] = [{"name": "email", **case["column"]}]
    schema = yaml.safe_dump({**GROUPS, "models": [model]})
    stated = _stated(
        _project(
            tmp_path,
            {
                "dbt_project.yml": PROJECT,
                "models/readers.sql": "select 1 as email",
                "models/schema.yml": schema,
            },
        )
    )
    name = REF.name + (".email" if "column" in case else "")
    found = {
        key: fact.value
        for declaration in stated.declarations
        for key, fact in declaration.facts.items()
        if declaration.match == f"marts:{name}"
    }
    assert found == case["facts"]
    assert len(stated.notices) == len(case.get("notices", ()))
    for notice, piece in zip(stated.notices, case.get("notices", ()), strict=True):
        assert piece in notice
        assert notice.startswith("models/schema.yml:")
        assert "canary" not in notice
    assert (stated.marked is not None) is case.get("marked", False)
    if "column" not in case or not found:
        assert len(stated.declarations) == bool(found)


LAID = {
    "dbt_project.yml": PROJECT
    + "models:\n  shop:\n    +meta:\n      owner: team-data\n      retention: 1 year\n",
    "models/readers.sql": "{{ config(meta={'purpose': 'lending'}) }} select 1 as email",
    "models/schema.yml": """\
models:
  - name: readers
    config:
      meta:
        governance:
          classification: secret
    columns:
      - name: email
        tags: [pii]
      - name: Full Name
        quote: true
        meta: &personal
          pii: person_name
      - name: nickname
        meta:
          <<: *personal
""",
}


def test_every_fact_knows_its_line(tmp_path: Path) -> None:
    stated = _stated(_project(tmp_path, LAID), {"meta": {"purpose": "lending"}})
    places = {
        (declaration.match, key): fact.location
        for declaration in stated.declarations
        for key, fact in declaration.facts.items()
    }
    schema = "models/schema.yml"
    assert places == {
        ("marts:mart.readers", "owner"): Location("dbt_project.yml", 6, 7),
        ("marts:mart.readers", "retention_days"): Location("dbt_project.yml", 7, 7),
        ("marts:mart.readers", "classification"): Location(schema, 6, 11),
        ("marts:mart.readers", "purpose"): Location("models/readers.sql"),
        ("marts:mart.readers.email", "category"): Location(schema, 8, 15),
        ('marts:mart.readers."Full Name"', "category"): Location(schema, 13, 11),
        ("marts:mart.readers.nickname", "category"): Location(schema, 13, 11),
    }
    for declaration in stated.declarations:
        assert pattern(declaration.match).exact


def test_jinja_in_meta_is_evaluated_by_whoever_can(tmp_path: Path) -> None:
    files = {**LAID}
    files["models/schema.yml"] = (
        "models:\n- name: readers\n  columns:\n"
        "  - name: email\n    policy_tags: [\"{{ var('tag') }}\"]\n"
        "    meta: {classification: \"{{ var('level') }}\"}\n"
    )
    project = _project(tmp_path, files)
    node = project.nodes["model.shop.readers"]
    values = {"{{ var('level') }}": "secret", "{{ var('tag') }}": "pii_email"}
    stated = declared(node, settled(node, {}), REF, {}, values.__getitem__)
    facts = {d.match: {k: f.value for k, f in d.facts.items()} for d in stated.declarations}
    assert facts["marts:mart.readers.email"] == {
        "classification": "restricted",
        "category": "email",
    }
    assert stated.notices == ()


def test_grants_are_those_of_all_folders_united(tmp_path: Path) -> None:
    files = {
        **LAID,
        "dbt_project.yml": PROJECT
        + "models:\n  +grants: {select: [analyst, Public], 'all privileges': admin}\n",
    }
    project = _project(tmp_path, files)
    node = project.nodes["model.shop.readers"]
    place = Location("models/schema.yml", 2, 11)
    assert grants(node, settled(node, {}), REF) == (
        Grant(REF, "analyst", "SELECT", location=place),
        Grant(REF, "PUBLIC", "SELECT", location=place),
        Grant(REF, "admin", "ALL", location=place),
    )
    own = settled(node, {"grants": {"select": ["{{ env_var('WHO') }}"], "+insert": "loader"}})
    assert [grant.grantee for grant in grants(node, own, REF)] == ["admin", "loader"]


def test_the_list_of_words_is_sound() -> None:
    known = words()
    facts = {"personal", "policy_tags", *FactKey.__args__}  # type: ignore[attr-defined]
    assert set(known.keys.values()) <= facts
    assert set(known.categories.values()) <= set(categories())
    lists = (known.keys, known.levels, known.categories, known.personal_tags, known.level_tags)
    for listed in (*lists, known.affirming, known.denying, known.within, known.other_tags):
        for word in listed:
            assert plain(word) == word
    assert known.level_tags <= known.levels.keys()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (30, 30),
        (0, None),
        (True, None),
        (-5, None),
        ("1 month", 30),
        ("3 months", 91),
        ("1 quarter", 91),
        ("10 yrs", None),
        ("10 yr", 3650),
        ("P30D", 30),
        ("p2w", 14),
        ("P", None),
        ("7 years after the contract ends", None),
        ("9" * 400, None),
        ({"years": 2}, 730),
        ({"value": 6, "unit": "months"}, 182),
        ({"years": "2"}, None),
        ({}, None),
        (None, None),
        ([90], None),
    ],
)
def test_periods(written: Any, expected: int | None) -> None:
    assert days(written) == expected
