"""What `lictor catalog export` does: find the format, write the catalog in it, say what is left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from msgspec import Struct

from governance.errors import ConfigError
from governance.model.catalog import Catalog
from governance.model.names import printable
from governance.plugins import Registry
from governance.report.exchange import formats as built_in
from governance.report.exchange.base import Context, Format, Left, Piece, System
from governance.report.exchange.writing import Done, into_file, into_folder, onto

FORMATS = Registry("export format", built_in, "lictor.export_formats")


class Export(Struct, frozen=True):
    """In which format a catalog is written, and where; "-" is standard output."""

    form: str
    place: str

    @classmethod
    def of(cls, form: str, place: str) -> Export:
        """Check them before anything is read.

        Raises:
            ConfigError: there is no such format, or it cannot be written there.
        """
        file = _format(form).FILE
        if not place:
            raise ConfigError(
                "--output is empty; name a file or a folder, or - for standard output"
            )
        if file is None and place == "-":
            raise ConfigError(f"{form} is several files; name a folder for them with --output")
        there = Path(place)
        if file is None and there.exists() and not there.is_dir():
            raise ConfigError(f"{printable(place)} is a file, and {form} needs a folder")
        return cls(form, place)

    def write(self, catalog: Catalog, context: Context) -> None:
        """Write the catalog; standard error says what was written and what was left out.

        Raises:
            ConfigError: a file cannot be written.
        """
        form = _format(self.form)
        pieces = form.pieces(catalog, context)
        try:
            done, what = self._written(form, pieces)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = printable(self.place)
            raise ConfigError(f"{where} cannot be written: {error.strerror}") from None
        if what:
            click.echo(f"wrote {what}", err=True)
        for sentence in _left(done):
            click.echo(sentence, err=True)

    def _written(self, form: Format, pieces: Iterable[Piece | Left]) -> tuple[Done, str]:
        if self.place == "-":
            return onto(sys.stdout.write, pieces), ""
        place = Path(self.place)
        if form.FILE is not None:
            file = place / form.FILE if place.is_dir() else place
            return into_file(file, pieces), printable(str(file))
        done = into_folder(place, pieces)
        files = "1 file" if done.files == 1 else f"{done.files:,} files"
        return done, f"{files} to {printable(self.place)}"


def context(config: str | None, form: str) -> Context:
    """What lictor.yml and the repository say that a catalog does not.

    Raises:
        ConfigError: lictor.yml cannot be read.
    """
    from governance.cli.here import here
    from governance.cli.lineage import committed

    trees, settings = here(config)
    return Context(
        systems={each.name: System(each.kind, each.dialect or "") for each in settings.sources},
        subject=printable(trees.root.name),
        time=committed() if getattr(_format(form), "TIMED", False) else None,
        namespaces=tuple(pair for each in settings.sources for pair in each.namespaces),
    )


def _format(name: str) -> Format:
    found: Format = FORMATS[name]
    return found


def _left(done: Done) -> Iterator[str]:
    for first, count in done.left:
        more = f" ({count:,} times, here first)" if count > 1 else ""
        yield f"left out: {first.subject}: {first.what}{more}"
