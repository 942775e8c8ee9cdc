"""A report on its way out: in which format, and to where."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from governance.errors import ConfigError
from governance.model.names import printable
from governance.plugins import Registry
from governance.terminal import Terminal


def render(
    kind: str, formats: ModuleType, group: str, form: str, place: str
) -> Callable[[Any], None]:
    """What writes a report in the format of that name, on standard output ("-") or into a file.

    `formats` is the package of the formats, `group` the entry-point group beside it. A file appears
    whole or not at all.

    Raises:
        ConfigError: there is no such format. Of what is returned: the file cannot be written.
    """
    way = Registry(kind, formats, group)[form]
    if not place:
        raise ConfigError("--output is empty; name a file, or - for standard output")

    def write(report: Any) -> None:
        from governance.atomic import replace_file

        if place in ("-", "/dev/stdout"):
            terminal = Terminal.of(sys.stdout)
            click.echo(way.render(report, terminal), nl=False, color=terminal.color)
            return
        try:
            replace_file(Path(place), way.render(report, Terminal()).encode())
        except OSError as error:
            raise ConfigError(f"{printable(place)} cannot be written: {error.strerror}") from None

    return write
