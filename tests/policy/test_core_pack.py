"""The policies that come with Lictor do what their own tests say, and are what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.model.judgement import Severity
from governance.policy import document
from governance.policy.load import PolicyFile, builtin, load, packs
from governance.policy.selftest import run
from governance.settings import PolicySettings
from governance.tree import Folder

FILES = [file for pack in packs() for file in builtin(pack)]
BLOCKING = {"CHG-003", "GOV-001", "GOV-002", "GOV-003", "GOV-004", "GOV-006"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)
def test_its_own_tests_pass(file: PolicyFile) -> None:
    _, results = run(file)
    assert len(results) >= 2
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)
def test_it_is_written_out(file: PolicyFile) -> None:
    policy, _ = document.read(file.content, file.path)
    assert len(policy.rationale) > 60
    assert len(policy.fix) > 40
    for basis in policy.basis:
        assert basis.url is None or basis.url.startswith("https://")


def test_what_blocks_and_what_warns(tmp_path: Path) -> None:
    chosen = load(PolicySettings(), Folder(tmp_path))
    assert {p.info.id for p in chosen if p.info.severity is Severity.BLOCK} == BLOCKING
    assert [p.info.id for p in chosen] == [
        *("CHG-001", "CHG-002", "CHG-003"),
        *(f"GOV-{n:03}" for n in range(1, 12)),
    ]


def test_the_folder_holds_nothing_but_packs() -> None:
    folder = Path(__file__).parents[2] / "policies"
    left = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".yaml"
    ]
    assert left == ["__init__.py"]
