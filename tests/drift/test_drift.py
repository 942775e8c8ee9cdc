"""What is different between two catalogs is told, all of it, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from governance.drift import blocks, drift
from governance.model.catalog import Catalog
from governance.model.drift import Drift, worst_first
from governance.model.location import Location

from .conftest import cases, catalog, merged, ref, told

COMMON, CASES = cases(Path(__file__).with_name("cases.yml"))


def pair(case: Any) -> tuple[Catalog, Catalog]:
    """The catalogs before and after of a case."""
    said = []
    for side in ("before", "after"):
        made = merged(COMMON, case.get(side, {}))
        if side == "after":
            for table, columns in case.get("after_columns", {}).items():
                made["tables"][table]["columns"] = columns
            made["edges"] = case.get("edges_after", made["edges"])
        said.append(catalog(made))
    return said[0], said[1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_all_that_is_different_is_told(case: Any) -> None:
    found = drift(*pair(case))
    assert [told(each) for each in found] == case["drift"]


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.get("one_way")], ids=lambda case: case["name"]
)
def test_the_way_back_is_the_mirror(case: Any) -> None:
    before, after = pair(case)
    there = [replace(each.mirrored(), owner=None) for each in drift(before, after)]
    back = [replace(each, owner=None) for each in drift(after, before)]
    assert sorted(there, key=worst_first) == back


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_order_and_places_do_not_matter(case: Any) -> None:
    before, after = pair(case)
    assert drift(shuffled(before), shuffled(moved(after))) == drift(before, after)


def shuffled(found: Catalog) -> Catalog:
    """The same catalog, everything that has no order in another one."""
    luck = random.Random(7)

    def mixed(items: Any) -> Any:
        listed = list(items)
        luck.shuffle(listed)
        return listed

    return replace(
        found,
        tables=tuple(mixed(found.tables)),
        edges=tuple(mixed(found.edges)),
        grants=tuple(mixed(found.grants)),
        protections=tuple(mixed(found.protections)),
        roles=tuple(mixed(found.roles)),
        facts=dict(mixed(found.facts.items())),
        classifications=dict(mixed(found.classifications.items())),
    )


def moved(found: Catalog) -> Catalog:
    """The same catalog, read from files whose lines are others."""
    place = Location("migrations/0001.sql", 12, 3)
    return replace(
        found,
        tables=tuple(
            replace(t, location=place, columns=tuple(replace(c, location=place) for c in t.columns))
            for t in found.tables
        ),
        edges=tuple(replace(edge, location=place) for edge in found.edges),
        grants=tuple(replace(grant, location=place) for grant in found.grants),
    )


def test_a_source_that_was_not_read_is_not_gone() -> None:
    before = catalog(COMMON)
    after = Catalog("stored")
    assert drift(before, after, sources=("another",)) == ()
    assert {each.kind for each in drift(before, after, sources=("warehouse",))} >= {
        "table_dropped",
        "no_longer_personal",
        "role_dropped",
    }


def test_what_is_worst_and_most_sensitive_comes_first() -> None:
    before = catalog(merged(COMMON, {"personal": None}))
    after = catalog(
        merged(
            COMMON,
            {"personal": {"crm.users.note": "health restricted", "crm.users.born": "dob internal"}},
        )
    )
    levels = [each.level for each in drift(before, after)]
    assert levels == ["restricted", "confidential", "confidential", "internal"]


def test_owner_and_level_of_a_subject_are_told() -> None:
    before = catalog(COMMON)
    after = catalog(merged(COMMON, {"grants": ["intern SELECT crm.users"]}))
    widened = drift(before, after)[0]
    assert (widened.owner, widened.personal, widened.level) == ("team-crm", True, "confidential")


def test_only_the_kinds_that_are_named_block() -> None:
    found = (Drift("table_added", ref("a.b")), Drift("newly_personal", ref("a.b").column("c")))
    assert blocks(found, ("newly_personal", "grants_widened")) == found[1:]
    assert blocks(found, ()) == ()
