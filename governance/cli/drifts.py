"""Drift on its way out: in which format, to where, and what of it must not pass."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import click

from governance.errors import ConfigError
from governance.model.drift import DriftKind
from governance.model.names import printable
from governance.plugins import Registry
from governance.report.drift import formats
from governance.report.drift.report import Report
from governance.scan_settings import unknown
from governance.terminal import Terminal

FORMATS = Registry("drift format", formats, "lictor.drift_formats")


def kinds(names: Iterable[str]) -> tuple[DriftKind, ...]:
    """The kinds of drift of those names.

    Raises:
        ConfigError: one is none; names the nearest.
    """
    for name in names:
        if fault := unknown(name):
            raise ConfigError(fault)
    return cast("tuple[DriftKind, ...]", tuple(dict.fromkeys(names)))


def write(render: Callable[[Report, Terminal], str], report: Report, place: str) -> None:
    """Render a report, on standard output ("-") or into a file, which appears whole.

    Raises:
        ConfigError: the file cannot be written.
    """
    from governance.atomic import replace_file

    if place in ("-", "/dev/stdout"):
        terminal = Terminal.of(sys.stdout)
        click.echo(render(report, terminal), nl=False, color=terminal.color)
        return
    try:
        replace_file(Path(place), render(report, Terminal()).encode())
    except OSError as error:
        raise ConfigError(f"{printable(place)} cannot be written: {error.strerror}") from None
