"""The demo's git repository: a commit is files laid over files, its id the same each time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from governance.errors import TreeError
from governance.model.names import printable

BASE, BRANCH = "main", "feature/lead-export"


class Change(Struct, frozen=True):
    """One commit: a folder of `git-files/`, laid over what is there, and who commits it when."""

    folder: str
    message: str
    author: str
    when: str


HISTORY = (
    Change("1_clinic", "Clinic: patients, appointments, records", "Ines Okafor", "2026-02-02"),
    Change("2_shop", "Shop: customers, orders, and the daily views", "Jonas Weber", "2026-04-13"),
    Change("3_governance", "Staging, and who answers for what", "Clara Nagy", "2026-06-08"),
)
PULL_REQUEST = Change("4_leads", "Export leads for the spring campaign", "Oscar Lind", "2026-11-02")
FIX = Change(
    "5_fix", "Leave addresses out of the leads, classify the phone", "Oscar Lind", "2026-11-03"
)

# Neither the user's configuration nor the variables of a git hook we may run in take part.
_CONFIGURATION = {
    "user.email": "nobody@example.org",
    "user.name": "nobody",
    "commit.gpgSign": "false",
    "core.attributesFile": os.devnull,
    "core.autocrlf": "false",
    "core.excludesFile": os.devnull,
    "core.hooksPath": os.devnull,
    "gc.auto": "0",
}


def lay_out(folder: Path) -> None:
    """A repository in `folder`: `main` with three commits, and the pull request's branch on top.

    Raises:
        TreeError: git is not installed, or fails.
    """
    git(folder, "init", "--quiet", "--template=")
    git(folder, "symbolic-ref", "HEAD", f"refs/heads/{BASE}")
    for change in HISTORY:
        commit(folder, change)
    git(folder, "checkout", "--quiet", "-b", BRANCH)
    commit(folder, PULL_REQUEST)


def commit(folder: Path, change: Change) -> None:
    """Lay the files of a change over what is there, and commit them.

    Raises:
        TreeError: git fails.
    """
    top = files(__package__).joinpath("git-files", change.folder)
    for path, content in _contents(top):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    git(folder, "add", "--all")
    mail = change.author.lower().replace(" ", ".") + "@example.org"
    who = {"NAME": change.author, "EMAIL": mail, "DATE": f"{change.when}T09:00:00+00:00"}
    git(
        folder,
        "commit",
        "--quiet",
        f"--message={change.message}",
        **{
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in who.items()
        },
    )


def git(folder: Path, *arguments: str, **environment: str) -> str:
    """What git prints when run in `folder`, without anybody's configuration.

    Raises:
        TreeError: git is not installed, or fails.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    ours = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    options = [part for key, value in _CONFIGURATION.items() for part in ("-c", f"{key}={value}")]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, arguments as a list
            ["git", "--no-pager", *options, *arguments],  # noqa: S607 - the user's git
            cwd=folder,
            env=inherited | ours | environment,
            capture_output=True,
            check=False,
        )
    except OSError:
        raise TreeError("git is not installed, or not on the PATH; the demo needs it") from None
    if done.returncode != 0:
        said = printable(done.stderr.decode(errors="replace").strip())
        raise TreeError(f"git {arguments[0]} failed: {said}")
    return done.stdout.decode()


def _contents(top: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Relative path and content of every file; "gitignore" gets its dot, lost in packaging."""
    for entry in sorted(top.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _contents(entry, f"{path}{entry.name}/")
        else:
            name = ".gitignore" if entry.name == "gitignore" else entry.name
            yield path + name, entry.read_bytes()
