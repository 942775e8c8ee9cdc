"""Why a database could not be read, in words that hold nothing of what a driver says.

Sources: https://mariadb.com/kb/en/mariadb-error-code-reference/ (numbers of the server and of the
client), https://peps.python.org/pep-0249/ (a driver's exceptions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

FAILURES = (Exception,)
"""What a driver may raise: PEP 249 gives names, and not every driver keeps to them."""

_NUMBERS = {
    1040: "the server has no connection left",
    1044: "this user may not use the database",
    1045: "the server refuses the user or the password",
    1049: "there is no such database",
    1130: "the server does not let this user in from here",
    1142: "permission denied",
    1143: "permission denied",
    1205: "a lock was not free in time",
    1227: "permission denied",
    1698: "the server refuses the user or the password",
    1969: "a query took too long",
    2002: "nobody answers there; is the server running?",
    2003: "nobody answers there; is the server running?",
    2005: "its host name is not known",
    2006: "the connection was lost",
    2013: "the connection was lost",
    2026: "the server does not speak TLS, or its certificate cannot be verified",
    3024: "a query took too long",
    3159: "the server wants TLS",
}
_WORDS = (
    ("credentials were not found", "there are no credentials for it on this machine"),
    ("certificate", "the server's certificate cannot be verified"),
    ("authentication", "the server refuses the user or the password"),
    ("password", "the server refuses the user or the password"),
    ("login failed", "the server refuses the user or the password"),
    ("unauthorized", "the server refuses the user or the password"),
    ("permission denied", "permission denied"),
    ("access denied", "permission denied"),
    ("not authorized", "permission denied"),
    ("insufficient privilege", "permission denied"),
    ("connection refused", "nobody answers there; is the server running?"),
    ("resolve", "its host name is not known"),
    ("name or service not known", "its host name is not known"),
    ("timeout", "the server did not answer in time"),
    ("timed out", "the server did not answer in time"),
    ("ssl", "no TLS connection can be made"),
    ("tls", "no TLS connection can be made"),
    ("does not exist", "there is no such database or schema"),
    ("unable to open", "there is no such database, or it may not be opened"),
    ("lost connection", "the connection was lost"),
    ("server closed", "the connection was lost"),
)
_CODE = re.compile(r"(?:ORA|DPY|SQLSTATE)[-_ ]?\w{4,5}|\b[0-9A-Z]{5}\b(?=:)")


def refusal(error: BaseException) -> str:
    """Why there is no connection."""
    return _sentence(error) or f"no connection ({_kind(error)}); check its url with another client"


def reason(error: BaseException) -> str:
    """Why reading failed."""
    return _sentence(error) or f"the database reports {_kind(error)}"


def _sentence(error: BaseException) -> str | None:
    for each in _chain(error):
        number = each.args[0] if each.args else None
        if isinstance(number, int) and number in _NUMBERS:
            # what went wrong with TLS is said in the words behind the number
            if number == 2003 and "certificate" in str(each).lower():
                return _NUMBERS[2026]
            return _NUMBERS[number]
    said = " ".join(str(each) for each in _chain(error)).lower()
    return next((sentence for word, sentence in _WORDS if word in said), None)


def _kind(error: BaseException) -> str:
    """What sort of thing failed: a number, or the name of the driver's exception."""
    for each in _chain(error):
        number = each.args[0] if each.args else None
        if isinstance(number, int) and not isinstance(number, bool):
            return f"error {number}"
        code = _CODE.search(str(each)) if each.args else None
        if code and code[0].startswith(("ORA", "DPY", "SQLSTATE")):
            return code[0]
    last = list(_chain(error))[-1]
    return type(last).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and the driver's below SQLAlchemy's."""
    yield error
    below = getattr(error, "orig", None) if isinstance(error, SQLAlchemyError) else None
    if isinstance(below, BaseException):
        yield below
