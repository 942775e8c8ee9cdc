"""`live`: what the files of the repository say, and the databases that lictor.yml names."""

from __future__ import annotations

from governance.cli.selectors.files import standing
from governance.pipeline import Built

FORM = "live"


def fits(name: str) -> bool:
    """Whether it is that word."""
    return name == FORM


def read(name: str, config: str | None) -> Built:
    """The catalog of the repository that the current folder is in, with its databases.

    Raises:
        LictorError: it cannot be read.
    """
    return standing(config, live=True)
