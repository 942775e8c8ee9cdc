"""The way that data took, in the formats: whole where it is short, bounded where it is long."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from governance.model.judgement import Step, Verdict, Way
from governance.model.lineage import Effect
from governance.model.location import Location
from governance.plugins import Registry
from governance.report import formats, words
from governance.report.page import Page
from governance.terminal import Terminal

FORMATS = Registry("report format", formats, "lictor.reports")


def way(steps: int, left_out: int = 0) -> Way:
    return Way(
        tuple(
            Step(
                f"s.t{n}.c",
                f"s.t{n + 1}.c",
                "copied from",
                Effect.IDENTITY,
                Location("m.sql", n + 1, 3, n + 1, 9),
            )
            for n in range(steps)
        ),
        "email, confidential",
        left_out,
    )


def rendered(name: str, verdict: Verdict, found: Way | None) -> str:
    one = replace(verdict.new[0], way=found)
    return FORMATS[name].render(replace(verdict, new=(one,), existing=(), waived=()), Page())


@pytest.mark.parametrize("name", FORMATS.names)
def test_every_format_tells_every_step(name: str, verdict: Verdict) -> None:
    text = rendered(name, verdict, way(3))
    for n in (1, 2, 3):
        assert f"s.t{n}.c" in text


@pytest.mark.parametrize("name", [name for name in FORMATS.names if name != "json"])
def test_one_step_is_told_by_its_note_alone(name: str, verdict: Verdict) -> None:
    assert rendered(name, verdict, way(1)) == rendered(name, verdict, None)


def test_steps_left_out_are_counted_in_the_middle(verdict: Verdict) -> None:
    lines = words.steps(replace(verdict.new[0], way=way(12, left_out=30)))
    assert len(lines) == 14
    assert lines[6] == "← copied from s.t6.c, m.sql:6"
    assert lines[7] == "… 30 more steps …"
    assert lines[13] == "← copied from s.t12.c, m.sql:12 (email, confidential)"


def test_sarif_goes_the_way_of_the_data(verdict: Verdict) -> None:
    log = json.loads(rendered("sarif", verdict, way(3)))
    (result,) = log["runs"][0]["results"]
    (flow,) = result["codeFlows"]
    places = [
        (
            at["location"]["physicalLocation"]["region"]["startLine"],
            at["location"]["message"]["text"],
        )
        for at in flow["threadFlows"][0]["locations"]
    ]
    assert places == [
        (3, "s.t2.c, copied from s.t3.c"),
        (2, "s.t1.c, copied from s.t2.c"),
        (1, "s.t0.c, copied from s.t1.c"),
    ]
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2, 3]


def test_json_has_the_way_of_one_step_too(verdict: Verdict) -> None:
    (violation,) = json.loads(rendered("json", verdict, way(1)))["violations"]
    assert violation["path"] == {
        "steps": [
            {
                "source": "s.t1.c",
                "target": "s.t0.c",
                "effect": "identity",
                "restores": False,
                "file": "m.sql",
                "line": 1,
                "column": 3,
                "end_line": 1,
                "end_column": 9,
            }
        ],
        "begins": "email, confidential",
        "left_out": 0,
    }


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_place_stays_whole_on_a_narrow_page(columns: int, verdict: Verdict) -> None:
    place = "models/marts/performance/performance_of_all_stations_of_one_week.sql"
    step = replace(way(2).steps[0], location=Location(place, 187, 5, 187, 9))
    one = replace(verdict.new[0], way=Way((step, way(2).steps[1])))
    text = FORMATS["text"].render(replace(verdict, new=(one,)), Page(Terminal(columns)))
    assert f"{place}:187" in text


def test_a_hostile_name_in_a_way_breaks_no_line(verdict: Verdict) -> None:
    bad = replace(way(2).steps[0], upstream="a\n::error::b\x1b[31m")
    text = rendered("github", verdict, Way((bad, way(2).steps[1])))
    assert "\n::error::b" not in text
    assert "\x1b[31m" not in text
