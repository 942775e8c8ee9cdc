"""Write every column with what is known about it, for machines."""

from __future__ import annotations

import click


@click.command("export")
@click.option(
    "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", help="One line a column."
)
@click.option("--live", is_flag=True, help="The same as --in live.")
@click.option(
    "--in",
    "catalog",
    metavar="CATALOG",
    default="files",
    help="Which catalog: files (default), live (the databases, too), git:REF.",
)
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(form: str, live: bool, catalog: str, config: str | None) -> None:
    """Write every column with what is known about it, for machines."""
    import json

    from governance.cli.catalogs import named, tell_problems
    from governance.report.catalog import records

    found = named("live" if live else catalog, config)
    for record in records(found.catalog):
        click.echo(json.dumps(record, ensure_ascii=False))
    tell_problems(found)
