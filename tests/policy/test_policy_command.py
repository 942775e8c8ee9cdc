"""`lictor policy`: what a person sees, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from governance.cli.main import run

QUIET = """\
id: ACME-001
title: Owners
severity: info
subject: table
require: owner is not null
message: "{table} has no owner"
rationale: Because.
fix: name one
tests:
  - {name: none, given: {tables: [{table: a.b}]}, violations: [a.b]}
  - {name: one, given: {tables: [{table: a.b, owner: x}]}, violations: []}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/ACME-001.yaml").write_text(QUIET)
    (tmp_path / "lictor.yml").write_text(
        "version: 1\npolicies:\n  paths: [rules]\n"
        "  severity: {GOV-002: off, GOV-004: warn}\n"
        "  parameters: {GOV-008: {threshold: 75}}\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ACME-001  info   Owners"
    assert lines[4] == "GOV-001   block  Personal data is classified"
    assert lines[-1] == "Switched off: GOV-002."
    assert run(["policy", "list", "--format", "json"]) == 0
    found = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert "GOV-002" not in found
    assert found["GOV-004"]["severity"] == "warn"
    assert found["GOV-008"]["parameters"] == {"threshold": 75}


@pytest.mark.usefixtures("folder")
def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", "GOV-002"]) == 0
    assert capsys.readouterr().out.startswith(
        "GOV-002: A table has an owner\noff, from policies/core/GOV-002.yaml\n"
    )
    assert run(["policy", "show", "GOV-008", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"] == {"threshold": 75}
    assert run(["policy", "show", "GOV-02"]) == 2
    assert 'did you mean "GOV-002"' in capsys.readouterr().err


def test_test(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test"]) == 0
    assert capsys.readouterr().out.endswith(" of 15 policies.\n")
    rule = folder / "rules/ACME-001.yaml"
    rule.write_text(QUIET.replace("violations: [a.b]", "violations: [a.c]"))
    assert run(["policy", "test", "rules"]) == 1
    out = capsys.readouterr().out
    assert "FAILS  ACME-001  2 tests" in out
    assert "rules/ACME-001.yaml:10:12: none\n      not found: a.c\n      too much: a.b" in out
    rule.write_text(QUIET.replace("owner is not null", "ownr is not null"))
    assert run(["policy", "test", "rules/ACME-001.yaml", "--format", "json"]) == 2
    (outcome,) = json.loads(capsys.readouterr().out)
    assert outcome["error"].startswith('rules/ACME-001.yaml:5:10: there is no column "ownr"')
    assert run(["policy", "test", "nowhere"]) == 2
    assert capsys.readouterr().err == "lictor: there is no file or folder nowhere\n"


def test_new(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "new", "ACME-042", "--folder", "rules"]) == 0
    capsys.readouterr()
    assert run(["policy", "test", "rules/ACME-042.yaml"]) == 0
    written = (folder / "rules/ACME-042.yaml").read_text()
    for taken in ("ACME-042", "ACME-001", "GOV-001"):
        assert run(["policy", "new", taken]) == 2
        assert "already" in capsys.readouterr().err
    assert run(["policy", "new", "acme 1"]) == 2
    assert "ACME-001" in capsys.readouterr().err
    assert run(["policy", "new", "ACME-043", "--folder", "rules/ACME-042.yaml"]) == 2
    assert (folder / "rules/ACME-042.yaml").read_text() == written


def test_new_in_a_folder_that_is_configured_and_not_there_yet(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "lictor.yml").write_text("version: 1\npolicies: {paths: [company]}\n")
    assert run(["policy", "list"]) == 2
    assert "lictor policy new ACME-001 --folder company" in capsys.readouterr().err
    assert run(["policy", "new", "ACME-001", "--folder", "company"]) == 0
    assert "lictor.yml" not in capsys.readouterr().out
    assert run(["policy", "list"]) == 0
    assert "ACME-001" in capsys.readouterr().out
    assert run(["policy", "new", "ACME-002", "--folder", "elsewhere"]) == 0
    assert "name its folder in lictor.yml" in capsys.readouterr().out
