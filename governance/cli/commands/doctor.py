"""Say what is installed, reachable and configured, and what is missing."""

from __future__ import annotations

import click


@click.command("doctor")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
def command(form: str) -> int:
    """Say what is installed, reachable and configured, and what is missing.

    Configured databases are connected to. Exit code 0: nothing is broken, 2: something is
    that `lictor check` needs.
    """
    import json
    from pathlib import Path

    from governance.cli.diagnosis import State, diagnose
    from governance.terminal import Terminal

    checks = list(diagnose(Path.cwd()))
    broken = [check for check in checks if check.state is State.BROKEN]
    if form == "json":
        rows = [
            {"name": c.name, "state": c.state.value, "found": c.found, "remedy": c.remedy or None}
            for c in checks
        ]
        click.echo(json.dumps({"version": 1, "ok": not broken, "checks": rows}, indent=1))
        return 2 if broken else 0

    terminal = Terminal.of()
    styles = {State.OK: "green", State.OPTIONAL: "dim", State.BROKEN: "red"}

    for check in checks:
        state = terminal.style(f"{check.state.value:<9}", styles[check.state])
        told = terminal.wrap(f"{check.name}: {check.found}", indent=" " * 11, first=" " * 9)
        click.echo(state + told[9:], color=terminal.color)
        if check.remedy:
            click.echo(terminal.wrap(check.remedy, indent=" " * 14, first=" " * 11 + "-> "))
    if broken:
        click.echo(f"\nBroken: {', '.join(check.name for check in broken)}.")
        return 2
    click.echo("\nNothing is broken.")
    return 0
