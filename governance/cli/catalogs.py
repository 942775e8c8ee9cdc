"""The catalog that a command is about."""

from __future__ import annotations

from pathlib import Path

import click

from governance import gate
from governance.pipeline import Built, build


def built(live: bool, config: str | None) -> Built:
    """The catalog of the repository that the current folder is in.

    Raises:
        LictorError: it cannot be read.
    """
    trees = gate.trees(Path.cwd())
    settings = gate.rules(trees, config)[1]
    return build(trees.head, settings, gate.cache_of(trees), live=live)


def tell_problems(found: Built) -> None:
    """What was not understood is said on standard error, and the exit code is 2."""
    for problem in found.problems:
        place = f"{problem.location}: " if problem.location else ""
        click.echo(f"not understood: {place}{problem.message}", err=True)
    if found.problems:
        click.get_current_context().exit(2)
