"""Where `check --output` writes: files appear whole, and whatever is no file stays what it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from governance.cli.main import run
from governance.report.formats import markdown

WRITTEN = "GOV-002 blocks: public.pets has no owner"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations/1.sql").write_text("CREATE TABLE pets (id bigint);")
    monkeypatch.chdir(folder)
    return folder


def check(place: Path | str) -> int:
    return run(["check", "--output", str(place)])


def test_a_new_file_and_its_folder(repository: Path) -> None:
    old = os.umask(0o027)
    try:
        assert check("reports/today/check.txt") == 1
    finally:
        os.umask(old)
    file = repository / "reports/today/check.txt"
    assert WRITTEN in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["check.txt"]


def test_a_file_that_is_there_keeps_its_mode(repository: Path) -> None:
    file = repository / "check.txt"
    file.write_text("x" * 100_000)
    file.chmod(0o604)
    assert check(file) == 1
    assert file.read_text().startswith("GOV-")
    assert "xx" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o604


def test_a_link_stays_a_link(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text("")
    (repository / "check.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert check("check.txt") == 1
    assert (repository / "check.txt").is_symlink()
    assert WRITTEN in (tmp_path / "elsewhere.txt").read_text()


@pytest.mark.usefixtures("repository")
def test_a_pipe_gets_the_report_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    assert check(pipe) == 1
    reader.join(30)
    assert WRITTEN in read[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="this system has no /dev/null")
@pytest.mark.usefixtures("repository")
def test_nothing_replaces_dev_null() -> None:
    assert check("/dev/null") == 1
    assert Path("/dev/null").is_char_device()


def test_dev_stdout_adds_to_what_is_behind_it(repository: Path) -> None:
    with (repository / "log").open("w+") as log:
        log.write("before\n")
        log.flush()
        done = subprocess.run(
            [sys.executable, "-m", "governance.cli.main", "check", "--output", "/dev/stdout"],
            cwd=repository,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
        log.seek(0)
        text = log.read()
    assert done.returncode == 1
    assert text.startswith("before\nGOV-")
    assert WRITTEN in text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("migrations", "Is a directory"),
        ("migrations/1.sql/check.txt", "cannot be written"),
        ("", "an --output is empty"),
    ],
)
def test_where_nothing_can_be_written(
    repository: Path, place: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(place) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    left = {path.relative_to(repository).as_posix() for path in repository.rglob("*")}
    assert {path for path in left if not path.startswith(".lictor")} == {
        "migrations",
        "migrations/1.sql",
    }


def test_the_summary_of_a_workflow_is_added_to(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = repository / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run(["check", "--format", "github"]) == 1
    assert summary.read_text().startswith("before\n")
    assert "GOV-002" in summary.read_text()
    summary.write_bytes(b"x" * (markdown.SUMMARY - 900))
    assert run(["check", "--format", "github"]) == 1
    assert summary.stat().st_size <= markdown.SUMMARY
    assert "did not fit" in summary.read_text()
    summary.write_bytes(b"x" * markdown.SUMMARY)
    assert run(["check", "--format", "github"]) == 1
    assert summary.stat().st_size == markdown.SUMMARY
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository / "migrations"))
    assert run(["check", "--format", "github"]) == 2
    assert "(GITHUB_STEP_SUMMARY) cannot be written: Is a directory" in capsys.readouterr().err
