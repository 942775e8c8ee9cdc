"""How much of the data is known."""

from __future__ import annotations

import click

from governance.cli.options import in_catalog

_GROUPINGS = ["schema", "owner", "source", "environment"]
_MEASURES = ["owner", "retention", "tables", "columns", "confirmed", "protected"]


@click.command("coverage")
@click.option("--by", type=click.Choice(_GROUPINGS), default="schema", help="What groups tables.")
@click.option(
    "--threshold",
    type=click.IntRange(0, 100),
    metavar="N",
    help="Exit with 1 when a share of the total is below N percent.",
)
@click.option(
    "--measure",
    "measures",
    type=click.Choice(_MEASURES),
    multiple=True,
    help="Hold only this share to the threshold; may be repeated.",
)
@click.option("--each", is_flag=True, help="Hold each group to the threshold, not only the total.")
@click.option("--schema", metavar="GLOB", help="Only of these schemas.")
@click.option("--owner", metavar="GLOB", help="Only of these owners; none for what has none.")
@click.option(
    "--format", "form", metavar="FORMAT", default="text", help="text (default), json, csv."
)
@click.option("--output", metavar="FILE", default="-", help="Where it goes; - is standard output.")
@in_catalog
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    catalog: str | None,
    by: str,
    threshold: int | None,
    measures: tuple[str, ...],
    each: bool,
    schema: str | None,
    owner: str | None,
    form: str,
    output: str,
    config: str | None,
) -> None:
    """Show how much of the data has an owner, a retention, a description, a confirmed class.

    A description that is a placeholder, or only repeats the name, does not count.

    Exit code 1: a share is below --threshold.
    """
    from typing import cast

    from governance.cli.catalogs import chosen, named, tell_problems
    from governance.cli.writing import render
    from governance.knowledge.coverage import MEASURES, Grouping, Measure, coverage
    from governance.knowledge.scope import Scope
    from governance.report.coverage import formats
    from governance.report.coverage.report import Report

    if threshold is None and (each or measures):
        raise click.UsageError("--each and --measure need a --threshold")
    writing = render("coverage format", formats, "lictor.coverage_formats", form, output)
    catalog = chosen(catalog, config)
    found = named(catalog, config)
    grouping = cast("Grouping", by)
    covered = coverage(found.catalog, grouping, Scope(schema, owner))
    held = cast("tuple[Measure, ...]", measures) or MEASURES
    report = Report(catalog, grouping, covered, threshold, held, each)
    writing(report)
    tell_problems(found)
    if report.below:
        click.get_current_context().exit(1)
