"""Show or export what Lictor knows about each table and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from governance.pipeline import Built


@click.group("catalog")
def command() -> None:
    """Show or export what Lictor knows about each table and column."""


@command.command("show")
@click.argument("table", required=False)
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def show(table: str | None, live: bool, config: str | None) -> None:
    """List the tables, or the columns of TABLE (schema.table)."""
    from governance.report.catalog import listing, sheet
    from governance.terminal import Terminal

    built = _built(live, config)
    text = sheet(built.catalog, table, Terminal.of()) if table else listing(built.catalog)
    click.echo(text)
    _tell_problems(built)


@command.command("export")
@click.option(
    "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", help="One line a column."
)
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def export(form: str, live: bool, config: str | None) -> None:
    """Write every column with what is known about it, for machines."""
    import json

    from governance.report.catalog import records

    built = _built(live, config)
    for record in records(built.catalog):
        click.echo(json.dumps(record, ensure_ascii=False))
    _tell_problems(built)


def _built(live: bool, config: str | None) -> Built:
    from pathlib import Path

    from governance import gate
    from governance.pipeline import build

    trees = gate.trees(Path.cwd())
    settings = gate.rules(trees, config)[1]
    return build(trees.head, settings, gate.cache_of(trees), live=live)


def _tell_problems(built: Built) -> None:
    """What was not understood is said on standard error, and the exit code is 2."""
    for problem in built.problems:
        place = f"{problem.location}: " if problem.location else ""
        click.echo(f"not understood: {place}{problem.message}", err=True)
    if built.problems:
        click.get_current_context().exit(2)
