"""Judge a change: what it adds that breaks a policy blocks it."""

from __future__ import annotations

import click


@click.command("check")
@click.option(
    "--base", metavar="REF", help="Compare with where this branch left REF; only new faults block."
)
@click.option("--staged", is_flag=True, help="Judge what is staged, compared with HEAD.")
@click.option("--all", "everything", is_flag=True, help="List the older faults too.")
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option(
    "--format",
    "formats",
    metavar="FORMAT",
    multiple=True,
    help="text (default), json, sarif, github, gitlab, junit or markdown; repeatable.",
)
@click.option(
    "--output",
    "outputs",
    metavar="FILE",
    multiple=True,
    help="Where the format goes, in the same order; - is standard output.",
)
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
@click.argument("files", metavar="[FILES]...", nargs=-1)
@click.pass_context
def command(
    context: click.Context,
    files: tuple[str, ...],
    base: str | None,
    staged: bool,
    everything: bool,
    live: bool,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    config: str | None,
) -> None:
    """Judge a change: what it adds that breaks a policy blocks it.

    Without --base or --staged the working tree is judged as it stands. FILES, as pre-commit passes
    them, are told of first; the whole change is judged all the same.

    Exit code 0: clean, 1: blocked, 2: could not be evaluated.
    """
    import os
    from pathlib import Path

    from governance import gate
    from governance.cli.reports import Destinations
    from governance.errors import LictorError
    from governance.model.names import printable
    from governance.setup.schemas import publish

    if base is not None and staged:
        raise click.UsageError("--base and --staged are two comparisons; choose one")
    for name in files:
        if not os.path.lexists(name):
            raise click.UsageError(
                f"there is no file {printable(name)}; a branch to compare with goes behind --base"
            )
    destinations = Destinations.of(formats or ("text",), outputs)
    trees = None
    try:
        trees = gate.trees(Path.cwd(), base=base, staged=staged)
        verdict = gate.check(trees, config=config, live=live)
    except LictorError as error:
        destinations.machines().write(gate.failed(error, trees), trees, everything=everything)
        raise
    destinations.write(verdict, trees, everything=everything, first=files)
    if not os.environ.get("CI"):  # nobody edits files there
        publish(trees.root)
    context.exit(verdict.exit_code)
