"""The catalog: what Lictor knows about each table and column. One file is one command."""

from __future__ import annotations

import sys

import click

from governance.cli.folder import Folder


@click.command("catalog", cls=Folder, modules=sys.modules[__name__])
def command() -> None:
    """Show or export what Lictor knows about each table and column."""
