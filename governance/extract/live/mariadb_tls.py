"""TLS to MariaDB and MySQL: verified unless the url says otherwise, and then a word about it.

PyMySQL by itself would encrypt without looking whose certificate it gets, and fall back to none.
Source: https://pymysql.readthedocs.io/en/latest/modules/connections.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.extract.live.engine import (
    CONNECT_SECONDS,
    QUERY_SECONDS,
    Opening,
    Unusable,
    is_local,
)

if TYPE_CHECKING:
    from sqlalchemy import URL

_KEYS = (
    "ssl_ca",
    "ssl_capath",
    "ssl_cert",
    "ssl_key",
    "ssl_disabled",
    "ssl_verify_cert",
    "ssl_verify_identity",
    "ssl_check_hostname",
)


def opening(url: URL) -> Opening:
    """How PyMySQL is called for a url; another driver is left to what the url tells it.

    Over a socket and on this machine nothing is encrypted unless the url names a certificate.
    """
    import ssl

    if url.get_driver_name() != "pymysql":
        return Opening(
            url, notices=(f"TLS is left to the driver {url.get_driver_name()} and the url",)
        )
    said = {key: str(value) for key, value in url.query.items() if key in _KEYS}
    arguments: dict[str, object] = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": QUERY_SECONDS + CONNECT_SECONDS,
        "program_name": "lictor",
        "local_infile": False,
    }
    plain = url.difference_update_query([*_KEYS, "local_infile"])
    local = "unix_socket" in url.query or is_local(url)
    if _is("ssl_disabled", said) is True:
        notices = () if local else ("the connection is not encrypted (ssl_disabled)",)
        return Opening(plain, {**arguments, "ssl_disabled": True}, notices)
    if local and not said:
        return Opening(plain, arguments)
    try:
        context = ssl.create_default_context(
            cafile=said.get("ssl_ca"), capath=said.get("ssl_capath")
        )
        if "ssl_cert" in said:
            context.load_cert_chain(said["ssl_cert"], said.get("ssl_key"))
    except (OSError, ssl.SSLError):
        raise Unusable("a certificate of the url cannot be read") from None
    notices = ()
    if False in (_is(key, said) for key in ("ssl_verify_identity", "ssl_check_hostname")):
        context.check_hostname = False
        notices = ("the name in the server's certificate is not verified",)
    if _is("ssl_verify_cert", said) is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        notices = ("the server's certificate is not verified (ssl_verify_cert)",)
    return Opening(plain, {**arguments, "ssl": context}, notices)


def _is(key: str, said: dict[str, str]) -> bool | None:
    """What the url says of a switch, None when nothing."""
    value = said.get(key)
    return None if value is None else value.lower() in ("1", "true", "yes", "on")
