"""Print the SQL that lets a scanner write the catalog in PostgreSQL and everybody else read it."""

from __future__ import annotations

import click


@click.command("roles")
@click.option("--scanner", metavar="NAME", help="The role that writes (lictor_scanner).")
@click.option("--reader", metavar="NAME", help="The role that reads (lictor_reader).")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(scanner: str | None, reader: str | None, config: str | None) -> None:
    """Print the SQL that makes two roles for a catalog in PostgreSQL, with the least they need.

    One writes what scans find, the other reads, for checks and reports. Nothing is run: give it to
    psql as the owner of the catalog. It may run again, and must after each catalog upgrade.
    """
    from governance.catalog.granting import READER, SCANNER, script
    from governance.cli.catalogs import store
    from governance.errors import CatalogError

    with store(config, upgraded=False) as opened:
        if opened.dialect != "postgresql":
            raise CatalogError(
                f"{opened.place} is a file, which has no roles: whoever may read it reads it all"
            )
        database = opened.url.database or opened.url.username or ""
        click.echo(script(database, scanner or SCANNER, reader or READER), nl=False)
