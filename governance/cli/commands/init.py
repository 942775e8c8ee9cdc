"""Look at this repository and write what Lictor needs to judge it."""

from __future__ import annotations

import click


@click.command("init")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option(
    "--ci",
    type=click.Choice(["github", "gitlab", "none"]),
    help="Where changes are judged; found out by itself if left out.",
)
@click.pass_context
def command(context: click.Context, dry_run: bool, ci: str | None) -> None:
    """Look at this repository and write what Lictor needs to judge it.

    That is lictor.yml, a stewardship file to fill in, a list of the faults there are today, and
    the workflow that judges each change. Files that are there already are left as they are. Exit
    code 2: there is nothing here to read.
    """
    from pathlib import Path

    from governance.cli import setting_up
    from governance.gate import cache_of, trees
    from governance.setup.faults import faults_of_today
    from governance.setup.plan import plan as planned
    from governance.setup.schemas import publish
    from governance.setup.writing import write_new
    from governance.terminal import Terminal
    from governance.tree import Repository

    here = trees(Path.cwd())
    repository = Repository.around(here.root)
    branch = repository.main_branch if repository else None
    plan = planned(
        here.head,
        cache_of(here),
        service=ci,  # type: ignore[arg-type]  # click lets no other through
        hosts=repository.hosts if repository else (),
        branch=(branch or "main").removeprefix("origin/"),
        baseline=faults_of_today,
    )
    terminal = Terminal.of()
    if dry_run:
        setting_up.preview(plan, terminal)
    else:
        written = [path for path, text in plan.files.items() if write_new(here.root, path, text)]
        publish(here.root)
        setting_up.say(plan, written, branch or "main", terminal)
    if not plan.files and not plan.kept:
        context.exit(2)
