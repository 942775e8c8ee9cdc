"""`lictor demo`, from end to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from governance.cli.main import run
from governance.demo.repository import git


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A kept demo, and everything it printed."""
    folder = tmp_path_factory.mktemp("demo") / "platform"
    done = subprocess.run(
        [sys.executable, "-m", "governance.cli.main", "demo", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key != "FORCE_COLOR"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout


def test_it_blocks_shows_the_fix_and_passes(told: tuple[Path, str]) -> None:
    _, text = told
    blocked, fixed = text.split("== The fix:")

    assert "GOV-003 blocks: staging.leads.contact holds an email address" in blocked
    assert "migrations/0006_leads.sql:4:8" in blocked
    assert "shop.customers.email" in blocked
    assert "GOV-001 blocks: shop.support_tickets.caller_phone" in blocked
    assert "migrations/0006_leads.sql:15:" in blocked
    assert "2 new violations block" in blocked

    assert "-       lower(c.email) AS contact," in fixed
    assert '+  - {match: "shop.support_tickets.caller_phone"' in fixed
    assert "GOV-" not in fixed


def test_nobody_invented_is_shown(told: tuple[Path, str]) -> None:
    assert "@" not in told[1]


def test_the_base_is_clean_and_the_change_can_be_judged_again(
    told: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = told
    monkeypatch.chdir(folder)
    branch = git(folder, "branch", "--show-current").strip()
    try:
        git(folder, "checkout", "--quiet", "main")
        assert run(["check", "--all"]) == 0
        said = capsys.readouterr().out
        assert "GOV-" not in said, said
        git(folder, "checkout", "--quiet", f"{branch}~1")
        assert run(["check", "--base", "main"]) == 1
    finally:
        git(folder, "checkout", "--quiet", branch)
    assert run(["check", "--base", "main"]) == 0
    assert git(folder, "status", "--porcelain") == ""


def test_without_a_folder_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run(["demo"]) == 0
    assert list(tmp_path.iterdir()) == []
    assert "lictor demo DIR" in capsys.readouterr().out


def test_a_folder_that_holds_something_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run(["demo", str(tmp_path)]) == 2
    assert "is not empty; name a folder that is empty or not there" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_killed_demo_says_what_to_do_next_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    running = subprocess.Popen(
        [sys.executable, "-m", "governance.cli.main", "demo", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    while not (folder / ".git").exists() and running.poll() is None:
        pass
    running.kill()
    running.wait()
    assert run(["demo", str(folder)]) == 2
    assert "interrupted; delete the folder and run it again" in capsys.readouterr().err


def test_a_gate_that_lets_the_leak_pass_is_not_shown_as_a_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from governance import gate
    from governance.model.judgement import Verdict

    monkeypatch.setattr(gate, "check", lambda trees: Verdict(None, None))
    assert run(["demo", str(tmp_path / "demo")]) == 2
    assert "the gate answered 0 where 1 was right" in capsys.readouterr().err
