"""List the tables, or the columns of one."""

from __future__ import annotations

import click

from governance.cli.options import in_catalog


@click.command("show")
@click.argument("table", required=False)
@click.option("--live", is_flag=True, help="The same as --in live.")
@in_catalog
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(table: str | None, live: bool, catalog: str | None, config: str | None) -> None:
    """List the tables, or the columns of TABLE (schema.table)."""
    from governance.cli.catalogs import chosen, named, tell_problems
    from governance.report.catalog import listing, sheet
    from governance.terminal import Terminal

    found = named(chosen("live" if live else catalog, config), config)
    text = sheet(found.catalog, table, Terminal.of()) if table else listing(found.catalog)
    click.echo(text)
    tell_problems(found)
