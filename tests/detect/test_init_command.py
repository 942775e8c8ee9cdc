"""`lictor init` from end to end: what it writes, says, and leaves alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from governance.cli.main import run
from governance.errors import ConfigError
from governance.setup import writing
from governance.setup.writing import write_new
from governance.tree import Repository

PEOPLE = "CREATE TABLE people (id bigint PRIMARY KEY, email text);\n"
WRITTEN = ["lictor.baseline", "stewardship.yml", ".github/workflows/lictor.yml", "lictor.yml"]


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository on GitHub with one migration."""
    git(tmp_path, "init", "-q", "-b", "trunk")
    git(tmp_path, "remote", "add", "origin", "https://ana:never@github.com/acme/shop.git")
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1_people.sql").write_text(PEOPLE)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text("* @acme/data\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "begin")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def state(folder: Path) -> dict[str, str]:
    """Every file that is not git's or the cache, with its text."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in (".git", ".lictor")
    }


def test_it_writes_and_says_five_things(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:4] == [f"wrote   {path}" for path in WRITTEN]
    start = said.index("Next:")
    assert [line[:2] for line in said[start + 1 :]] == ["1.", "2.", "3.", "4.", "5."]
    assert said[start + 2].startswith("2. lictor check ")
    assert said[start + 3] == f"3. git add {' '.join(WRITTEN)}"
    assert said[start + 4].startswith("4. lictor check --base trunk ")
    assert all(len(line) <= 80 for line in said if "git add" not in line)
    assert git(repository, "status", "--porcelain", "-uall").splitlines() == [
        f"?? {path}" for path in sorted(WRITTEN)
    ]


def test_what_it_says_to_do_works(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"]) == 1  # the debts of today
    capsys.readouterr()
    assert run(["init"]) == 0
    assert run(["check"]) == 0
    said = capsys.readouterr().out
    promised = int(said.split("2. lictor check")[1].split("fault")[0].split()[-1])
    assert f"No violation. {promised} older violations (all in the baseline)" in said
    git(repository, "add", *WRITTEN)
    git(repository, "commit", "-qm", "Judge changes")
    git(repository, "switch", "-qc", "change")
    assert run(["check", "--base", "trunk"]) == 0
    leak = "CREATE SCHEMA staging; CREATE TABLE staging.leads AS SELECT email FROM people;\n"
    (repository / "migrations/2_leads.sql").write_text(leak)
    assert run(["check", "--base", "trunk"]) == 1
    assert "GOV-003 blocks: staging.leads.email" in capsys.readouterr().out
    assert run(["check"]) == 1  # and what is new is in no baseline


def test_a_second_run_changes_nothing_and_says_so(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init"])
    before = state(repository)
    capsys.readouterr()
    assert run(["init"]) == 0
    assert state(repository) == before
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "kept    lictor.yml (it was there)",
        "kept    stewardship.yml (it was there)",
        "Nothing to do: this repository is set up. Judge it with: lictor check",
    ]


@pytest.mark.parametrize("killed_after", range(len(WRITTEN) + 1))
def test_killed_and_run_again(
    repository: Path, monkeypatch: pytest.MonkeyPatch, killed_after: int
) -> None:
    run(["init"])
    whole = state(repository)
    for path in WRITTEN[killed_after:]:
        (repository / path).unlink()
    assert run(["init"]) == 0
    assert state(repository) == whole


def test_killed_in_the_middle_of_a_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", killed)
        before = state(repository)
        assert run(["init"]) == 130
        assert state(repository) == before
    assert run(["init"]) == 0
    assert set(state(repository)) - set(before) == set(WRITTEN)
    assert not list((repository / ".lictor").glob("new-*"))


def test_a_dry_run_writes_nothing_and_prints_what_git_can_apply(
    repository: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = state(repository)
    assert run(["init", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert state(repository) == before
    patch = tmp_path_factory.mktemp("patch") / "init.patch"
    patch.write_text(said)
    git(repository, "apply", str(patch))
    applied = state(repository)
    for path in WRITTEN:
        (repository / path).unlink()
    run(["init"])
    assert state(repository) == applied


def test_what_is_there_is_never_written_over(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = "# ours\nversion: 1\n"
    (repository / "stewardship.yml").write_text(mine)
    assert run(["init"]) == 0
    assert (repository / "stewardship.yml").read_text() == mine
    assert "kept    stewardship.yml (it was there)" in capsys.readouterr().out


def test_a_broken_configuration_is_said_and_nothing_is_written(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "lictor.yml").write_text("version: 1\nsouces: []\n")
    before = state(repository)
    assert run(["init"]) == 2
    assert state(repository) == before
    assert 'lictor.yml:2:1: unknown key "souces"' in capsys.readouterr().err


def test_from_a_folder_inside_the_root_is_set_up(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "migrations")
    assert run(["init"]) == 0
    assert (repository / "lictor.yml").is_file()


def test_programs_are_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "alembic/versions").mkdir(parents=True)
    (tmp_path / "alembic/versions/1_a.py").write_text("down_revision = None\n")
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 2
    said = capsys.readouterr().out
    assert "Alembic migrations (1 in alembic/versions)" in said
    assert "\n  alembic upgrade head --sql > schema.sql\n" in said
    assert list(state(tmp_path)) == ["alembic/versions/1_a.py"]


def test_the_dump_is_the_one_of_the_database_that_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop/migrations").mkdir(parents=True)
    (tmp_path / "shop/migrations/0001_a.py").write_text("class M(migrations.Migration): pass\n")
    (tmp_path / "compose.yaml").write_text("services:\n  db:\n    image: mysql:8\n")
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 2
    assert "\n  python manage.py migrate && mysqldump --no-data" in capsys.readouterr().out


def test_sql_that_makes_no_table_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/1_a.sql").write_text("-- create table later\nSELECT 1;\n")
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 2
    assert "migrations was looked at and makes no table." in capsys.readouterr().out
    assert list(state(tmp_path)) == ["migrations/1_a.sql"]


def test_a_repository_that_is_nothing_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 2
    assert "Put a schema file here" in capsys.readouterr().out


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / ".github").symlink_to(outside)
    with pytest.raises(ConfigError, match=r"\.github is a symbolic link"):
        write_new(root, ".github/workflows/lictor.yml", "x")
    (root / "lictor.yml").symlink_to(outside / "nothing.yml")
    assert write_new(root, "lictor.yml", "x") is False
    assert not list(outside.iterdir())


def test_our_own_folder_leads_nowhere_either(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / ".lictor").symlink_to(outside)
    with pytest.raises(ConfigError, match=r"^\.lictor is a symbolic link"):
        write_new(tmp_path, "lictor.yml", "x")
    assert not list(outside.iterdir())


def test_where_files_have_one_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(writing.os, "link", refused)
    assert write_new(tmp_path, "a/b.yml", "text\n") is True
    assert write_new(tmp_path, "a/b.yml", "other\n") is False
    assert (tmp_path / "a/b.yml").read_text() == "text\n"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file where a folder should be")
    with pytest.raises(ConfigError, match=r"^a/b\.yml cannot be written: "):
        write_new(tmp_path, "a/b.yml", "x")


def test_of_a_remote_only_its_server_is_kept(repository: Path) -> None:
    for name, url in {
        "b": "git@gitlab.example.org:acme/shop.git",
        "c": "ssh://git@git.example.org:22/acme/shop",
        "d": "../shop",
        "e": "https://GitHub.com/acme/shop",
    }.items():
        git(repository, "remote", "add", name, url)
    found = Repository.around(repository)
    assert found is not None
    assert found.hosts == ("github.com", "gitlab.example.org", "git.example.org")
    assert found.main_branch == "trunk"
    git(repository, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    assert found.main_branch == "origin/main"
