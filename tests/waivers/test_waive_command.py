"""`lictor waive`: what it writes, what it leaves alone, and what it refuses."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from governance import atomic
from governance.documents import load
from governance.errors import ConfigError
from governance.model.judgement import Severity, Verdict, Violation
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.model.waiver import Waiver
from governance.report.waivers import command as proposed
from governance.waivers.matching import Matcher
from governance.waivers.writing import with_waiver

from .conftest import FILES, Platform, waivers

HERE = Path(__file__).parent
ARGUMENTS = {
    "--reason": "keyed by the loader",
    "--until": "2027-01-31",
    "--approver": "Quentin Ashgrove",
}
NEW = Waiver(
    "GOV-003",
    "staging.leads.*",
    "keyed by the loader",
    date(2027, 1, 31),
    Location("waivers.yml"),
    "Quentin Ashgrove",
    "#12",
)


def waive(
    platform: Platform, subject: str = "staging.old.contact", policy: str = "GOV-003", **other: str
) -> tuple[int, str, str]:
    options = ARGUMENTS | {f"--{key}": value for key, value in other.items()}
    return platform.lictor("waive", policy, subject, *(x for pair in options.items() for x in pair))


def test_a_first_waiver(platform: Platform) -> None:
    code, out, err = waive(platform, ticket="https://example.org/12")
    assert (code, err) == (0, "")
    text = (platform.root / "waivers.yml").read_text()
    entry = """\
  - policy: GOV-003
    subject: staging.old.contact
    reason: "keyed by the loader"
    approver: "Quentin Ashgrove"
    until: 2027-01-31
    ticket: "https://example.org/12"
"""
    assert text.startswith("# yaml-language-server: $schema=.lictor/schemas/waivers.schema.json\n")
    assert text.endswith(f"\nversion: 1\nwaivers:\n{entry}")
    assert out == (
        f"wrote   waivers.yml:\n{entry}It matches 1 violation.\n"
        "A pull request's own waivers do not count for it: merge this one first.\n"
    )
    assert platform.states() == {"staging.old.contact": "waived"}


def test_twice_is_once(platform: Platform) -> None:
    waive(platform)
    text = (platform.root / "waivers.yml").read_text()
    assert waive(platform)[:2] == (0, "It is there already: waivers.yml:5:5\n")
    assert (platform.root / "waivers.yml").read_text() == text
    code, _, err = waive(platform, until="2027-02-28")
    assert code == 2
    assert err.startswith("lictor: waivers.yml:5:5: GOV-003 has a waiver for this subject already")
    assert (platform.root / "waivers.yml").read_text() == text


def test_a_subject_that_matches_nothing_is_said(platform: Platform) -> None:
    code, _, err = waive(platform, "staging.old.contract")
    assert code == 0
    expected = "Nothing that it matches violates GOV-003 now"
    assert err == f'{expected}, did you mean "staging.old.contact"?\n'


def test_a_pattern_of_tables_does_not_name_their_columns(platform: Platform) -> None:
    _, _, err = waive(platform, subject="staging.*")
    assert "that names tables; for their columns write staging.*.*" in err


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"policy": "GOV-03"}, 'no policy "GOV-03", did you mean "GOV-003"?'),
        ({"subject": "staging old"}, "fault at character 8"),
        ({"subject": ""}, "fault at character 1"),
        ({"until": "2026-11-23"}, "has passed; today is 2026-11-24"),
        ({"until": "2027-11-26"}, "more than 366 days"),
        ({"until": "soon"}, "must be a date"),
        ({"reason": "..."}, '"reason" must say why'),
        ({"approver": "me"}, '"approver" must say who'),
        ({"approver": "Test"}, '"approver" must say who'),
        ({"approver": "test@example.org"}, "writes this waiver and cannot approve it"),
        ({"file": "other.yml"}, "other.yml is no file of waivers"),
    ],
    ids=str,
)
def test_what_is_refused(platform: Platform, change: dict[str, str], says: str) -> None:
    code, _, err = waive(platform, **change)
    assert code == 2
    assert says in err
    assert not (platform.root / "waivers.yml").exists()


def test_the_file_that_lictor_yml_names(platform: Platform) -> None:
    settings = str(FILES["lictor.yml"]) + "waivers: {files: [governance/w.yml, b.yml]}\n"
    platform.repo.write({"lictor.yml": settings, "b.yml": waivers("crm.none")})
    assert waive(platform)[0] == 0
    first, *_ = (platform.root / "governance/w.yml").read_text().splitlines()
    assert first == "# yaml-language-server: $schema=../.lictor/schemas/waivers.schema.json"
    assert waive(platform, "staging.other", file="b.yml")[0] == 0
    assert "staging.other" in (platform.root / "b.yml").read_text()


def test_a_file_that_cannot_be_used_is_left_as_it_is(platform: Platform) -> None:
    platform.repo.write({"waivers.yml": waivers("a.b").replace("policy:", "polcy:")})
    before = (platform.root / "waivers.yml").read_bytes()
    code, _, err = waive(platform)
    assert code == 2
    assert err.startswith('lictor: waivers.yml:3:5: unknown key "polcy"')
    assert (platform.root / "waivers.yml").read_bytes() == before


def test_a_link_is_not_followed(platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yml").write_text("waivers:\n")
    (platform.root / "waivers.yml").symlink_to(tmp_path / "elsewhere.yml")
    code, _, err = waive(platform)
    assert code == 2
    assert "waivers.yml: this is a link" in err
    assert (tmp_path / "elsewhere.yml").read_text() == "waivers:\n"


@pytest.mark.parametrize(
    "case", yaml.safe_load((HERE / "writing.yml").read_text("utf-8")), ids=lambda c: c["name"]
)
def test_what_stands_in_the_file_stays(case: dict[str, Any]) -> None:
    before = case["before"].encode()
    if case["after"] is None:
        with pytest.raises(ConfigError, match="add it by hand:\n  - policy: GOV-003"):
            with_waiver(before, "waivers.yml", NEW)
        return
    written = with_waiver(before, "waivers.yml", NEW).decode()
    head, _, tail = case["after"].partition("NEW")
    assert written.startswith(head + "- policy: GOV-003")
    assert written.endswith(tail)
    old = load(before, "waivers.yml").data.get("waivers") or []
    entries = load(written.encode(), "waivers.yml").data["waivers"]
    assert entries[:-1] == old
    assert entries[-1]["ticket"] == "#12"


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_whatever_is_written_is_read(reason: str, approver: str, ticket: str) -> None:
    waiver = Waiver(
        "GOV-003", "a.b", reason, date(2027, 1, 31), Location("w.yml"), approver, ticket
    )
    text = with_waiver(None, "w.yml", waiver)
    [entry] = load(text, "w.yml").data["waivers"]
    assert entry == {
        "policy": "GOV-003",
        "subject": "a.b",
        "reason": reason,
        "approver": approver,
        "until": date(2027, 1, 31),
        "ticket": ticket,
    }
    assert all(char.isprintable() or char == "\n" for char in text.decode())


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_the_command_that_reports_propose_can_be_pasted(table: str, column: str) -> None:
    ref = ColumnRef("app", "staging", table, column)
    violation = Violation("GOV-003", Severity.BLOCK, ref.name, "", "", "f", ref=ref)
    parts = proposed(violation, Verdict(None, None, judged_on=date(2026, 11, 24)))
    assert not any("\n" in part for part in parts)
    words = shlex.split(" ".join(parts))
    assert words[:3] == ["lictor", "waive", "GOV-003"]
    assert words[4:] == ["--reason", "...", "--until", "2027-02-22", "--approver", "..."]
    place = Location("waivers.yml")
    waiver = Waiver("GOV-003", words[3], "keyed", date(2027, 1, 31), place, "Quentin")
    assert Matcher([waiver]).matching(violation)


def test_the_mode_stays(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    file.write_bytes(b"old")
    file.chmod(0o604)
    atomic.replace_file(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o604


KILLED = """
import os, pathlib, signal, sys
from governance import atomic
def die(*arguments): os.kill(os.getpid(), signal.SIGKILL)
setattr(*{place}, die)
atomic.replace_file(pathlib.Path(sys.argv[1]), b"new" * 100_000)
"""


@pytest.mark.parametrize("place", ["(os, 'fsync')", "(pathlib.Path, 'chmod')"])
def test_killed_on_the_way_the_file_is_what_it_was(tmp_path: Path, place: str) -> None:
    file = tmp_path / "waivers.yml"
    file.write_bytes(b"old")
    code = KILLED.format(place=place)
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == b"old"
