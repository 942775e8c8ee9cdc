"""The platform the demo lays out: always the same, believable, and nobody else's files touched."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from governance.cache import NoCache
from governance.demo import repository
from governance.demo.people import iban
from governance.demo.platform import platform
from governance.demo.repository import git
from governance.errors import ConfigError, TreeError
from governance.extract.sources import ddl, sqlite
from governance.settings import Source
from governance.tree import Folder

ROWS = {
    "clinic": {
        "appointments": 1000,
        "diagnoses": 400,
        "invoices": 300,
        "patients": 500,
        "practitioners": 12,
        "prescriptions": 300,
        "rooms": 8,
        "visit_notes": 500,
    },
    "shop": {
        "addresses": 400,
        "customers": 400,
        "order_lines": 1769,
        "orders": 900,
        "products": 24,
        "support_tickets": 150,
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "platform"
    with platform(folder):
        pass
    return folder


def test_the_databases_hold_some_thousand_rows(folder: Path) -> None:
    for schema, tables in ROWS.items():
        with closing(sqlite3.connect(folder / "data" / f"{schema}.db")) as database:
            for table, count in tables.items():
                found = database.execute(f"SELECT count(*) FROM {table}").fetchone()
                assert (table, found) == (table, (count,))
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("schema", list(ROWS))
def test_the_databases_have_the_tables_and_columns_of_the_migrations(
    folder: Path, schema: str
) -> None:
    tree = Folder(folder)
    live = sqlite.extract(Source("live", "sqlite", f"data/{schema}.db"), tree, NoCache())
    written = ddl.extract(Source("app", "ddl", "migrations"), tree, NoCache())

    assert written.problems == ()
    assert {
        table.ref.table: [column.name for column in table.columns if column.name != "caller_phone"]
        for table in written.tables
        if table.ref.schema == schema
    } == {table.ref.table: [column.name for column in table.columns] for table in live.tables}


def test_two_runs_are_the_same(folder: Path, tmp_path: Path) -> None:
    with platform(tmp_path / "again"):
        pass
    refs = "--format=%(objectname) %(refname)"
    assert git(folder, "for-each-ref", refs) == git(tmp_path / "again", "for-each-ref", refs)
    for schema in ROWS:
        assert _content(folder, schema) == _content(tmp_path / "again", schema)


def _content(folder: Path, schema: str) -> str:
    with closing(sqlite3.connect(folder / "data" / f"{schema}.db")) as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


def test_the_repository_has_a_base_and_a_pull_request(folder: Path) -> None:
    branches = git(folder, "for-each-ref", "--format=%(refname:short)").split()
    assert sorted(branches) == [repository.BRANCH, repository.BASE]
    assert git(folder, "branch", "--show-current").strip() == repository.BRANCH
    assert git(folder, "rev-list", "--count", "main").strip() == "3"
    assert git(folder, "diff", "--name-only", "main..HEAD").split() == [
        "migrations/0006_leads.sql",
        "stewardship/staging.yml",
    ]
    assert git(folder, "status", "--porcelain") == ""


def test_the_fix_adds_one_declaration_and_takes_the_address_out(tmp_path: Path) -> None:
    with platform(tmp_path / "demo") as laid_out:
        repository.commit(laid_out.folder, repository.FIX)
    added = git(tmp_path / "demo", "diff", "--numstat", "HEAD~1..HEAD", "--", "stewardship")
    assert added.split() == ["1", "0", "stewardship/shop.yml"]
    assert "email" not in (tmp_path / "demo/migrations/0006_leads.sql").read_text()


def test_a_users_git_configuration_and_hooks_take_no_part(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    (tmp_path / ".gitconfig").write_text(
        f"[core]\nhooksPath = {hooks}\nautocrlf = true\n"
        "[commit]\ngpgSign = true\n[init]\ndefaultBranch = trunk\n[user]\nname = Somebody Else\n"
    )
    (tmp_path / "git").mkdir()
    (tmp_path / "git" / "ignore").write_text("*.sql\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")

    with platform(tmp_path / "demo"):
        pass
    assert git(tmp_path / "demo", "rev-parse", "HEAD") == git(folder, "rev-parse", "HEAD")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="is not empty"), platform(tmp_path):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ConfigError, match="is a file"), platform(tmp_path / "file"):
        pass
    with (
        pytest.raises(ConfigError, match="cannot be written"),
        platform(tmp_path / "file" / "demo"),
    ):
        pass


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with platform(tmp_path / "empty") as laid_out:
        assert laid_out.rows == sum(sum(tables.values()) for tables in ROWS.values())


def test_what_an_interrupted_run_left_is_recognised(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), platform(tmp_path / "demo"):
        raise KeyboardInterrupt
    with (
        pytest.raises(ConfigError, match="interrupted; delete the folder"),
        platform(tmp_path / "demo"),
    ):
        pass


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TreeError, match="git is not installed"), platform(tmp_path / "demo"):
        pass


def test_an_iban_has_true_check_digits() -> None:
    number = iban(31319361650879)
    digits = "".join(str(int(char, 36)) for char in number[4:] + number[:4])
    assert int(digits) % 97 == 1
    assert len(number) == 22
