"""Bring the store of the catalog to the schema of this program."""

from __future__ import annotations

import click


@click.command("upgrade")
@click.option("--sql", "printed", is_flag=True, help="Print the statements and run none.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(printed: bool, config: str | None) -> None:
    """Bring the store of the catalog to the schema of this program.

    A store in SQLite is upgraded by whatever command opens it first. One in PostgreSQL only by
    this command, so that it happens when its owner wants it.
    """
    from governance.catalog.upgrading import sql, upgrade
    from governance.cli.catalogs import store

    with store(config, upgraded=False) as opened:
        if printed:
            click.echo(sql(opened), nl=False)
            return
        before, now = upgrade(opened)
        if before == now:
            click.echo(f"{opened.place} is at version {now} of the schema already")
        elif before is None:
            click.echo(f"{opened.place} holds a catalog now, version {now} of the schema")
        else:
            click.echo(f"{opened.place} upgraded from version {before} of the schema to {now}")
