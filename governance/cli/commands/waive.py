"""Let a policy not count for some subjects, until a day."""

from __future__ import annotations

import click


@click.command("waive")
@click.argument("policy")
@click.argument("subject")
@click.option("--reason", required=True, help="Why it may be so, and what will be done.")
@click.option("--until", required=True, metavar="DATE", help="The last day on which it counts.")
@click.option(
    "--approver", required=True, help="Who answers for it: another person than whoever writes it."
)
@click.option("--ticket", help="Where it is followed up: URL or id.")
@click.option("--file", metavar="FILE", help="The file of waivers; default: the first of them.")
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    policy: str,
    subject: str,
    reason: str,
    until: str,
    approver: str,
    ticket: str | None,
    file: str | None,
    live: bool,
    config: str | None,
) -> None:
    """Let a policy not count for some subjects, until a day.

    SUBJECT is [source:]schema.table for tables and [source:]schema.table.column for columns, each
    part a name or a glob. The waiver is added to the file of waivers, which stays as it is
    otherwise. It counts once it is merged: a change cannot waive its own faults.
    """
    from pathlib import Path

    from governance import gate
    from governance.report.words import counted
    from governance.setup.schemas import modeline
    from governance.terminal import Terminal
    from governance.waivers import asking
    from governance.waivers.writing import lines_of

    trees = gate.trees(Path.cwd())
    case = gate.examined(trees, config=config, live=live)
    asked = asking.Asked(policy, subject, reason, until, approver, ticket)
    there = asking.place(case.settings, file)
    waiver = asking.waiver(asked, there, case.settings.waivers.max_days, case.terms)
    same = asking.already(waiver, case.standing)
    if same is not None:
        click.echo(f"It is there already: {same.location}")
        return
    asking.refuse_own(waiver, trees.head)
    head = modeline("waivers", "../" * there.count("/"))
    asking.write(trees.head, there, waiver, f"{head}\n")
    terminal = Terminal.of()
    click.echo(f"{terminal.style('wrote', 'green')}   {there}:")
    for line in lines_of(waiver):
        click.echo(line)
    number, near = asking.matched(waiver, case.found.violations)
    if number:
        click.echo(f"It matches {counted(number, 'violation')}.")
    else:
        warning = f"Nothing that it matches violates {policy} now{near}"
        click.echo(warning if near else f"{warning}.", err=True)
    if not case.settings.waivers.from_pull_request:
        click.echo("A pull request's own waivers do not count for it: merge this one first.")
