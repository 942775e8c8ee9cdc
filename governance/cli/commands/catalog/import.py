# ruff: noqa: N999 - the word that the command has, which no import statement can say
"""Fill an empty store of the catalog with an archive."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", metavar="URL", help="Another store than the configured one.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(file: Path, into: str | None, config: str | None) -> None:
    """Fill an empty store of the catalog with an archive that catalog export has written.

    All of it comes in, with its history, scans and reviews, or nothing does.
    """
    from governance.catalog.archive import restore
    from governance.cli.catalogs import store

    with store(config, url=into) as opened:
        moved = restore(opened, file)
        click.echo(
            f"{moved.tables:,} tables, {moved.scans:,} scans and {moved.changes:,} changes "
            f"are in {opened.place} now"
        )
