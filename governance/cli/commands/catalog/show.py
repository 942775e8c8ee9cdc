"""List the tables, or the columns of one."""

from __future__ import annotations

import click


@click.command("show")
@click.argument("table", required=False)
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(table: str | None, live: bool, config: str | None) -> None:
    """List the tables, or the columns of TABLE (schema.table)."""
    from governance.cli.catalogs import built, tell_problems
    from governance.report.catalog import listing, sheet
    from governance.terminal import Terminal

    found = built(live, config)
    text = sheet(found.catalog, table, Terminal.of()) if table else listing(found.catalog)
    click.echo(text)
    tell_problems(found)
