"""A real MariaDB, with TLS, started for these tests in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PROGRAMS = ("mariadbd", "mariadb-install-db", "openssl")
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
FAR = "127.0.0.2"
"""This machine, by an address that is not taken for it."""


@dataclass(frozen=True)
class MariaDB:
    """A running server; its certificate is signed by itself, for the address `FAR`."""

    socket: Path
    port: int
    certificate: Path

    def url(self, database: str = "", user: str = "root", more: str = "") -> str:
        return f"mariadb://{user}@localhost/{database}?unix_socket={self.socket}{more}"

    def run(self, script: str, database: str = "") -> None:
        import pymysql
        from pymysql.constants import CLIENT

        connection = pymysql.connect(
            unix_socket=str(self.socket),
            user="root",
            database=database or None,
            client_flag=CLIENT.MULTI_STATEMENTS,
            autocommit=True,
        )
        with connection, connection.cursor() as cursor:
            cursor.execute(script)
            while cursor.nextset():
                pass

    def database(self, name: str, script: str) -> str:
        """The url of a new database in which `script` was run."""
        self.run(f"DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}`")
        self.run(script, name)
        return self.url(name)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    found = {name: shutil.which(name, path=PLACES) for name in PROGRAMS}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        said = f"no {', '.join(missing)} here: install MariaDB's server (mariadb-server-core)"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    # Not in pytest's own folder: a socket's path has 107 characters at the most.
    with TemporaryDirectory(prefix="lictor-mariadb-") as name:
        folder = Path(name)
        certificate, key = folder / "server.pem", folder / "server.key"
        _run(
            *(str(found["openssl"]), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=test", "-addext", f"subjectAltName=IP:{FAR}"),
            *("-keyout", str(key), "-out", str(certificate)),
        )
        user = ("--user=root",) if os.geteuid() == 0 else ()
        _run(
            *(str(found["mariadb-install-db"]), "--no-defaults", f"--datadir={folder / 'data'}"),
            *("--auth-root-authentication-method=normal", "--skip-test-db", *user),
        )
        port = _free_port()
        server = subprocess.Popen(
            [
                *(str(found["mariadbd"]), "--no-defaults", f"--datadir={folder / 'data'}"),
                *(f"--socket={folder / 's'}", f"--port={port}"),
                *("--bind-address=0.0.0.0", f"--ssl-cert={certificate}", f"--ssl-key={key}"),
                *("--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", *user),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            running = MariaDB(folder / "s", port, certificate)
            _wait(running, server)
            yield running
        finally:
            server.terminate()
            server.wait(30)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _wait(running: MariaDB, server: subprocess.Popen[bytes]) -> None:
    import pymysql

    for _ in range(300):
        try:
            if running.socket.exists():
                running.run("SELECT 1")
                return
        except pymysql.Error:
            pass
        assert server.poll() is None, "MariaDB ended before it answered"
        time.sleep(0.1)
    pytest.fail("MariaDB did not answer within 30 s")
