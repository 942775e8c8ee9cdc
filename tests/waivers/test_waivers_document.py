"""Files of waivers: what is read, and what is refused and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.cache import FileCache, NoCache
from governance.errors import ConfigError
from governance.model.waiver import Waiver
from governance.settings import WaiverSettings
from governance.tree import Folder
from governance.waivers.document import read
from governance.waivers.terms import Terms

HERE = Path(__file__).parent
TERMS = Terms(date(2026, 11, 24), frozenset({"GOV-002", "GOV-003"}))
GOOD = """\
version: 1
waivers:
  - policy: GOV-003
    subject: staging.leads.*
    reason: keyed by the loader
    approver: Quentin Ashgrove
    until: 2027-01-31
    ticket: https://example.org/12
"""


def waivers(folder: Path, text: str, settings: WaiverSettings | None = None) -> tuple[Waiver, ...]:
    (folder / "waivers.yml").write_text(text, encoding="utf-8")
    return read(Folder(folder), settings or WaiverSettings(), TERMS, NoCache())


def test_a_good_one(tmp_path: Path) -> None:
    [waiver] = waivers(tmp_path, GOOD)
    assert (waiver.policy, waiver.subject) == ("GOV-003", "staging.leads.*")
    assert (waiver.reason, waiver.approver) == ("keyed by the loader", "Quentin Ashgrove")
    assert (waiver.until, waiver.ticket) == (date(2027, 1, 31), "https://example.org/12")
    assert str(waiver.location) == "waivers.yml:3:5"


@pytest.mark.parametrize("text", ["", "version: 1\n", "waivers:\n", "waivers: []\n"])
def test_none(tmp_path: Path, text: str) -> None:
    assert waivers(tmp_path, text) == ()


def test_the_last_day_in_reach_and_any_day_that_has_passed(tmp_path: Path) -> None:
    for until in ("2027-11-25", "2026-11-24", "2001-01-01"):
        [waiver] = waivers(tmp_path, GOOD.replace("2027-01-31", until))
        assert waiver.until.isoformat() == until


def test_max_days_moves_the_last_day(tmp_path: Path) -> None:
    text = GOOD.replace("2027-01-31", "2031-01-31")
    assert len(waivers(tmp_path, text, WaiverSettings(max_days=2000))) == 1
    with pytest.raises(ConfigError, match="more than 30 days"):
        waivers(tmp_path, GOOD, WaiverSettings(max_days=30))


@pytest.mark.parametrize("case", yaml.safe_load((HERE / "refused.yml").read_text("utf-8")), ids=str)
def test_what_is_refused(tmp_path: Path, case: dict[str, Any]) -> None:
    before, after = case["change"]
    assert before in GOOD
    with pytest.raises(ConfigError) as refused:
        waivers(tmp_path, GOOD.replace(before, after))
    place = refused.value.location
    assert place is not None
    assert [place.line, place.column] == case["at"]
    for words in case["says"]:
        assert words in refused.value.message


def test_a_file_that_is_named_and_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no file of waivers other\.yml"):
        waivers(tmp_path, GOOD, WaiverSettings(files=("other.yml",)))


def test_no_file_that_nobody_named(tmp_path: Path) -> None:
    assert read(Folder(tmp_path), WaiverSettings(), TERMS, NoCache()) == ()


def test_several_files_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(GOOD)
    (tmp_path / "a.yml").write_text(GOOD.replace("staging.leads.*", "staging.visits"))
    settings = WaiverSettings(files=("b.yml", "a.yml", "b.yml"))
    found = read(Folder(tmp_path), settings, TERMS, NoCache())
    assert [waiver.location.file for waiver in found] == ["b.yml", "a.yml"]


def test_what_was_read_before_is_judged_again(tmp_path: Path) -> None:
    (tmp_path / "waivers.yml").write_text(GOOD)
    cache = FileCache(tmp_path / "cache.db")
    tree = Folder(tmp_path)
    assert read(tree, WaiverSettings(), TERMS, cache) == read(tree, WaiverSettings(), TERMS, cache)
    others = Terms(TERMS.today, frozenset({"GOV-002"}))
    with pytest.raises(ConfigError, match='no policy "GOV-003"'):
        read(tree, WaiverSettings(), others, cache)
    with pytest.raises(ConfigError, match="more than 366 days"):
        read(tree, WaiverSettings(), Terms(date(2025, 1, 1), TERMS.policies), cache)
