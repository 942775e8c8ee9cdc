"""`waivers:` and `baseline:` in lictor.yml."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.errors import ConfigError
from governance.settings import Settings, read
from governance.tree import Folder


def settings(folder: Path, text: str) -> Settings:
    (folder / "lictor.yml").write_text(f"version: 1\n{text}\n")
    found = read(Folder(folder))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "files", "own", "days"),
    [
        ("", None, False, 366),
        ("waivers: [a.yml, ./b.yml]", ("a.yml", "b.yml"), False, 366),
        ("waivers: []", (), False, 366),
        ("waivers: {from_pull_request: true}", None, True, 366),
        ("waivers: {files: [a.yml], max_days: 30}", ("a.yml",), False, 30),
    ],
)
def test_waivers(
    tmp_path: Path, text: str, files: tuple[str, ...] | None, own: bool, days: int
) -> None:
    found = settings(tmp_path, text).waivers
    assert (found.files, found.from_pull_request, found.max_days) == (files, own, days)


def test_the_baseline(tmp_path: Path) -> None:
    assert settings(tmp_path, "").baseline is None
    assert settings(tmp_path, "baseline: ./old.baseline").baseline == "old.baseline"


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("waivers: 3", 10, '"waivers" must be a list'),
        ("waivers: {file: [a.yml]}", 11, 'unknown key "file", did you mean "files"?'),
        ("waivers: {max_days: 0}", 21, "a number of days from 1 to 36500"),
        ("waivers: {from_pull_request: maybe}", 30, "true or false"),
        ("waivers: [/etc/a.yml]", 11, "must be relative"),
        ("waivers: {files: [../a.yml]}", 19, "must be relative"),
        ("baseline: ../old", 11, "must be relative"),
        ("baseline: [a]", 11, '"baseline" must be text'),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, column: int, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path, text)
    assert says in refused.value.message
    assert refused.value.location is not None
    assert (refused.value.location.line, refused.value.location.column) == (2, column)
