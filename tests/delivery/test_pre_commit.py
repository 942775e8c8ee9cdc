"""The hooks that pre-commit finds here: what they run, with whatever names it passes."""

from __future__ import annotations

import contextlib
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.cli.main import run

ROOT = Path(__file__).parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
FILES: dict[str, str | bytes] = {
    "lictor.yml": "version: 1\nsources: [{name: app, kind: ddl, path: migrations}]\n"
    "environments: {staging: [staging], production: [crm]}\nstewardship: [stewardship.yml]\n",
    "stewardship.yml": 'version: 1\nassets:\n  - {match: "*.*", owner: team, retention_days: 30}\n',
    "migrations/1.sql": "CREATE TABLE crm.people (id bigint PRIMARY KEY, email text);\n",
}
LEAK = "CREATE TABLE staging.people AS SELECT email FROM crm.people;\n"


def hook(name: str, root: Path, *files: str) -> int:
    """What pre-commit runs: the entry, then its arguments, then the names."""
    spec = HOOKS[name]
    program, *entry = shlex.split(spec["entry"])
    assert program == "lictor"
    with contextlib.chdir(root):
        return run([*entry, *spec.get("args", []), *files])


def test_they_are_two_and_say_so() -> None:
    assert {name: spec.get("pass_filenames", True) for name, spec in HOOKS.items()} == {
        "lictor": True,
        "lictor-repository": False,
    }
    assert all(spec["language"] == "python" for spec in HOOKS.values())


def test_what_is_staged_is_judged_and_what_is_not_staged_is_not(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(FILES)
    repo.write({"migrations/2.sql": LEAK})
    assert hook("lictor", repo.root) == 0
    repo.git("add", "migrations/2.sql")
    assert hook("lictor", repo.root, "migrations/2.sql") == 1
    assert "staging.people.email" in capsys.readouterr().out


def test_a_fault_in_a_file_that_was_not_named_blocks_all_the_same(repo: Any) -> None:
    declared = str(FILES["stewardship.yml"]) + (
        '  - {match: "staging.people.email", masking: keyed-hash}\n'
    )
    repo.commit({**FILES, "migrations/2.sql": LEAK, "stewardship.yml": declared})
    assert hook("lictor", repo.root) == 0
    repo.write({"stewardship.yml": FILES["stewardship.yml"]})
    repo.git("add", "stewardship.yml")
    assert hook("lictor", repo.root, "stewardship.yml") == 1


@pytest.mark.parametrize(
    "name", ["-rf.sql", "--help.sql", "$(touch pwned).sql", "a\nb.sql", "ü.sql"]
)
def test_a_name_is_a_name(repo: Any, capsys: pytest.CaptureFixture[str], name: str) -> None:
    repo.commit(FILES)
    repo.write({name: "SELECT 1;", "migrations/2.sql": LEAK, f"migrations/{name}": "SELECT 1;"})
    repo.git("add", "--all")
    assert hook("lictor", repo.root, name, f"migrations/{name}", "migrations/2.sql") == 1
    assert "staging.people.email" in capsys.readouterr().out
    assert not (repo.root / "pwned").exists()


def test_what_is_named_is_told_first(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(FILES)
    leaks = {f"migrations/{n}.sql": LEAK.replace("people AS", f"t{n} AS") for n in range(2, 5)}
    repo.write(leaks)
    repo.git("add", "--all")
    with contextlib.chdir(repo.root / "migrations"):
        assert run(["check", "--staged", "4.sql"]) == 1
    told = capsys.readouterr().out
    assert told.index("migrations/4.sql") < told.index("migrations/2.sql")


def test_the_whole_repository_is_judged_with_its_old_faults(repo: Any) -> None:
    repo.commit({**FILES, "migrations/2.sql": LEAK})
    assert hook("lictor", repo.root) == 0
    assert hook("lictor-repository", repo.root) == 1
