"""Waivers in comments: which line they are about, and what cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from governance.cache import FileCache
from governance.model.judgement import Severity, Violation
from governance.model.location import Location
from governance.settings import Settings, Source
from governance.tree import Folder
from governance.waivers.comments import Comments, read
from governance.waivers.search import holding, searched
from governance.waivers.terms import Terms

HERE = Path(__file__).parent
TERMS = Terms(date(2026, 11, 24), frozenset({"GOV-003", "GOV-004"}))
LINE = "-- lictor: waive GOV-003 until 2027-01-31: keyed by the loader"


def comments(text: str) -> Comments:
    return read({"m.sql": text.encode()}, 366, TERMS)


@pytest.mark.parametrize(
    "case", yaml.safe_load((HERE / "comments.yml").read_text("utf-8")), ids=lambda c: c["name"]
)
def test_comments(case: dict[str, Any]) -> None:
    found = comments(case["text"])
    if "problem" in case:
        [problem] = found.problems
        assert found.found == ()
        for words in case["problem"]:
            assert words in problem.message
        assert problem.location is not None
        assert problem.location.line == 1
        return
    assert found.problems == ()
    assert {each.waiver.policy: each.line for each in found.found} == case["waives"]
    for each in found.found:
        assert each.waiver.approver == case.get("approver")


def violation(line: int, end: int = 0, policy: str = "GOV-003") -> Violation:
    place = Location("m.sql", line, 1, end or line, 9)
    return Violation(policy, Severity.BLOCK, "s.t.c", "", "", f"{policy}:{line}", location=place)


@pytest.mark.parametrize(
    ("place", "waived"),
    [
        (violation(2), True),
        (violation(2, 5), True),
        (violation(1, 2), True),
        (violation(1, 3), False),
        (violation(1), False),
        (violation(3), False),
        (violation(2, policy="GOV-004"), False),
    ],
)
def test_the_first_and_the_last_line_of_a_place_count(place: Violation, waived: bool) -> None:
    matched = comments(f"SELECT a,\n  b {LINE}\n  c").matching([place])
    assert bool(matched) is waived


def test_a_problem_is_the_same_on_another_line_and_holds_nothing_of_the_comment() -> None:
    text = "b -- lictor: waive GOV-9 until 2027-01-31: zenobia.quagmire@example.org"
    [first] = comments(text).problems
    [second] = comments(f"\n\n  {text}").problems
    assert first.fingerprint == second.fingerprint
    assert "zenobia" not in first.message


def test_what_a_comment_is_about_is_its_code() -> None:
    codes = [
        comments(text).found[0].waiver.code
        for text in (
            f"a text, {LINE}",
            f"\n\n   a   text {LINE}",
            f"{LINE}\na text",
            f"b text, {LINE}",
        )
    ]
    assert codes[0] == codes[1] == codes[2] != codes[3]


PIECES = [*"-#/*{} \n'a:", "--", "/*", "*/", "{#", "#}", LINE, "lictor: waive GOV-003 until "]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_stands_in_a_file_is_read(text: str) -> None:
    found = comments(text)
    for each in found.found:
        assert 0 <= each.line <= text.count("\n") + 1


def test_long_lines_take_no_longer_than_others() -> None:
    text = "-" * 300_000 + " lictor: " + "{#" * 100_000
    assert comments(text) == Comments()


def test_only_files_that_hold_one_are_read_again(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m/1.sql").write_text("SELECT 1;")
    (tmp_path / "m/2.sql").write_text(f"SELECT 1; {LINE}")
    (tmp_path / "m/3.md").write_text(LINE)
    settings = Settings(sources=(Source("app", "ddl", "m"),))
    cache = FileCache(tmp_path / ".lictor/cache.db")
    tree = Counting(tmp_path)
    files = searched(tree, settings, ["elsewhere.sql"])
    assert files == ("elsewhere.sql", "m/1.sql", "m/2.sql")
    for opened in (["m/1.sql", "m/2.sql"], ["m/2.sql"]):
        tree.opened.clear()
        assert list(holding(tree, files, cache)) == ["m/2.sql"]
        assert tree.opened == opened


class Counting(Folder):
    """Remembers what is read, but not what is read for an id."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.opened: list[str] = []

    def ids(self, paths: Any) -> Any:
        opened = list(self.opened)
        found = super().ids(paths)
        self.opened = opened
        return found

    def read(self, paths: Any) -> Any:
        found = super().read(paths)
        self.opened += found
        return found
