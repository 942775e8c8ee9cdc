"""`scan:` in lictor.yml says what must not pass, and slips of the pen are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.errors import ConfigError
from governance.settings import Settings, read
from governance.tree import Folder


def settings(folder: Path, text: str) -> Settings:
    (folder / "lictor.yml").write_text(f"version: 1\n{text}")
    found = read(Folder(folder))
    assert found is not None
    return found


def test_what_must_not_pass(tmp_path: Path) -> None:
    found = settings(
        tmp_path, "scan:\n  fail_on: [newly_personal, grants_widened, newly_personal]\n"
    )
    assert found.scan.fail_on == ("newly_personal", "grants_widened")
    assert str(found.scan.location) == "lictor.yml:3:3"


def test_nothing_unless_somebody_says_so(tmp_path: Path) -> None:
    assert settings(tmp_path, "sources: []\n").scan.fail_on == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "scan:\n  fail_on: [newly_personal, grants_widend]\n",
            'there is no kind of drift "grants_widend", did you mean "grants_widened"?',
        ),
        ("scan:\n  fail: [x]\n", 'lictor.yml:3:3: unknown key "fail", did you mean "fail_on"?'),
        ("scan:\n  fail_on: newly_personal\n", '"fail_on" must be a list'),
    ],
)
def test_mistakes_name_what_was_meant(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        settings(tmp_path, text)
    assert said in str(raised.value)
