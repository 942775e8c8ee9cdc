"""The catalog that a command is about, by its name: the one place that knows all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from governance.cli import selectors
from governance.errors import ConfigError
from governance.model.names import printable
from governance.pipeline import Built
from governance.plugins import Registry
from governance.suggest import did_you_mean

if TYPE_CHECKING:
    from governance.catalog.opening import Store

SELECTORS = Registry("way to name a catalog", selectors, "lictor.catalogs")


def named(name: str, config: str | None = None) -> Built:
    """The catalog of that name: files, live, git:REF and whatever else a selector knows.

    Raises:
        ConfigError: no selector knows the name.
        LictorError: the catalog cannot be read.
    """
    ways = [SELECTORS[each] for each in SELECTORS.names]
    for way in ways:
        if way.fits(name):
            found: Built = way.read(name, config)
            return found
    forms = sorted((way.FORM for way in ways), key=lambda form: (form[0].isupper(), form))
    near = did_you_mean(name, [form for form in forms if form.islower()])
    raise ConfigError(
        f"there is no catalog named {printable(name)}{near}; name one of {', '.join(forms)}"
    )


def chosen(name: str | None, config: str | None) -> str:
    """The catalog that is meant: the one named, else what is stored, else the files.

    Raises:
        LictorError: the settings cannot be used.
    """
    if name is not None:
        return name
    from governance.cli.here import here
    from governance.stores import there_is_one

    trees, settings = here(config)
    return "stored" if there_is_one(settings, trees.root) else "files"


@contextmanager
def store(config: str | None, *, url: str | None = None, upgraded: bool = True) -> Iterator[Store]:
    """The store of the repository that the current folder is in, or the one at `url`.

    A file is made where there is none.

    Raises:
        LictorError: the settings cannot be used, or the store cannot be opened.
    """
    from governance.cli.here import here
    from governance.stores import store_of

    trees, settings = here(config)
    with store_of(settings, trees.root, url=url, upgraded=upgraded) as opened:
        yield opened


@contextmanager
def filled_store(config: str | None) -> Iterator[Store]:
    """The store of the repository that the current folder is in, which must be there.

    Raises:
        LictorError: the settings cannot be used, or there is no store, or it cannot be opened.
    """
    from governance.cli.here import here
    from governance.stores import filled

    trees, settings = here(config)
    with filled(settings, trees.root) as opened:
        yield opened


def tell_problems(*found: Built) -> None:
    """What was not understood is said on standard error, and the exit code is 2."""
    problems = dict.fromkeys(problem for each in found for problem in each.problems)
    for problem in problems:
        place = f"{problem.location}: " if problem.location else ""
        click.echo(f"not understood: {place}{printable(problem.message)}", err=True)
    if problems:
        click.get_current_context().exit(2)
