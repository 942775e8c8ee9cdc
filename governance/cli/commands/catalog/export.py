"""Write the catalog for machines, and for other catalogs; or the whole store as a file."""

from __future__ import annotations

from pathlib import Path

import click

from governance.cli.options import in_catalog


@click.command("export")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="jsonl",
    help="jsonl (a line a column; default), dbt, odcs, datahub, openmetadata or openlineage; or "
    "archive, the whole store for catalog import.",
)
@click.option(
    "--output",
    metavar="FILE|DIR",
    default="-",
    help="Where it goes; - is standard output. dbt, odcs and openmetadata need a folder, an "
    "archive a file.",
)
@click.option("--live", is_flag=True, help="The same as --in live.")
@in_catalog
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(form: str, output: str, live: bool, catalog: str | None, config: str | None) -> None:
    """Write the catalog for machines, and for other catalogs.

    What people declared is written where the other tool reads facts; what was only found stands
    beside it and is marked as such. What a format has no room for is told.

    An archive is the whole store: the catalog as it is, its history, scans and reviews. Name it
    catalog.jsonl.gz to have it compressed.
    """
    if form == "archive":
        _archive(output, config)
        return
    from governance.cli import exporting
    from governance.cli.catalogs import chosen, named, tell_problems

    export = exporting.Export.of(form, output)
    found = named(chosen("live" if live else catalog, config), config)
    export.write(found.catalog, exporting.context(config, form))
    tell_problems(found)


def _archive(output: str, config: str | None) -> None:
    from governance.catalog.archive import export
    from governance.cli.catalogs import filled_store

    if output == "-":
        raise click.UsageError("an archive goes into a file: --output catalog.jsonl.gz")
    with filled_store(config) as opened:
        moved = export(opened, Path(output))
    click.echo(
        f"{output} holds {moved.tables:,} tables, {moved.scans:,} scans and "
        f"{moved.changes:,} changes of {opened.place}"
    )
