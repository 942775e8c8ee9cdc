"""What is different between two catalogs."""

from __future__ import annotations

import click


@click.command("diff")
@click.argument("before")
@click.argument("after", default="files")
@click.option(
    "--fail-on",
    multiple=True,
    metavar="KIND",
    help="Exit with 1 when there is such a difference, e.g. newly_personal; may be repeated.",
)
@click.option("--all", "everything", is_flag=True, help="Every line, where a list is cut short.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="text",
    help="text (default), json, or markdown for a chat message.",
)
@click.option("--output", metavar="FILE", default="-", help="Where it goes; - is standard output.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    before: str,
    after: str,
    fail_on: tuple[str, ...],
    everything: bool,
    form: str,
    output: str,
    config: str | None,
) -> None:
    """Show what is different between two catalogs, the worst first.

    BEFORE and AFTER each name a catalog: files (the repository as it stands; AFTER if left out),
    live (its databases, too), git:REF (a commit, branch or tag), stored (what the last scans
    found), scan:N (as that scan left it), a date or time (2026-11-24), or the URL of a store.

    Exit code 1: there is a difference of a kind that --fail-on names. Exit code 2: something could
    not be read, and differences may be missing.
    """
    from governance.cli.catalogs import named, tell_problems
    from governance.cli.drifts import kinds
    from governance.cli.writing import render
    from governance.drift import drift
    from governance.report.drift import formats
    from governance.report.drift.report import Report

    writing = render("drift format", formats, "lictor.drift_formats", form, output)
    failing = kinds(fail_on)
    was, now = named(before, config), named(after, config)
    found = drift(was.catalog, now.catalog)
    report = Report(before, after, found, failing, everything)
    writing(report)
    tell_problems(was, now)
    if report.blocking:
        click.get_current_context().exit(1)
