"""How a server is reached: what libpq is told, and that a remote one must prove who it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from governance.errors import ConfigError
from governance.extract.live.pg_connection import reached
from governance.settings import Source

CANARY = "hunter2zanzibar"

VARIABLES = ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSSLROOTCERT", "PGSERVICE", "PGSERVICEFILE")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nothing of this machine's own settings; the home folder."""
    for variable in (*VARIABLES, "PGSYSCONFDIR", "PGPASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "roots.pem"))
    (tmp_path / "roots.pem").write_text("roots")
    return tmp_path


def source(url: str, command: tuple[str, ...] = ()) -> Source:
    return Source(name="app", kind="postgres", url=url, password_command=command)


HERE = [
    "postgresql:///db",
    "postgresql://u@localhost/db",
    "postgresql://u@127.0.0.1:5433/db",
    "postgresql://u@[::1]/db",
    "host=/var/run/postgresql dbname=db",
    "host=@abstract",
    "postgresql://u@db.example.org/db?hostaddr=127.0.0.1",
]
REMOTE = [
    "postgresql://u@db.example.org/db",
    "host=192.0.2.7 dbname=db",
    "postgresql://u@localhost,db.example.org/db",
    "host=localhost hostaddr=192.0.2.7",
    "postgresql://u@[2001:db8::7]/db",
]


@pytest.mark.parametrize("url", HERE)
def test_a_server_on_this_machine_needs_no_certificate(url: str) -> None:
    way = reached(source(url))
    assert not {"sslmode", "sslrootcert"} & way.parameters.keys()
    assert way.notice is None


@pytest.mark.parametrize("url", REMOTE)
def test_a_remote_server_must_prove_who_it_is(url: str, alone: Path) -> None:
    way = reached(source(url))
    assert way.parameters["sslmode"] == "verify-full"
    assert way.parameters["sslrootcert"] == str(alone / "roots.pem")
    assert way.notice is None


WEAK = [
    (
        "disable",
        "app: its connection is not encrypted (sslmode=disable); write sslmode=verify-full",
    ),
    ("allow", "its connection may not be encrypted"),
    ("prefer", "its connection may not be encrypted"),
    ("require", "whether it is the server that is meant is not verified"),
    ("verify-ca", "whether it is the host that is meant is not verified"),
]


@pytest.mark.parametrize(("mode", "notice"), WEAK)
@pytest.mark.parametrize("said", ["url", "environment", "service"])
def test_less_than_that_is_said(
    mode: str, notice: str, said: str, monkeypatch: pytest.MonkeyPatch, alone: Path
) -> None:
    url = "postgresql://u@db.example.org/db"
    if said == "url":
        url += f"?sslmode={mode}"
    elif said == "environment":
        monkeypatch.setenv("PGSSLMODE", mode)
    else:
        url = "service=warehouse"
        (alone / ".pg_service.conf").write_text(
            f"[other]\nsslmode=verify-full\n# [warehouse]\n[warehouse]\nhost=db.example.org\n"
            f"sslmode = {mode}\n[last]\nsslmode=verify-full\n"
        )
    way = reached(source(url))
    assert way.parameters.get("sslmode", mode) == mode
    assert way.notice is not None
    assert notice in way.notice


def test_a_service_without_a_word_on_tls_is_verified(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = alone / "services"
    file.write_text("[warehouse]\nhost=db.example.org\nconnect_timeout=3\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    way = reached(source("service=warehouse"))
    assert way.parameters["sslmode"] == "verify-full"
    assert "connect_timeout" not in way.parameters  # the service's own holds
    monkeypatch.setenv("PGSERVICE", "warehouse")
    assert reached(source("dbname=db")).parameters["sslmode"] == "verify-full"


def test_the_host_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert reached(source("dbname=db")).parameters["sslmode"] == "verify-full"


def test_roots_that_somebody_named_stay(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://u@db.example.org/db"
    assert reached(source(url + "?sslrootcert=/a.pem")).parameters["sslrootcert"] == "/a.pem"
    monkeypatch.setenv("PGSSLROOTCERT", "/b.pem")
    assert "sslrootcert" not in reached(source(url)).parameters
    monkeypatch.delenv("PGSSLROOTCERT")
    (alone / ".postgresql").mkdir()
    (alone / ".postgresql/root.crt").write_text("roots")
    assert "sslrootcert" not in reached(source(url)).parameters


def test_the_password_of_a_command_is_a_parameter_and_never_shown() -> None:
    way = reached(
        source("postgresql://u@localhost/db", (sys.executable, "-c", f"print('{CANARY}')"))
    )
    assert way.parameters["password"] == CANARY
    assert CANARY not in repr(way)


def test_two_passwords_are_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", CANARY)
    command = (sys.executable, "-c", "print('x')")
    for url in ("postgresql://u:${PW}@localhost/db", "password=${PW}"):
        with pytest.raises(ConfigError, match="keep one") as caught:
            reached(source(url, command))
        assert CANARY not in str(caught.value)
