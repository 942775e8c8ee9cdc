"""A server with certificates, reached over an address of this machine that is no loopback.

The server that pip brings speaks no TLS, so this one is the system's.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec import Struct
from psycopg.conninfo import make_conninfo

from governance.errors import ExtractError
from governance.extract.base import Extraction

from .conftest import read_postgres

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def address() -> str | None:
    """An address of this machine that others could reach; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if found.startswith(("127.", "0.")) else found


ADDRESS = address()

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="needs a PostgreSQL with TLS (Debian's postgresql)"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl"),
    pytest.mark.skipif(ADDRESS is None, reason="needs an address besides the loopback's"),
]


class Secured(Struct, frozen=True):
    """A running server, and the file of the authority that signed its certificate."""

    url: str
    authority: Path


def run(*command: str, user: str | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=user)


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    # PostgreSQL does not run as root
    user = None
    if os.getuid() == 0:
        user = next((name for name in ("postgres", "nobody") if _is_user(name)), None)
    with (
        TemporaryDirectory(prefix="lictor-tls-") as folder,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as free,
    ):
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
        free.close()
        root = Path(folder)
        if user is not None:
            shutil.chown(root, user)
        data, key, certificate = root / "data", root / "key.pem", root / "certificate.pem"
        programs = PROGRAMS[-1].parent
        run(str(programs / "initdb"), "-D", str(data), "-U", "app", "-A", "trust", user=user)
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("hostssl all all all trust\n")
        run(
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=db.example.org", "-addext", "subjectAltName=DNS:db.example.org"),
            *("-keyout", str(key), "-out", str(certificate)),
            user=user,
        )
        key.chmod(0o600)
        options = (
            f"-c listen_addresses={ADDRESS} -p {port} -k {root} -c ssl=on "
            f"-c ssl_cert_file={certificate} -c ssl_key_file={key}"
        )
        control = (str(programs / "pg_ctl"), "-D", str(data), "-w")
        run(*control, "-o", options, "-l", str(root / "log"), "start", user=user)
        try:
            yield Secured(
                f"host=db.example.org hostaddr={ADDRESS} port={port} user=app dbname=postgres",
                certificate,
            )
        finally:
            run(*control, "-m", "immediate", "stop", user=user)


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine's own settings."""
    for variable in ("PGSSLMODE", "PGSSLROOTCERT", "PGSERVICE", "SSL_CERT_FILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def connected(read: Extraction) -> bool:
    return [problem.message for problem in read.problems] == [
        "there are no tables that this user can see"
    ]


def test_a_certificate_that_nobody_trusts_is_refused(secured: Secured) -> None:
    with pytest.raises(ExtractError, match="certificate cannot be verified"):
        read_postgres(secured.url)


def test_a_certificate_of_a_trusted_authority_is_taken(
    secured: Secured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured.authority))
    read = read_postgres(secured.url)
    assert connected(read)
    assert read.notices == ()


def test_an_authority_may_stand_in_the_url(secured: Secured) -> None:
    assert connected(read_postgres(make_conninfo(secured.url, sslrootcert=str(secured.authority))))


def test_a_certificate_for_another_name_is_refused(secured: Secured) -> None:
    url = make_conninfo(secured.url, host="other.example.org", sslrootcert=str(secured.authority))
    with pytest.raises(ExtractError, match="certificate cannot be verified"):
        read_postgres(url)


def test_a_url_that_wants_less_gets_it_and_is_told(secured: Secured) -> None:
    read = read_postgres(make_conninfo(secured.url, sslmode="require"))
    assert connected(read)
    (notice,) = read.notices
    assert notice.startswith("app: whether it is the server that is meant is not verified")
