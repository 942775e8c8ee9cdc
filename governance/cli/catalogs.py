"""The catalog that a command is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from governance import gate
from governance.pipeline import Built, build

if TYPE_CHECKING:
    from governance.catalog.opening import Store


def built(live: bool, config: str | None) -> Built:
    """The catalog of the repository that the current folder is in.

    Raises:
        LictorError: it cannot be read.
    """
    trees = gate.trees(Path.cwd())
    settings = gate.rules(trees, config)[1]
    return build(trees.head, settings, gate.cache_of(trees), live=live)


@contextmanager
def store(config: str | None, *, url: str | None = None, upgraded: bool = True) -> Iterator[Store]:
    """The store of the repository that the current folder is in, or the one at `url`.

    Raises:
        LictorError: the settings cannot be used, or the store cannot be opened.
    """
    from governance.catalog.opening import configured, open_store  # 0.2 s: SQLAlchemy

    trees = gate.trees(Path.cwd())
    if url is None:
        url = configured(gate.rules(trees, config)[1])
    with open_store(url, trees.root, upgraded=upgraded) as opened:
        yield opened


def tell_problems(found: Built) -> None:
    """What was not understood is said on standard error, and the exit code is 2."""
    for problem in found.problems:
        place = f"{problem.location}: " if problem.location else ""
        click.echo(f"not understood: {place}{problem.message}", err=True)
    if found.problems:
        click.get_current_context().exit(2)
