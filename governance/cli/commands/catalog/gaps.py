"""What the catalog lacks."""

from __future__ import annotations

import click

from governance.cli.options import in_catalog


@click.command("gaps")
@click.option("--schema", metavar="GLOB", help="Only of these schemas.")
@click.option("--owner", metavar="GLOB", help="Only of these owners; none for what has none.")
@click.option("--all", "everything", is_flag=True, help="Every line, where a list is cut short.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="text",
    help="text (default), json, csv or markdown.",
)
@click.option("--output", metavar="FILE", default="-", help="Where it goes; - is standard output.")
@in_catalog
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    catalog: str | None,
    schema: str | None,
    owner: str | None,
    everything: bool,
    form: str,
    output: str,
    config: str | None,
) -> None:
    """List what the catalog does not say and should, with what to write.

    Personal data that nobody confirmed; owners and retention that are missing; entries about what
    is not there; tables and columns without a description, or with one that says nothing; columns
    of one name that are described as different things.
    """
    from governance.cli.catalogs import chosen, named, tell_problems
    from governance.cli.writing import render
    from governance.knowledge.gaps import gaps
    from governance.knowledge.scope import Scope
    from governance.report.gaps import formats
    from governance.report.gaps.report import Report

    writing = render("gap format", formats, "lictor.gap_formats", form, output)
    catalog = chosen(catalog, config)
    found = named(catalog, config)
    scope = Scope(schema, owner)
    missing = gaps(found.catalog, scope, found.unused)
    writing(Report(catalog, len(scope.tables(found.catalog)), missing, everything))
    tell_problems(found)
