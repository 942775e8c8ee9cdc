"""Which servers are asked, and which commands run, is the base's to say and never the change's."""

from __future__ import annotations

import contextlib
import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from governance.cli.main import run

SQL = "CREATE TABLE crm.people (id int);\n"


def settings(command: str, canary: str = "") -> str:
    return (
        "version: 1\n"
        "sources:\n"
        "  - {name: app, kind: ddl, path: migrations}\n"
        "  - name: warehouse\n"
        "    kind: postgres\n"
        f"    url: postgresql://u@127.0.0.1:1/db{canary}\n"
        f"    password_command: {command}\n"
    )


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a command makes when it runs."""
    return tmp_path_factory.mktemp("made") / "by-the-command"


def lictor(root: Path, *arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.chdir(root), redirect_stdout(out), redirect_stderr(out):
        return run(arguments), out.getvalue()


def test_a_command_of_the_base_runs_on_request_only(repo: Any, made: Path) -> None:
    repo.commit({"lictor.yml": settings(f"[touch, {made}]"), "migrations/1.sql": SQL})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"migrations/2.sql": "CREATE TABLE crm.more (id int);"})
    lictor(repo.root, "check", "--base", "main")
    lictor(repo.root, "catalog", "show")
    lictor(repo.root, "lineage", "crm.people")
    assert not made.exists()
    code, said = lictor(repo.root, "check", "--base", "main", "--live")
    assert made.exists()
    assert (code, "the first line is empty" in said) == (2, True)


BASES = {
    "another": settings("'true'"),
    "none": None,
    "without the database": "version: 1\nsources: [{name: app, kind: ddl, path: migrations}]\n",
    "broken": "version: 1\nsources: [",
    "of a kind that is not known": "version: 1\nsources: [{name: x, kind: y}]\n",
}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("options", [(), ("--live",)])
def test_a_command_of_the_change_never_runs(
    repo: Any, made: Path, base: str, options: tuple[str, ...]
) -> None:
    before = BASES[base]
    repo.commit({"migrations/1.sql": SQL} | ({"lictor.yml": before} if before else {}))
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"lictor.yml": settings(f"[touch, {made}]")})
    code, said = lictor(repo.root, "check", "--base", "main", *options)
    assert not made.exists()
    if options and base in ("none", "broken"):
        assert code == 2
        assert 'this change brings "warehouse"' in said


CANARY = "hunter2zanzibar"


@pytest.mark.parametrize("debug", [(), ("--debug",)])
@pytest.mark.parametrize(
    ("command", "url"),
    [
        (f"[sh, -c, 'echo {CANARY}; echo {CANARY} >&2; exit 3']", ""),
        (f"[sh, -c, 'echo {CANARY}; echo {CANARY} >&2']", ""),
        ("[cat, /etc/hostname]", "?password=${CANARY}"),
        ("[cat, /etc/hostname]", "?bogus=${CANARY}"),
        ("[cat, /etc/hostname]", "?options=${CANARY}"),
        ("[cat, /etc/hostname]", "?sslmode=${CANARY}"),
        ("[cat, /etc/hostname]", "?service=${CANARY}"),
        ("[cat, /etc/hostname]", "?sslcert=${CANARY}&host=192.0.2.7&hostaddr=127.0.0.1"),
        ("[cat, /etc/hostname]", "${CANARY}%zz"),
        ("[cat, /etc/hostname]", "${CANARY}"),
    ],
)
def test_no_part_of_a_url_or_of_what_a_command_printed_is_told(
    repo: Any, monkeypatch: pytest.MonkeyPatch, command: str, url: str, debug: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CANARY", CANARY)
    repo.commit({"lictor.yml": settings(command, url), "migrations/1.sql": SQL})
    for format_ in ("text", "json", "sarif"):
        code, said = lictor(repo.root, "check", "--live", "--format", format_, *debug)
        assert code == 2
        # what lictor.yml itself says may stand in it: a report quotes no line of it
        assert CANARY not in said, said
    for found in (repo.root / ".lictor").rglob("*"):
        assert not found.is_file() or CANARY.encode() not in found.read_bytes()
