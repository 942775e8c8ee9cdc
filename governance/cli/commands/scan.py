"""Read the sources, classify their columns, and bring the catalog's store up to date."""

from __future__ import annotations

import click


@click.command("scan")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--sample",
    type=click.IntRange(0, 1_000_000),
    help="Look at the values of so many rows of each table (needs lictor[scan]); default: "
    "scan: {sample: N} in lictor.yml, else none.",
)
@click.option(
    "--changed",
    is_flag=True,
    help="Look only at tables whose structure is new; the others keep what was found in them.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="How many databases are read at once.",
)
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="text",
    help="Of what is different: text (default), json, or markdown for a chat message.",
)
@click.option("--output", metavar="FILE", default="-", help="Where it goes; - is standard output.")
@click.option("--all", "everything", is_flag=True, help="Every line, where a list is cut short.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    sources: tuple[str, ...],
    sample: int | None,
    changed: bool,
    jobs: int,
    form: str,
    output: str,
    everything: bool,
    config: str | None,
) -> None:
    """Read the sources, classify their columns, and bring the catalog's store up to date.

    SOURCE names sources of lictor.yml; all are scanned if none is named. Prints what is different
    from the last scan.

    Exit code 1: there is drift of a kind that `scan: {fail_on: […]}` in lictor.yml names. Exit code
    2: a source could not be scanned; the store has of it what it had.
    """
    from governance.cli.scans import scanned

    click.get_current_context().exit(
        scanned(sources, sample, changed, jobs, form, output, everything, config)
    )
