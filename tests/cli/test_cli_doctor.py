"""`lictor doctor`: finds what is wrong with an installation, and says what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from governance.cli import main

SCHEMA = Path(__file__).parents[2] / "docs/schemas/doctor.schema.json"


def doctor(cwd: Path, **env: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the checks by name, of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "governance.cli.main", "doctor", "--format", "json"],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **env},
    )
    assert done.stderr == b""
    report = json.loads(done.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(report)
    assert report["ok"] is (done.returncode == 0)
    return done.returncode, {check["name"]: check for check in report["checks"]}


def test_a_sound_installation(tmp_path: Path) -> None:
    code, checks = doctor(tmp_path)
    assert code == 0
    for name in ("package governance", "package scanners", "package compliance", "SQLite", "git"):
        assert checks[name]["state"] == "ok"


def test_a_package_of_the_same_name_that_stands_before_ours(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "scanners"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("raise RuntimeError('imported')\n")
    code, checks = doctor(tmp_path, PYTHONPATH=str(other.parent))
    assert code == 2
    assert checks["package scanners"]["state"] == "broken"
    assert str(other) in checks["package scanners"]["found"]
    assert checks["package compliance"]["state"] == "ok"


def test_without_git(tmp_path: Path) -> None:
    code, checks = doctor(tmp_path, PATH=str(tmp_path))
    assert (code, checks["git"]["state"]) == (2, "broken")


def test_a_missing_extra_is_named_with_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from governance.cli import diagnosis

    monkeypatch.setattr(diagnosis, "EXTRAS", {"scan": ("no_such_module", "values")})
    monkeypatch.chdir(tmp_path)
    assert main.run(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "optional extra scan: not installed; for values" in out
    assert "-> pip install 'lictor[scan]'" in out


def test_a_configuration_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "lictor.yml").write_text("version: 1\nsorces: []\n")
    code, checks = doctor(tmp_path)
    assert code == 2
    assert "lictor.yml:2" in checks["configuration"]["found"]


def test_a_source_without_files_and_one_that_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DWH_PASSWORD", "sesame")
    (tmp_path / "lictor.yml").write_text(
        "version: 1\n"
        "sources:\n"
        "  - {name: app, kind: ddl, path: migrations}\n"
        "  - {name: dwh, kind: postgres, url: 'postgresql://u:${DWH_PASSWORD}@127.0.0.1:1/x'}\n"
    )
    code, checks = doctor(tmp_path)
    assert code == 2
    assert checks["source app"]["state"] == "broken"
    assert checks["source dwh"]["state"] == "broken"
    assert "sesame" not in json.dumps(checks)
