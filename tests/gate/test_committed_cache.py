"""A change must not bring along what its own files are believed to say."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SETTINGS = """\
version: 1
sources: [{name: app, kind: ddl, path: migrations}]
environments: {staging: [staging], production: [crm]}
"""
CLEAN = "CREATE TABLE crm.people (id bigint, email text);"
LEAK = "CREATE TABLE staging.people AS SELECT email FROM crm.people;"


def judged(root: Path, *arguments: str) -> tuple[int, Any]:
    """In a process of its own: what one has read it remembers without any file."""
    done = subprocess.run(
        [sys.executable, "-m", "governance.cli.main", "check", "--format", "json", *arguments],
        cwd=root,
        capture_output=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def poisoned(repo: Any, tmp_path: Path) -> Path:
    """A cache that says of the leak what an empty file says."""
    repo.commit({"lictor.yml": SETTINGS, "migrations/1.sql": CLEAN, "migrations/2.sql": LEAK})
    judged(repo.root)
    cache = repo.root / ".lictor/cache.db"
    with contextlib.closing(sqlite3.connect(cache)) as database, database:
        readings = dict(
            database.execute("""SELECT value, key FROM entry WHERE value LIKE '%"is":"Reading"%'""")
        )
        [harmless] = [value for value in readings if "staging" not in value]
        [leak] = [key for value, key in readings.items() if "staging" in value]
        database.execute("UPDATE entry SET value = ? WHERE key = ?", (harmless, leak))
        database.execute("""DELETE FROM entry WHERE value NOT LIKE '%"is":"Reading"%'""")
    with contextlib.closing(sqlite3.connect(cache)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = tmp_path / "poison.db"
    shutil.copy(cache, kept)
    shutil.rmtree(cache.parent)
    repo.git("rm", "--quiet", "migrations/2.sql")
    repo.commit()
    repo.git("checkout", "--quiet", "-b", "topic")
    return kept


@pytest.mark.parametrize("dirty", [True, False])
@pytest.mark.parametrize("name", [".lictor/cache.db", "link"])
def test_a_committed_cache_hides_nothing(repo: Any, poisoned: Path, name: str, dirty: bool) -> None:
    repo.write({"migrations/2.sql": LEAK})
    if name == "link":
        repo.write({"data/cache.db": poisoned.read_bytes()})
        (repo.root / ".lictor").symlink_to("data")
    else:
        repo.write({name: poisoned.read_bytes()})
    repo.git("add", "--force", "--all")
    repo.commit()
    if dirty:
        repo.write({"notes.md": "x"})
    before = sorted(path.name for path in (repo.root / ".lictor").iterdir())
    code, verdict = judged(repo.root, "--base", "main")
    assert code == 1
    assert "staging.people.email" in {v["subject"] for v in verdict["violations"]}
    assert any(said.startswith("not used: .lictor/cache.db") for said in verdict["assumptions"])
    assert sorted(path.name for path in (repo.root / ".lictor").iterdir()) == before


def test_the_poison_would_have_worked(repo: Any, poisoned: Path) -> None:
    """Without which the test above could not fail; a cache of one's own is believed."""
    repo.commit({"migrations/2.sql": LEAK})
    (repo.root / ".lictor").mkdir()
    shutil.copy(poisoned, repo.root / ".lictor/cache.db")
    (repo.root / ".lictor/.gitignore").write_text("*\n")
    _code, verdict = judged(repo.root, "--base", "main")
    assert "staging.people.email" not in {v["subject"] for v in verdict["violations"]}
    assert verdict["assumptions"] == []
