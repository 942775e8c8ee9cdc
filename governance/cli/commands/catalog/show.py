"""List the tables, or the columns of one."""

from __future__ import annotations

import click


@click.command("show")
@click.argument("table", required=False)
@click.option("--live", is_flag=True, help="The same as --in live.")
@click.option(
    "--in",
    "catalog",
    metavar="CATALOG",
    default="files",
    help="Which catalog: files (default), live (the databases, too), git:REF.",
)
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(table: str | None, live: bool, catalog: str, config: str | None) -> None:
    """List the tables, or the columns of TABLE (schema.table)."""
    from governance.cli.catalogs import named, tell_problems
    from governance.report.catalog import listing, sheet
    from governance.terminal import Terminal

    found = named("live" if live else catalog, config)
    text = sheet(found.catalog, table, Terminal.of()) if table else listing(found.catalog)
    click.echo(text)
    tell_problems(found)
