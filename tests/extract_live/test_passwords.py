"""Passwords from a file or a command: the first line, in time, and nothing of it anywhere."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

import pytest

from governance.errors import ConfigError
from governance.extract.live import password as module
from governance.extract.live.password import password
from governance.settings import Source

CANARY = "hunter2zanzibar"


def source(*command: str, file: str | None = None) -> Source:
    return Source(name="app", kind="postgres", password_command=command, password_file=file)


def python(script: str) -> Source:
    return source(sys.executable, "-c", script)


def test_a_source_without_either_has_none() -> None:
    assert password(source()) is None


GIVEN = [
    ("print('s3cret')", "s3cret"),
    ("print('s3cret\\nuser: ida')", "s3cret"),
    ("print('s3cret', end='\\r\\n')", "s3cret"),
    ("print(' with space ', end='')", " with space "),
    ("print('p\\u00e4ss \\U0001f98a')", "päss 🦊"),
    ("print('s3cret'); print('x' * 1_000_000)", "s3cret"),
    (f"import sys; print('s3cret'); print('{CANARY}' * 100_000, file=sys.stderr)", "s3cret"),
    ("import sys; print(repr(sys.stdin.read()))", "''"),
    ("import os; print(os.getcwd())", "/"),
]


@pytest.mark.parametrize(("script", "given"), GIVEN)
def test_the_first_line_of_what_a_command_prints(
    script: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    assert password(python(script)) == given


def test_arguments_are_not_read_by_a_shell(tmp_path: Path) -> None:
    made = tmp_path / "made"
    script = "import sys; print(sys.argv[1])"
    given = f"$HOME; touch {made} `touch {made}` * | cat"
    assert password(source(sys.executable, "-c", script, given)) == given
    assert not made.exists()


FAULTS = [
    (f"print('{CANARY}'); raise SystemExit(3)", "failed with exit code 3"),
    (f"raise ValueError('{CANARY}')", "failed with exit code 1"),
    ("import os; os.kill(os.getpid(), 9)", "failed with exit code -9"),
    ("pass", "the first line is empty"),
    (f"print(); print('{CANARY}')", "the first line is empty"),
    (f"print('{CANARY}' * 10_000)", "something else than a password"),
    (f"print('{CANARY}\\0')", "something else than a password"),
    (f"import os; os.write(1, b'{CANARY}\\xff')", "not text in UTF-8"),
]


@pytest.mark.parametrize(("script", "why"), FAULTS)
def test_a_command_that_gives_none_is_told_without_what_it_printed(script: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as caught:
        password(python(script))
    assert str(caught.value).startswith('password_command of source "app" ')
    said = "".join(traceback.format_exception(caught.value))
    assert CANARY not in said
    assert caught.value.__cause__ is None
    assert CANARY not in repr(python(script))


def test_a_command_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "SECONDS", 1)
    note = tmp_path / "pid"
    script = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
        f"print('{CANARY}', flush=True)\n"
        "time.sleep(600)\n"
    )
    started = time.monotonic()
    with pytest.raises(ConfigError, match="did not end within 1 s") as caught:
        password(python(script))
    assert time.monotonic() - started < 60
    assert CANARY not in str(caught.value)
    assert _ends(int(note.read_text()))


def _ends(pid: int) -> bool:
    """Whether a process is gone, or only waits for somebody to take note of its end."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_program_of_the_repository_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "give-password"
    program.write_text("#!/bin/sh\necho s3cret\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}:")
    for name in ("./give-password", "give-password", f"../{tmp_path.name}/give-password", ""):
        with pytest.raises(ConfigError, match="is not found"):
            password(source(name, "now"))
    assert password(source(str(program))) == "s3cret"
    # nor is what stands there as an argument found: the command runs elsewhere
    with pytest.raises(ConfigError, match="failed with exit code"):
        password(source("/bin/sh", "give-password"))


def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text(CANARY)
    with pytest.raises(ConfigError, match="cannot be run: Permission denied"):
        password(source(str(tmp_path / "text")))
    with pytest.raises(ConfigError, match="cannot be run: No such file"):
        password(source(str(tmp_path / "nothing")))
    with pytest.raises(ConfigError, match="cannot be run"):
        password(source("/bin/echo", "a\0b"))


def test_the_first_line_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\r\nmore\n")
    assert password(source(file=str(file))) == "s3cret"
    monkeypatch.setenv("SECRETS", str(tmp_path))
    assert password(source(file="${SECRETS}/secret")) == "s3cret"


def test_a_file_that_gives_none_is_told_without_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text(f"\n{CANARY}")
    for file, why in (
        (str(tmp_path / "nothing"), "cannot be read: No such file"),
        (str(tmp_path), "cannot be read: Is a directory"),
        (str(tmp_path / "empty"), "the first line is empty"),
        ("secrets/password", "must be a full path"),
        ("${NOT_SET_AT_ALL}/x", "needs the environment variable NOT_SET_AT_ALL"),
        ("/a\0b", "cannot be read"),
    ):
        with pytest.raises(ConfigError, match=why) as caught:
            password(source(file=file))
        assert CANARY not in str(caught.value)
