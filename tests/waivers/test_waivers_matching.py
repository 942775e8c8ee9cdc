"""Which violations a waiver matches, by hand and against the plainest way to look them up."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from governance.model.judgement import Severity, Violation
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, split
from governance.model.waiver import Waiver
from governance.waivers.matching import Matcher
from governance.waivers.subject import subject_of, target

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "subjects.yml").read_text("utf-8"))


def violation(name: str, policy: str = "GOV-003") -> Violation:
    """From a name as in subjects.yml; one part is a table, three are a column."""
    named, beside = name, ""
    for word in (" from ", " to "):
        if word in name and '"from a to b"' not in name:
            named, _, other = name.partition(word)
            beside = word.strip() + " " + other
    ref: TableRef | ColumnRef | None = None
    if not name.startswith("exposure "):
        many = len(split(named)[1]) >= 3
        ref = ColumnRef.parse(named) if many else TableRef.parse(named)
    subject = ref.name if ref is not None else named
    return Violation(
        policy, Severity.BLOCK, subject, "", "", f"{policy} {name}", ref=ref, beside=beside
    )


def waiver(subject: str, policy: str = "GOV-003", line: int = 1) -> Waiver:
    place = Location("waivers.yml", line)
    return Waiver(policy, subject, "keyed", date(2027, 1, 31), place, "Quentin Ashgrove")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["subject"])
def test_subjects(case: dict[str, Any]) -> None:
    matcher = Matcher([waiver(case["subject"])])
    for name in case["matches"]:
        assert matcher.matching(violation(name)), name
        assert not matcher.matching(violation(name, "GOV-004")), name
    for name in case["not"]:
        assert not matcher.matching(violation(name)), name


@pytest.mark.parametrize(
    "name", sorted({name for case in CASES for name in (*case["matches"], *case["not"])})
)
def test_the_subject_that_reports_propose_matches_what_it_is_proposed_for(name: str) -> None:
    found = violation(name)
    assert Matcher([waiver(subject_of(found))]).matching(found)


@pytest.mark.parametrize(
    "text", ["", " ", "a..b", "a b", "a.b from", "a from b to c", "a:b:c", '"a', "a" * 3000]
)
def test_no_subject(text: str) -> None:
    with pytest.raises(ValueError, match=r"fault at|stands here after|at most"):
        target(text)


PIECE = st.text("ab*?", min_size=1, max_size=3)
PATTERN = st.lists(PIECE, min_size=1, max_size=3).map(".".join)
NAME = st.lists(st.text("ab", min_size=1, max_size=3), min_size=2, max_size=3).map(".".join)


@given(
    st.lists(st.tuples(PATTERN, st.sampled_from(["GOV-003", "GOV-004"])), max_size=12),
    st.lists(NAME, max_size=6),
)
def test_a_waiver_hides_nothing_that_it_does_not_match(
    patterns: list[tuple[str, str]], names: list[str]
) -> None:
    waivers = [waiver(p, policy, line) for line, (p, policy) in enumerate(patterns)]
    matcher = Matcher(waivers)
    for name in names:
        expected = {
            each.location.line
            for each in waivers
            if each.policy == "GOV-003" and fits(str(each.subject), name)
        }
        found = matcher.matching(violation(name))
        assert sorted(each.location.line for each in found) == sorted(expected)


def fits(subject: str, name: str) -> bool:
    parts, names = subject.split("."), name.split(".")
    return len(parts) == len(names) and all(map(fnmatchcase, names, parts))
