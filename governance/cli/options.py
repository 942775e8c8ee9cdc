"""Options that several commands have."""

from __future__ import annotations

import click

in_catalog = click.option(
    "--in",
    "catalog",
    metavar="CATALOG",
    help="Which catalog: stored (default where something is stored), files (else), live (the "
    "databases, too), git:REF, scan:N, a date, or the URL of a store.",
)
"""Which catalog a command is about; None is for `governance.cli.catalogs.chosen` to say."""
