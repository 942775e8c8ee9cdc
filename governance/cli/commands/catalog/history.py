"""Show what changed about a table or column, by whom and from which scan."""

from __future__ import annotations

import click


@click.command("history")
@click.argument("name", metavar="COLUMN|TABLE")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(name: str, config: str | None) -> None:
    """Show what changed about a table or column, by whom and from which scan.

    Tables that are gone have a history, too.
    """
    from governance.catalog.history import history, named
    from governance.cli.catalogs import store
    from governance.errors import CatalogError
    from governance.model.text import printable
    from governance.report.history import told
    from governance.terminal import Terminal

    with store(config) as opened:
        try:
            found = named(opened, name)
        except ValueError as error:
            raise CatalogError(str(error)) from None
        if not found:
            raise CatalogError(
                f"the catalog's store ({opened.place}) has never heard of {printable(name)}"
            )
        terminal = Terminal.of()
        click.echo(
            "\n\n".join(
                told(history(opened, table), table, column, terminal) for table, column in found
            )
        )
