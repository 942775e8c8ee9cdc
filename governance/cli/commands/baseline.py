"""Write down the faults there are, so that only new ones block."""

from __future__ import annotations

import click


@click.command("baseline")
@click.option("--prune", is_flag=True, help="Only take out what is mended.")
@click.option("--add", is_flag=True, help="Take in what is new, too; needs --reason.")
@click.option("--reason", help="Why it may stay; it is written into the baseline.")
@click.option("--live", is_flag=True, help="Read the configured databases too, not only files.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(prune: bool, add: bool, reason: str | None, live: bool, config: str | None) -> None:
    """Write down the faults there are, so that only new ones block.

    The first time all faults are written into lictor.baseline, a line each. From then on it only
    shrinks: what is mended is taken out, and what is new is refused unless --add says why. A
    fault is known by its policy, its subject and what is wrong with it, so that another fault in
    the same table is new.
    """
    from pathlib import Path

    from governance import gate
    from governance.errors import ConfigError
    from governance.terminal import Terminal
    from governance.waivers import baseline, renewal
    from governance.waivers.writing import put

    if add and prune:
        raise click.UsageError("--add and --prune are two jobs; choose one")
    if add != (reason is not None):
        raise click.UsageError("--add needs a --reason, and nothing else takes one")
    trees = gate.trees(Path.cwd())
    case = gate.examined(trees, config=config, live=live)
    waived = gate.all_judged(case)
    held, found = case.standing.baseline, case.may_be_excused
    file = baseline.file_of(case.settings)
    if held is None:
        if prune or add:
            raise ConfigError(f"there is no baseline {file} yet; begin it with: lictor baseline")
        new = renewal.begun(found, waived, file, case.terms)
    elif add:
        new = renewal.added(held, found, waived, reason or "", case.terms)
    else:
        if not prune:
            renewal.refuse_more(held, found, waived)
        new = renewal.pruned(held, found, case.terms)
    if not new.added and not new.removed and held is not None:
        click.echo(f"{file} is up to date: {renewal.counted(held.entries)}")
        return
    put(trees.head, file, new.baseline.text().encode())
    terminal = Terminal.of()
    lines = [
        f"{terminal.style('wrote', 'green')}   {file}: {renewal.counted(new.baseline.entries)}"
    ]
    if held is not None and new.added:
        lines.append(f"added   {renewal.counted(new.added)}")
    if new.removed:
        lines.append(f"removed {renewal.counted(new.removed)}")
    if held is None:
        lines.append("Commit it. From then on only what is not in it blocks.")
    click.echo("\n".join(lines))
