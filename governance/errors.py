"""Every error a caller may see.

::

    LictorError
    ├── ConfigError      what people wrote (lictor.yml, stewardship, a flag) cannot be used
    │   └── PolicyError  a policy document is wrong, or its SQL leaves the sealed language
    ├── TreeError        files or commits cannot be read (no repository, no such ref, shallow clone)
    ├── ExtractError     a source cannot be read at all (no server, no such folder)
    ├── CatalogError     the store of the catalog cannot be opened, read or written
    └── MissingExtra     the command needs an optional dependency that is not installed

A statement, file or column that cannot be understood is not an exception but a
`governance.model.Problem`: the rest of the work goes on, and the result says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.model.location import Location


class LictorError(Exception):
    """What went wrong, where, and what to do, in one to three lines that hold no personal data."""

    def __init__(self, message: str, *, location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.location = location

    def __str__(self) -> str:
        return f"{self.location}: {self.message}" if self.location else self.message


class ConfigError(LictorError):
    """What people wrote (lictor.yml, stewardship, a flag) cannot be used."""


class PolicyError(ConfigError):
    """A policy document is wrong, or its SQL leaves the sealed language."""


class TreeError(LictorError):
    """Files or commits cannot be read: no repository, no such ref, a shallow clone."""


class ExtractError(LictorError):
    """A source cannot be read at all: no server, no such folder, no permission."""


class CatalogError(LictorError):
    """The store of the catalog cannot be opened, read or written, or is not one of ours."""


class MissingExtra(LictorError):  # noqa: N818 - reads as what it is
    """A command needs an optional dependency that is not installed."""
