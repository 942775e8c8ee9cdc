"""Nobody approves what they wrote themselves, as far as git tells who wrote it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from governance.tree import Commit, Folder, Index, Repository
from governance.tree.authors import Author, authors
from governance.waivers.approval import same_person

from .conftest import FILES, LEAK, Platform, waivers

ZENOBIA = Author("Zenobia Quagmire", "zenobia.quagmire@example.org")


@pytest.mark.parametrize(
    ("approver", "same"),
    [
        ("Zenobia Quagmire", True),
        ("zenobia  quagmire", True),
        ("zenobia.quagmire@example.org", True),
        ("zenobia.quagmire@example.com", True),
        ("@zenobia.quagmire", True),
        ("Zenobia Quagmire <z@example.org>", True),
        ("Somebody <zenobia.quagmire@example.org>", True),
        ("Zenobia", False),
        ("Quentin Ashgrove", False),
        ("team-privacy", False),
        ("", False),
    ],
)
def test_same_person(approver: str, same: bool) -> None:
    assert same_person(approver, ZENOBIA) is same


def test_the_login_behind_an_address_of_github() -> None:
    author = Author("Z. Quagmire", "12345+zquag@users.noreply.github.com")
    assert same_person("@zquag", author)
    assert not same_person("12345", author)


def as_(platform: Platform, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", name)
        monkeypatch.setenv(f"GIT_{role}_EMAIL", f"{name.split()[0].lower()}@example.org")


def test_a_waiver_of_the_base_that_its_approver_wrote(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_(platform, monkeypatch, "Quentin Ashgrove")
    platform.commit({"waivers.yml": waivers("staging.old.*")})
    as_(platform, monkeypatch, "Zenobia Quagmire")
    platform.commit({"waivers.yml": "# ours\n" + waivers("staging.old.*")})
    for _ in range(2):  # what git said is remembered
        report = platform.judged(code=1)
        [notice] = report["waivers"]
        assert notice["state"] == "self_approved"
        assert "Quentin Ashgrove wrote it, another must approve" in notice["what"]
    assert platform.states(code=1) == {"staging.old.contact": "new"}
    platform.branch({"migrations/0002.sql": "SELECT 1;"})
    assert platform.states("--base", "main") == {"staging.old.contact": "existing"}


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("reason: keyed by the loader", False),
        ("until: 2027-01-31", False),
        ("approver: Quentin Ashgrove", True),  # a signature, as reviewers commit it
    ],
)
def test_an_approver_changes_a_line_later(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, line: str, counts: bool
) -> None:
    as_(platform, monkeypatch, "Zenobia Quagmire")
    text = waivers("staging.old.*")
    other = {"reason": "as ever", "until": "2027-03-31", "approver": "Hyacinth Moon"}
    key = line.partition(":")[0]
    platform.commit({"waivers.yml": text.replace(line, f"{key}: {other[key]}")})
    assert platform.states() == {"staging.old.contact": "waived"}
    as_(platform, monkeypatch, "Quentin Ashgrove")
    platform.commit({"waivers.yml": text})
    state = "waived" if counts else "new"
    assert platform.states(code=0 if counts else 1) == {"staging.old.contact": state}


def test_what_is_not_committed_is_written_by_whoever_would(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.repo.write({"waivers.yml": waivers("staging.old.*")})
    as_(platform, monkeypatch, "Quentin Ashgrove")
    assert platform.states(code=1) == {"staging.old.contact": "new"}
    as_(platform, monkeypatch, "Zenobia Quagmire")
    assert platform.states() == {"staging.old.contact": "waived"}


def test_a_change_s_own_waiver(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    platform.commit(
        {"lictor.yml": str(FILES["lictor.yml"]) + "waivers: {from_pull_request: true}\n"}
    )
    line = "-- lictor: waive GOV-003 until 2027-01-31 by {}: keyed by the loader\nSELECT lower"
    for approver, code in (("Quentin Ashgrove", 0), ("Zenobia Quagmire", 1)):
        as_(platform, monkeypatch, "Zenobia Quagmire")
        platform.repo.git("checkout", "-q", "-B", "topic", "main")
        marked = LEAK.replace("SELECT lower", line.format(approver))
        platform.commit({"migrations/0002_leads.sql": marked})
        assert platform.judged("--base", "main", code=code)["summary"]["waived"] == 1 - code


def test_mailmap_of_a_change_is_not_believed(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_(platform, monkeypatch, "Quentin Ashgrove")
    mailmap = "Zenobia Quagmire <z@example.org> Quentin Ashgrove <quentin@example.org>\n"
    platform.commit({"waivers.yml": waivers("staging.old.*"), ".mailmap": mailmap})
    platform.repo.git("config", "log.mailmap", "true")
    assert platform.states(code=1) == {"staging.old.contact": "new"}


def test_authors_of_commits_of_the_index_and_of_the_folder(repo: Any) -> None:
    first = repo.commit({"a.txt": "one\ntwo\n"})
    repo.write({"a.txt": "zero\none\ntwo\n", "new.txt": "x\n"})
    repository = Repository(repo.root)
    test = Author("Test", "test@example.org")
    assert authors(Commit(repository, first), "a.txt", [1, 2]) == {1: test, 2: test}
    here = authors(Folder(repo.root), "a.txt", [1, 3])
    assert here == {1: test, 3: test}
    assert authors(Folder(repo.root), "new.txt", [1]) == {1: test}
    repo.git("add", "-A")
    assert authors(Index(repository), "new.txt", [1]) == {1: test}
    assert authors(Commit(repository, first), "none.txt", [1]) == {}
    assert authors(Folder(repo.root), "none.txt", [1]) == {}


def test_a_name_git_does_not_know(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(name)
    repo.git("config", "user.name", "")
    repo.git("config", "user.email", "")
    repo.write({"a.txt": "one\n"})
    assert authors(Folder(repo.root), "a.txt", [1]) == {}


def test_outside_of_a_repository_nobody_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    assert authors(Folder(tmp_path), "a.txt", [1]) == {}


def test_a_shallow_clone_does_not_take_the_last_for_all(repo: Any, tmp_path: Path) -> None:
    repo.commit({"a.txt": "one\n"})
    repo.commit({"a.txt": "one\ntwo\n"})
    repo.commit({"a.txt": "one\ntwo\nthree\n"})
    clone = tmp_path / "clone"
    address = f"file://{repo.root}"
    subprocess.run(["git", "clone", "-q", "--depth", "2", address, str(clone)], check=True)
    repository = Repository(clone)
    head = repository.head
    assert head is not None
    test = Author("Test", "test@example.org")
    assert authors(Commit(repository, head), "a.txt", [1, 2, 3]) == {3: test}
