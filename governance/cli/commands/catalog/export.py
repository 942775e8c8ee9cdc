"""Write the catalog for machines, and for other catalogs."""

from __future__ import annotations

import click


@click.command("export")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="jsonl",
    help="jsonl (a line a column; default), dbt, odcs, datahub, openmetadata or openlineage.",
)
@click.option(
    "--output",
    metavar="FILE|DIR",
    default="-",
    help="Where it goes; - is standard output. dbt, odcs and openmetadata need a folder.",
)
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(form: str, output: str, live: bool, config: str | None) -> None:
    """Write the catalog for machines, and for other catalogs.

    What people declared is written where the other tool reads facts; what was only found stands
    beside it and is marked as such. What a format has no room for is told.
    """
    from governance.cli import exporting
    from governance.cli.catalogs import built, tell_problems

    export = exporting.Export.of(form, output)
    found = built(live, config)
    export.write(found.catalog, exporting.context(config, form))
    tell_problems(found)
