"""A scan that is killed, at any moment: the store is as before or as after, and the next goes on.

LICTOR_KILLS says how often it is killed; 200 were survived before this was committed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from governance.catalog.checking import check
from governance.catalog.history import scans
from governance.catalog.loading import load
from governance.catalog.opening import open_store
from governance.catalog.upgrading import upgrade

from ..conftest import VERSIONS, Repo, Server, Servers

KILLS = int(os.environ.get("LICTOR_KILLS", "6"))
TABLES = 500
COLUMNS = ("email", "first_name", "city", "status", "note", "total", "created_at", "phone_number")
WIDTH = 1 + len(COLUMNS)


def tables(count: int) -> str:
    columns = ", ".join(f"{name} text" for name in COLUMNS)
    return "".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY, {columns});" for n in range(count))


@pytest.fixture(scope="module")
def warehouse(servers: Servers) -> tuple[Server, str]:
    server = servers[VERSIONS[-1]]
    return server, server.database("killed_warehouse", tables(TABLES))


def store_in(server: Server, folder: Path) -> str:
    """The url of a new store in PostgreSQL."""
    made = make_url(server.url).set(database="killed_store")
    server.database("killed_store")
    url = made.render_as_string(hide_password=False)
    with open_store(url, folder, upgraded=False) as bare:
        upgrade(bare)
    return url


def scanning(repo: Repo, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A scan in a process of its own."""
    code = "from governance.cli.main import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "scan"],
        cwd=repo.root,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_killed_at_any_moment(
    repo: Repo, warehouse: tuple[Server, str], tmp_path: Path, engine: str
) -> None:
    server, source = warehouse
    repo.write(
        {
            "lictor.yml": "version: 1\nsources:\n"
            '  - {name: warehouse, kind: postgres, url: "${WAREHOUSE_URL}"}\n'
        }
    )
    file = f"sqlite:///{tmp_path}/catalog.db"
    url = file if engine == "sqlite" else store_in(server, tmp_path)
    environment = {"WAREHOUSE_URL": source, "GOVERNANCE_DB_URL": url}
    started = time.monotonic()
    process = scanning(repo, environment)
    _, said = process.communicate()
    assert process.returncode == 0, said
    takes = time.monotonic() - started
    chance = random.Random(20261124)
    with psycopg.connect(source, autocommit=True) as connection:
        for number in range(KILLS):
            # something to write each time, so that the transaction can be hit
            name = f"added_{number}"
            connection.execute(f'ALTER TABLE t{number % TABLES} ADD COLUMN "{name}" text')
            process = scanning(repo, environment)
            time.sleep(chance.uniform(0, takes))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            with open_store(url, tmp_path) as store:
                assert check(store) == ()
                found = load(store)
                assert len(found.tables) == TABLES
                added = sum(len(table.columns) for table in found.tables) - TABLES * WIDTH
                assert 0 <= added <= number + 1
    process = scanning(repo, environment)
    _, said = process.communicate()
    assert process.returncode == 0, said
    with open_store(url, tmp_path) as store:
        assert check(store) == ()
        found = load(store)
        assert len(found.tables) == TABLES
        assert sum(len(table.columns) for table in found.tables) == TABLES * WIDTH + KILLS
        assert not [each for each in scans(store) if each.state == "running"]
    with psycopg.connect(source, autocommit=True) as connection:
        for number in range(KILLS):
            connection.execute(f'ALTER TABLE t{number % TABLES} DROP COLUMN "added_{number}"')
