"""The script itself: what is found, what is imported, how every end is told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from governance.cli import main
from governance.errors import ConfigError, LictorError
from governance.model.location import Location

CANARY = "zenobia.quagmire@example.org"


def lictor(
    *arguments: str, code: str = "", env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """A process of its own; `code` runs before the script does."""
    program = (
        f"import sys; sys.argv[0] = 'lictor'\n{code}\nfrom governance.cli.main import main; main()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=60,
    )


def failing(error: str) -> str:
    """Code that adds a command `fail` which raises."""
    return (
        "import click, governance.cli.main as m\n"
        "from governance.errors import *; from governance.model.location import Location\n"
        "@click.command()\n"
        f"def fail(): {error}\n"
        "m.Folder.list_commands = lambda *a: ['fail']\n"
        "m.Folder.get_command = lambda *a: fail\n"
    )


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    heavy = ["sqlglot", "msgspec", "yaml", "psycopg", "regex", "rich", "sqlalchemy", "sqlite3"]
    done = lictor(
        "--help",
        code="import atexit; atexit.register(lambda: print([m for m in "
        f"{heavy} if m in sys.modules], file=sys.stderr))",
    )
    assert done.returncode == 0
    assert done.stderr.strip() == b"[]"
    commands = Path(main.__file__).parent / "commands"
    for file in commands.glob("[!_]*.py"):
        name = file.stem.replace("_", "-")
        assert re.search(rf"^  {name}  +\w", done.stdout.decode(), re.MULTILINE), name


def test_every_command_has_a_help_that_begins_with_a_sentence() -> None:
    context = click.Context(main.cli, info_name="lictor")
    for name in main.cli.list_commands(context):
        command = main.cli.get_command(context, name)
        assert command is not None
        assert command.help, name
        assert command.help.strip().split("\n")[0].endswith("."), name
        assert not command.get_short_help_str(limit=1000).endswith("..."), name


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Usage: lictor"),
        (["chekc"], 2, "there is no command 'chekc', did you mean \"check\"?"),
        (["check", "--bsae", "x"], 2, "--base"),
        (["check", "--config"], 2, "requires an argument"),
        (
            ["check", "main"],
            2,
            "there is no file main; a branch to compare with goes behind --base",
        ),
        (["check", "--all", "--x"], 2, "lictor check --help shows what there is"),
        (["--nonsense"], 2, "--nonsense"),
        (["\x1b[31mred"], 2, "\\x1b[31mred"),
        (["--version"], 0, ""),
        (["check", "--help"], 0, ""),
        (["-h"], 0, ""),
    ],
)
def test_usage(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(arguments) == code
    err = capsys.readouterr().err
    assert said in err
    assert "\x1b" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (ConfigError("the key is missing; write it"), ["lictor: the key is missing; write it"]),
        (
            ConfigError("not a value", location=Location("lictor.yml", 3, 5)),
            ["lictor: lictor.yml:3:5: not a value"],
        ),
        (LictorError("one\ntwo \x1b[1m\u202e"), ["lictor: one", "two \\x1b[1m\\u202e"]),
    ],
)
def test_an_error_is_one_to_three_plain_lines(
    error: LictorError,
    lines: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(main.cli, "invoke", fail)
    assert main.run(["check"]) == 2
    assert capsys.readouterr().err.splitlines() == lines
    assert main.run(["check", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_of_ours_is_told_by_its_type_and_never_by_its_message() -> None:
    code = failing(f"raise ValueError('{CANARY}')")
    done = lictor("fail", code=code)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert "stopped by an unexpected ValueError" in said
    assert "--debug" in said
    assert CANARY not in said
    assert "Traceback" not in said
    debugged = lictor("fail", "--debug", code=code)
    assert debugged.returncode == 2
    assert b"Traceback" in debugged.stderr


def test_debug_after_two_dashes_is_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["check", "--", "--debug"]) == 2
    assert "there is no file --debug" in capsys.readouterr().err


@pytest.mark.parametrize(
    "end", ["return 1", "raise SystemExit(1)", "click.get_current_context().exit(1)"]
)
def test_a_command_says_its_exit_code(end: str) -> None:
    assert lictor("fail", code=failing(end)).returncode == 1


def started(code: str) -> subprocess.Popen[bytes]:
    """A process whose only command runs `code`."""
    program = failing(code) + "sys.argv = ['lictor', 'fail']; m.main()"
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{program}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_closed_pipe_is_quiet_and_is_no_verdict() -> None:
    process = started("[click.echo('x' * 1000) for _ in range(10_000)]")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141
    assert said == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_control_c_is_130_without_a_traceback() -> None:
    process = started("click.echo('ready'); sys.stdout.flush(); __import__('time').sleep(60)")
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in said


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_output_is_utf8_in_any_locale(locale: str) -> None:
    done = lictor(
        "fail",
        code=failing(r"print('\u60a3\u8005 \U0001f4e7 \udce9')"),
        env={"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").strip() == "患者 📧 \\udce9"
