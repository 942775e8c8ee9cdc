"""A report of drift is short, says the worst first, and is safe whatever names a database holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from governance.model.classification import Level
from governance.model.drift import KINDS, Drift, DriftKind, RoleRef
from governance.model.names import TableRef
from governance.report.drift.formats import json as as_json
from governance.report.drift.formats import markdown, text
from governance.report.drift.report import Report
from governance.terminal import Terminal

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schemas/drift.schema.json").read_text())
HOSTILE = 'x"; DROP\n\x1b[31m@everyone <img src=x> [a](http://b) `c` | #1 \u202e'
PLAIN = Terminal(width=80)


def users(column: str) -> Drift:
    return Drift(
        "newly_personal",
        TableRef("w", "crm", "users").column(column),
        after="email, confidential",
        level=Level.CONFIDENTIAL,
        personal=True,
        owner="team-crm",
    )


def many(number: int) -> Report:
    tables = [TableRef("w", f"schema_{n % 7}", f"table_{n}") for n in range(number)]
    kinds: tuple[DriftKind, ...] = ("newly_personal", "grants_widened", "column_added", "key_added")
    drifts = []
    for kind in kinds:
        for table in tables:
            if kind == "grants_widened":
                drifts.append(Drift(kind, table, "analyst", None, "SELECT", personal=True))
            elif kind == "key_added":
                drifts.append(Drift(kind, table, "primary key (id)"))
            else:
                drifts.append(Drift(kind, table.column("contact"), after="text"))
    return Report("scan 41", "scan 42", tuple(drifts), ("newly_personal",))


def test_ten_thousand_differences_fit_on_a_screen() -> None:
    said = text.render(many(2500), PLAIN)
    assert len(said.splitlines()) < 45
    assert "Newly personal (2,500, must not pass)" in said
    assert "  and 2,490 more" in said
    assert "analyst, nothing → SELECT: 2,500 tables of schema_0, schema_1" in said
    assert "2,500 with personal data" in said
    assert "10,000 differences from scan 41 to scan 42." in said


def test_ten_thousand_differences_fit_into_a_message() -> None:
    said = markdown.render(many(2500), PLAIN)
    assert len(said.encode()) < 4_000
    assert said.startswith("**Lictor:** 10,000 differences")
    assert "- and 2,492 more" in said


def test_a_message_says_what_does_not_fit() -> None:
    wide = "c" * 300
    drifts = tuple(
        Drift(kind, TableRef("w", f"{wide}{n}", wide).column(wide), after="text")
        for kind in KINDS
        if kind not in ("grants_widened", "grants_narrowed", "newly_fed", "no_longer_fed")
        for n in range(4)
    )
    said = markdown.render(Report("a", "b", drifts), PLAIN)
    assert len(said.encode()) <= 12_000
    left = re.search(r"And ([\d,]+) more differences, which do not fit in here", said)
    assert left is not None
    told = sum(
        int(n.replace(",", "")) for n in re.findall(r"^\*\*.*\*\* \(([\d,]+)\)$", said, re.M)
    )
    assert told + int(left[1].replace(",", "")) == len(drifts)


def test_all_of_it_is_told_where_that_is_asked() -> None:
    report = many(30)
    everything = Report("a", "b", report.drifts, everything=True)
    said = text.render(everything, PLAIN)
    assert "more" not in said
    assert len(re.findall(r"\btable_\d+\b", said)) == 120


def test_columns_of_a_table_stand_together_with_whom_to_ask() -> None:
    said = text.render(Report("a", "b", (users("mail"), users("mail2"))), PLAIN)
    assert said == (
        "Newly personal (2)\n"
        "  crm.users: mail (email, confidential); mail2 (email, confidential) [team-crm]\n"
        "\n"
        "2 differences from a to b.\n"
    )


def test_nothing_is_different() -> None:
    report = Report("git:main", "files", ())
    assert text.render(report, PLAIN) == "Nothing is different between git:main and files.\n"


HOSTILE_DRIFTS = tuple(
    Drift(
        kind,
        subject,
        "a.b" if kind in ("newly_fed", "no_longer_fed") else HOSTILE,
        HOSTILE,
        HOSTILE,
        owner=HOSTILE,
    )
    for kind in KINDS
    for subject in (
        TableRef(HOSTILE, HOSTILE, HOSTILE),
        TableRef("w", HOSTILE, HOSTILE).column(HOSTILE),
        RoleRef("w", HOSTILE),
    )
    if not (
        isinstance(subject, RoleRef)
        and kind not in ("grants_widened", "grants_narrowed", "role_added", "role_dropped")
    )
)


def test_hostile_names_break_nothing() -> None:
    report = Report("a", "b", HOSTILE_DRIFTS, everything=True)
    for said in (text.render(report, PLAIN), markdown.render(report, PLAIN)):
        assert "\x1b" not in said
        assert "\u202e" not in said
    message = markdown.render(report, PLAIN)
    assert "@everyone" not in message
    assert "<img" not in message
    assert "](http" not in message
    assert not re.search(r"(?<!\\)`", message)


def test_the_shape_is_as_promised() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    for report in (
        Report("a", "b", HOSTILE_DRIFTS, ("newly_fed",)),
        Report("a", "b", ()),
        many(3),
    ):
        validator.validate(json.loads(as_json.render(report, PLAIN)))


def test_every_kind_is_in_the_schema() -> None:
    items = SCHEMA["properties"]["drift"]["items"]["properties"]
    assert tuple(items["kind"]["enum"]) == KINDS


def test_what_must_not_pass_is_marked_for_machines() -> None:
    told = json.loads(as_json.render(many(1), PLAIN))
    assert told["summary"]["blocked"] is True
    assert [each["kind"] for each in told["drift"] if each["blocks"]] == ["newly_personal"]


@given(st.lists(st.sampled_from(KINDS), max_size=60), st.sampled_from([40, 80, 100]))
def test_no_difference_is_lost(kinds: list[DriftKind], width: int) -> None:
    drifts = tuple(
        Drift(kind, TableRef("w", "s", f"t{n}").column("c"), "a.b", "x", "y")
        for n, kind in enumerate(sorted(kinds, key=KINDS.index))
    )
    said = text.render(Report("a", "b", drifts), Terminal(width=width))
    counts = re.findall(r"^[A-Z][a-z ]+ \(([\d,]+)\)$", said, re.MULTILINE)
    assert sum(map(int, counts)) == len(drifts)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_in_words(kind: DriftKind) -> None:
    subject = (
        RoleRef("w", "ana") if kind.startswith("role") else TableRef("w", "s", "t").column("c")
    )
    drift = Drift(kind, subject, "a.b", "x", "y")
    first, line, *_ = text.render(Report("a", "b", (drift,)), PLAIN).splitlines()
    assert "_" not in first
    assert line.startswith("  ")
    assert line.strip()
