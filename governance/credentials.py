"""What lictor.yml may say of passwords: where they come from, never what they are."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable

from governance.documents import Document
from governance.errors import ConfigError
from governance.model.location import Location

_PASSWORD = re.compile(
    r"""://[^/@\s]*?:(?P<user>[^/\s]+)@
      | \b(?:\w*(?:password|passwd|secret|token)|pwd)\s*=\s*(?P<key>[^\s&]+)""",
    re.VERBOSE | re.IGNORECASE,
)


def refuse_password(url: str | None, location: Location) -> None:
    """A secret in a file that is committed is no secret.

    Raises:
        ConfigError: a password stands in a connection string.
    """
    for found in _PASSWORD.finditer(url or ""):
        if not re.fullmatch(r"\$\{\w+\}", found["user"] or found["key"]):
            raise ConfigError(
                "a password stands in the clear here; put it into an environment variable and "
                "write ${VARIABLE}",
                location=location,
            )


def from_environment(text: str, missing: Callable[[str], str], location: Location | None) -> str:
    """The text with each `${VARIABLE}` replaced from the environment.

    Raises:
        ConfigError: one is not set; `missing` says so, given its name.
    """

    def replace(match: re.Match[str]) -> str:
        value = os.environ.get(match[1])
        if not value:
            raise ConfigError(missing(match[1]), location=location)
        return value

    return re.sub(r"\$\{(\w+)\}", replace, text)


def password_command(
    document: Document, number: int, written: str | tuple[str, ...] | None, file: str | None
) -> tuple[str, ...]:
    """The program that prints a source's password, and its arguments; empty for none.

    `number` is the source's place in the list, `file` its `password_file`.

    Raises:
        ConfigError: it names no program, or there is a file, too.
    """
    if written is None:
        return ()
    location = document.location("sources", number, "password_command")
    if file is not None:
        raise ConfigError(
            "password_command and password_file are two places for one password; keep one",
            location=location,
        )
    try:
        command = tuple(shlex.split(written)) if isinstance(written, str) else written
    except ValueError:
        raise ConfigError(
            "password_command has a quote that is never closed; write it as a list",
            location=location,
        ) from None
    if not command or not command[0]:
        raise ConfigError("password_command names no program", location=location)
    return command
