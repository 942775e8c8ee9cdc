"""`files`: what the files of the repository say, as they stand."""

from __future__ import annotations

from governance import gate
from governance.cli.here import here
from governance.pipeline import Built, build

FORM = "files"


def fits(name: str) -> bool:
    """Whether it is that word."""
    return name == FORM


def read(name: str, config: str | None) -> Built:
    """The catalog of the repository that the current folder is in, without its databases.

    Raises:
        LictorError: it cannot be read.
    """
    return standing(config, live=False)


def standing(config: str | None, *, live: bool) -> Built:
    """The catalog of the repository that the current folder is in.

    Raises:
        LictorError: it cannot be read.
    """
    trees, settings = here(config)
    return build(trees.head, settings, gate.cache_of(trees), live=live)
