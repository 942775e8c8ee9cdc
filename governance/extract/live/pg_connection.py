"""How a PostgreSQL server is reached: its parameters, a password from elsewhere, and TLS.

libpq takes an encrypted connection where it gets one and believes any certificate (sslmode
`prefer`), which keeps no one from standing in between. Here the server must be the one that was
meant (`verify-full`), unless somebody said otherwise: in the url, in PGSSLMODE or in a service.
Source: https://www.postgresql.org/docs/current/libpq-ssl.html, libpq-pgservice.html.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict

from governance.errors import ConfigError, ExtractError
from governance.extract.live.password import password
from governance.settings import Source

CONNECT_SECONDS = 10

_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep the certificates that they trust: Debian, Red Hat, SUSE, Alpine and BSD."""

# A server that is gone without a word is noticed, and not waited for through the night.
_KEPT_ALIVE = {
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
_UNVERIFIED = {
    "disable": "its connection is not encrypted",
    "allow": "its connection may not be encrypted",
    "prefer": "its connection may not be encrypted",
    "require": "whether it is the server that is meant is not verified",
    "verify-ca": "whether it is the host that is meant is not verified",
}


class Reached(Struct, frozen=True):
    """libpq's parameters, and what to say of them. Neither is for printing: see `notice`."""

    parameters: Mapping[str, str]
    notice: str | None = None

    def __repr__(self) -> str:
        """Nothing of it: one of the parameters is the password."""
        return "Reached(...)"


def reached(source: Source) -> Reached:
    """The parameters to connect with.

    Raises:
        ExtractError: the url is none of PostgreSQL's.
        ConfigError: there is no url, a variable or the password cannot be had, or there are two.
    """
    url = source.resolved_url()
    try:
        said = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except (psycopg.Error, UnicodeError, ValueError):
        raise ExtractError(
            f'source "{source.name}" cannot be read: its url is no PostgreSQL connection string',
            location=source.at("url"),
        ) from None
    service = _service(said)
    parameters = {"connect_timeout": str(CONNECT_SECONDS), **_KEPT_ALIVE}
    parameters = {key: value for key, value in parameters.items() if key not in service}
    parameters |= said
    secret = password(source)
    if secret is not None:
        if "password" in said:
            raise ConfigError(
                f'source "{source.name}" has a password in its url and another place for it; '
                "keep one",
                location=source.at("url"),
            )
        parameters["password"] = secret
    if not _remote(_first("host", "PGHOST", said, service), said, service):
        return Reached(parameters)
    mode = _first("sslmode", "PGSSLMODE", said, service)
    if mode is None:
        parameters["sslmode"] = mode = "verify-full"
    if mode in ("verify-ca", "verify-full"):
        roots = _first("sslrootcert", "PGSSLROOTCERT", said, service)
        if roots is None and not Path("~/.postgresql/root.crt").expanduser().exists():
            parameters["sslrootcert"] = _trusted()
    weak = _UNVERIFIED.get(mode)
    return Reached(
        parameters, weak and f"{source.name}: {weak} (sslmode={mode}); write sslmode=verify-full"
    )


def _first(
    key: str, variable: str, said: Mapping[str, str], service: Mapping[str, str]
) -> str | None:
    """A parameter as libpq finds it: in the url, the service, the environment."""
    return said.get(key) or service.get(key) or os.environ.get(variable) or None


def _remote(hosts: str | None, said: Mapping[str, str], service: Mapping[str, str]) -> bool:
    """Whether the way to the server leaves this machine."""
    addresses = _first("hostaddr", "PGHOSTADDR", said, service)
    return any(not _here(host.strip()) for host in (addresses or hosts or "").split(","))


def _here(host: str) -> bool:
    if host in ("", "localhost") or host.startswith(("/", "@")):  # a socket, also an abstract one
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _trusted() -> str:
    """The file of certificates that this system trusts.

    libpq's own word for it, `system`, asks the OpenSSL that psycopg brings along, which looks
    where the machine that built it kept them.
    """
    found = (os.environ.get("SSL_CERT_FILE"), ssl.get_default_verify_paths().cafile, *_FILES)
    return next((file for file in found if file and Path(file).is_file()), "system")


def _service(said: Mapping[str, str]) -> Mapping[str, str]:
    """What the service says that the url or PGSERVICE names; libpq complains if it is not there."""
    name = said.get("service") or os.environ.get("PGSERVICE")
    if not name:
        return {}
    folder = os.environ.get("PGSYSCONFDIR")
    own = said.get("servicefile") or os.environ.get("PGSERVICEFILE") or "~/.pg_service.conf"
    for file in (own, f"{folder}/pg_service.conf" if folder else None):
        try:
            lines = Path(file).expanduser().read_text().splitlines() if file else ()
        except (OSError, ValueError, RuntimeError):
            continue
        found = _section(lines, name)
        if found is not None:
            return found
    return {}


def _section(lines: Iterable[str], name: str) -> dict[str, str] | None:
    found: dict[str, str] | None = None
    for line in map(str.strip, lines):
        if line.startswith("["):
            if found is not None:
                break
            if line == f"[{name}]":
                found = {}
        elif found is not None and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found
