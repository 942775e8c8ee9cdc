"""Write every column with what is known about it, for machines."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "archive"]),
    default="jsonl",
    help="One line a column; or the whole store, for catalog import.",
)
@click.option("--live", is_flag=True, help="The same as --in live.")
@click.option(
    "--in",
    "catalog",
    metavar="CATALOG",
    default="files",
    help="Which catalog: files (default), live (the databases, too), git:REF.",
)
@click.option("--output", metavar="FILE", default="-", help="Where an archive goes.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(form: str, live: bool, catalog: str, output: str, config: str | None) -> None:
    """Write every column with what is known about it, for machines.

    An archive is the whole store: the catalog as it is, its history, scans and reviews. Name it
    catalog.jsonl.gz to have it compressed.
    """
    if form == "archive":
        _archive(output, config)
        return
    import json

    from governance.cli.catalogs import named, tell_problems
    from governance.report.catalog import records

    found = named("live" if live else catalog, config)
    for record in records(found.catalog):
        click.echo(json.dumps(record, ensure_ascii=False))
    tell_problems(found)


def _archive(output: str, config: str | None) -> None:
    from governance.catalog.archive import export
    from governance.cli.catalogs import store

    if output == "-":
        raise click.UsageError("an archive goes into a file: --output catalog.jsonl.gz")
    with store(config) as opened:
        moved = export(opened, Path(output))
    click.echo(
        f"{output} holds {moved.tables:,} tables, {moved.scans:,} scans and "
        f"{moved.changes:,} changes of {opened.place}"
    )
