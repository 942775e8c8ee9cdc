"""A repository whose sources are databases, and `lictor scan` in it."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from msgspec import Struct

from governance.catalog.opening import Store, open_store
from governance.cli.main import run

from ..conftest import Repo

SETTINGS = """\
version: 1
sources:
  - {name: shop, kind: sqlite, path: shop.db}
environments: {production: ["*"]}
scan: {fail_on: [newly_personal]}
"""
SHOP = """\
CREATE TABLE customers (id integer PRIMARY KEY, email text, city text);
CREATE TABLE orders (id integer PRIMARY KEY, customer integer REFERENCES customers, total int);
CREATE VIEW contacts AS SELECT lower(email) AS contact FROM customers;
"""


class Said(Struct, frozen=True):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def shop(repo: Repo) -> Callable[..., None]:
    """Run SQL in a database file of the repository."""

    def change(script: str, file: str = "shop.db") -> None:
        with closing(sqlite3.connect(repo.root / file)) as database:
            database.executescript(script)

    repo.write({"lictor.yml": SETTINGS, ".gitignore": ".lictor\n*.db\n"})
    change(SHOP)
    return change


def lictor(folder: Path, *arguments: str) -> Said:
    """Run a command in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    assert "Traceback" not in err.getvalue()
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def scan(repo: Repo) -> Callable[..., Said]:
    """Scan the repository's sources."""
    return lambda *arguments: lictor(repo.root, "scan", *arguments)


@pytest.fixture
def store(repo: Repo) -> Iterator[Callable[[], Store]]:
    """The store of the repository."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(open_store(None, repo.root))
