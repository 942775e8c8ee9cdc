"""GitLab's code quality report: its shape, and fingerprints that are unique and stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from governance.model.judgement import Severity, Verdict
from governance.model.location import Location
from governance.report.formats import gitlab
from governance.report.page import Page

SCHEMA = json.loads(Path(__file__).with_name("gitlab.schema.json").read_text())


def entries(verdict: Verdict, page: Page | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gitlab.render(verdict, page or Page()))
    Draft202012Validator(SCHEMA).validate(found)
    fingerprints = [entry["fingerprint"] for entry in found]
    assert len(set(fingerprints)) == len(fingerprints)
    return found


def test_tells_what_is_new_and_what_could_not_be_judged(verdict: Verdict) -> None:
    found = entries(verdict)
    assert [(entry["check_name"], entry["severity"]) for entry in found] == [
        ("GOV-002", "blocker"),
        *[("GOV-003", "blocker")] * 4,
        ("GOV-005", "minor"),
        ("lictor", "critical"),
    ]
    assert found[1]["location"] == {"path": "migrations/0002_leads.sql", "lines": {"begin": 4}}
    assert "Fix: leave the column out, or key it before it lands" in found[1]["description"]


def test_a_clean_change_is_an_empty_list() -> None:
    assert gitlab.render(Verdict("b", None), Page()) == "[]\n"


def test_what_stood_before_is_told_on_request(verdict: Verdict) -> None:
    assert len(entries(verdict, Page(everything=True))) == len(entries(verdict)) + 3


def test_a_fingerprint_does_not_move_with_the_line(verdict: Verdict) -> None:
    one = verdict.new[0]
    moved = replace(one, location=Location("elsewhere.sql", 99, 1, 99, 2), message="reworded")
    [before], [after] = (
        entries(replace(verdict, new=(each,), new_problems=())) for each in (one, moved)
    )
    assert before["fingerprint"] == after["fingerprint"]
    assert before["location"] != after["location"]


def test_two_entries_with_one_fingerprint_are_both_kept(verdict: Verdict) -> None:
    one = verdict.new[0]
    same = replace(one, location=Location("other.sql", 1))
    assert len(entries(replace(verdict, new=(one, same, same), new_problems=()))) == 3


@pytest.mark.parametrize(
    ("location", "path", "begin"),
    [
        (None, "lictor.yml", 1),
        (Location("a.sql"), "a.sql", 1),
        (Location("dir/caf\udce9.sql", 7), "dir/caf\ufffd.sql", 7),
        (Location("a\nb.sql", 3), "a\nb.sql", 3),
    ],
)
def test_an_entry_always_has_a_file_and_a_line(
    verdict: Verdict, location: Location | None, path: str, begin: int
) -> None:
    one = replace(verdict.new[0], location=location, severity=Severity.INFO)
    [entry] = entries(replace(verdict, new=(one,), new_problems=()))
    assert entry["location"] == {"path": path, "lines": {"begin": begin}}
    assert entry["severity"] == "info"
