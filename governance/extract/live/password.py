"""The password of a source, from the file or the command that lictor.yml names.

A command is run without a shell, in a folder that holds nothing of the repository, and is looked
for only where the system keeps programs: a change cannot bring its own. What it prints is the
password and nothing else; neither that nor what it complains of is ever shown.
"""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from governance.errors import ConfigError
from governance.settings import Source

SECONDS = 30
"""How long a command may take, a login at a vault included."""

MOST = 64 * 1024
"""Bytes read of a file, and kept of what a command prints."""

_ELSEWHERE = "/"


def password(source: Source) -> str | None:
    """The first line of the source's file or of what its command prints; None where it has none.

    Raises:
        ConfigError: there is no such file or program, it fails, or it gives nothing; never with
            anything that it holds or printed.
    """
    if source.password_command:
        return _first_line(source, _printed(source), "password_command")
    if source.password_file:
        return _first_line(source, _content(source), "password_file")
    return None


def _wrong(source: Source, key: str, why: str) -> ConfigError:
    return ConfigError(f'{key} of source "{source.name}" {why}', location=source.at(key))


def _first_line(source: Source, data: bytes, key: str) -> str:
    line = data.split(b"\n", 1)[0].removesuffix(b"\r")
    if not line:
        raise _wrong(source, key, "gives no password: the first line is empty")
    if len(line) >= MOST or b"\0" in line:
        raise _wrong(source, key, "gives something else than a password in its first line")
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise _wrong(source, key, "gives something that is not text in UTF-8") from None


def _content(source: Source) -> bytes:
    path = Path(source.replaced(source.password_file or "", "password_file"))
    if not path.is_absolute():
        raise _wrong(source, "password_file", "must be a full path, outside the repository")
    try:
        with path.open("rb") as file:
            return file.read(MOST)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such file"
        raise _wrong(source, "password_file", f"cannot be read: {why}") from None


def _printed(source: Source) -> bytes:
    key = "password_command"
    name, *arguments = source.password_command
    program = _program(name)
    if program is None:
        raise _wrong(source, key, "is not found: it must be on the PATH or named by its full path")
    try:
        running = subprocess.Popen(  # noqa: S603 - what the team's lictor.yml says, without a shell
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ELSEWHERE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its arguments are no text"
        raise _wrong(source, key, f"cannot be run: {why}") from None
    try:
        printed = _output(running, time.monotonic() + SECONDS)
    finally:
        _ended(running)
    if printed is None:
        raise _wrong(source, key, f"did not end within {SECONDS} s")
    if running.returncode:
        raise _wrong(source, key, f"failed with exit code {running.returncode}; run it by hand")
    return printed


def _program(name: str) -> str | None:
    """The full path of a program, None where it has none outside the current folder."""
    if "/" in name:
        return name if name.startswith("/") else None
    folders = [f for f in os.get_exec_path() if Path(f).is_absolute()]
    return shutil.which(name, path=os.pathsep.join(folders))


def _output(running: subprocess.Popen[bytes], end: float) -> bytes | None:
    """The beginning of what it prints until it ends; None when that takes too long."""
    kept = bytearray()
    assert running.stdout is not None  # noqa: S101 - a pipe was asked for
    with running.stdout as pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - time.monotonic())):
                return None
            data = os.read(pipe.fileno(), MOST)
            if not data:
                break
            kept += data[: MOST - len(kept)]
    try:
        running.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None
    return bytes(kept)


def _ended(running: subprocess.Popen[bytes]) -> None:
    """Nothing of it is left behind; one that came to its end may have started an agent."""
    if running.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
