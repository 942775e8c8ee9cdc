"""Show what changed about a table or column, by whom and from which scan; or list the scans."""

from __future__ import annotations

import click


@click.command("history")
@click.argument("name", metavar="[COLUMN|TABLE]", required=False)
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(name: str | None, config: str | None) -> None:
    """Show what changed about a table or column, by whom and from which scan; or list the scans.

    Tables that are gone have a history, too. Without a name the last hundred scans are listed, the
    newest first; their numbers are what scan:N means.
    """
    from governance.catalog.history import history, named, scans
    from governance.cli.catalogs import filled_store
    from governance.errors import CatalogError
    from governance.model.text import printable
    from governance.report.history import listed, told
    from governance.terminal import Terminal

    terminal = Terminal.of()
    with filled_store(config) as opened:
        if name is None:
            click.echo(listed(scans(opened), terminal))
            return
        try:
            found = named(opened, name)
        except ValueError as error:
            raise CatalogError(str(error)) from None
        if not found:
            raise CatalogError(
                f"the catalog's store ({opened.place}) has never heard of {printable(name)}"
            )
        click.echo(
            "\n\n".join(
                told(history(opened, table), table, column, terminal) for table, column in found
            )
        )
