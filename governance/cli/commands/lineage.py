"""Follow a column to where it comes from and goes to, or list the edges of one SQL file."""

from __future__ import annotations

import click


@click.command("lineage")
@click.argument("name", metavar="[COLUMN]", required=False)
@click.option("--upstream", is_flag=True, help="Only where the column comes from.")
@click.option("--downstream", is_flag=True, help="Only where the column goes to.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Only so many steps.")
@click.option("--all", "everything", is_flag=True, help="Every edge of the repository instead.")
@click.option("--sql", metavar="FILE", help="The edges of this SQL file instead (- for stdin).")
@click.option("--dialect", default="postgres", show_default=True, help="The dialect of the file.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="text",
    help="text (default), json, html, mermaid or openlineage.",
)
@click.option("--output", metavar="FILE", default="-", help="Where it goes; - is standard output.")
@click.option(
    "--event-time",
    metavar="TIME",
    help="The time of OpenLineage events (2026-01-31T12:00:00Z); the commit's if left out.",
)
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    name: str | None,
    upstream: bool,
    downstream: bool,
    depth: int | None,
    everything: bool,
    sql: str | None,
    dialect: str,
    form: str,
    output: str,
    event_time: str | None,
    live: bool,
    config: str | None,
) -> None:
    """Follow a column to where it comes from and goes to, and what happens to it on the way.

    COLUMN is schema.table.column; schema.table follows every column of a table. With --sql, every
    edge of one file is listed instead, also those into tables that it drops again.

    Exit code 2: something could not be read, and lineage may be missing. What is known is printed
    all the same.
    """
    from governance.cli import lineage

    if (name is not None) + (sql is not None) + everything != 1:
        raise click.UsageError("name a column or a table, or give --sql FILE or --all")
    if name is None and (upstream or downstream or depth is not None):
        raise click.UsageError("--upstream, --downstream and --depth need a column or a table")
    writing = lineage.Writing.of(form, output, event_time)
    if sql is not None:
        answer = lineage.of_file(sql, dialect)
    else:
        both = upstream == downstream
        directions = lineage.directions(both or upstream, both or downstream)
        answer = lineage.of_repository(
            name, directions, depth, once=writing.once, live=live, config=config
        )
    if writing.write(answer):
        click.get_current_context().exit(2)
