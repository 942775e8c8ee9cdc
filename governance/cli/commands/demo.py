"""See a leaking pull request judged, blocked, fixed and passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from governance.demo.platform import Platform
    from governance.terminal import Terminal


@click.command("demo")
@click.argument("folder", metavar="[DIR]", required=False)
def command(folder: str | None) -> None:
    """See a leaking pull request judged, blocked, fixed and passed.

    Lays out a clinic and its shop as a git repository with migrations, and two SQLite databases
    full of invented people. With DIR, which must be empty or not there, all of it stays to play
    on; without, it is removed at the end. No server, no network.
    """
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from governance.demo.platform import platform
    from governance.terminal import Terminal

    terminal = Terminal.of()
    if folder is not None:
        kept = Path(folder)
        with platform(kept) as laid_out:
            _tell(laid_out, terminal)
        _play_on(kept, terminal)
        return
    with TemporaryDirectory(prefix="lictor-demo-") as temporary:
        with platform(Path(temporary)) as laid_out:
            _tell(laid_out, terminal)
        click.echo("\nKeep it and play on: lictor demo DIR")


def _tell(platform: Platform, terminal: Terminal) -> None:
    from governance.demo import repository
    from governance.demo.databases import customers_who_came_back

    _title(terminal, "A clinic and its shop")
    _say(
        terminal,
        "Schemas clinic and shop are production, staging is open to analysts. In stewardship/ "
        "each team says what its columns hold. data/ has two SQLite databases with "
        f"{platform.rows:,} rows of invented people.",
    )

    _title(terminal, f"A pull request: {repository.PULL_REQUEST.message}")
    _diff(terminal, platform.folder, f"{repository.BASE}..{repository.BRANCH}", "migrations")

    _title(terminal, f"lictor check --base {repository.BASE}")
    _judge(platform.folder, expected=1)
    count = customers_who_came_back(platform.data)
    _say(
        terminal,
        "Blocked, exit code 1. In data/ as it stands this would have given the email addresses of "
        f"{count} people to everybody who reads staging.",
    )

    _title(terminal, f"The fix: {repository.FIX.message}")
    repository.commit(platform.folder, repository.FIX)
    _diff(terminal, platform.folder, "HEAD~1..HEAD", ".")

    _title(terminal, f"lictor check --base {repository.BASE}")
    _judge(platform.folder, expected=0)
    _say(terminal, "Passed, exit code 0.")


def _judge(folder: Path, *, expected: int) -> None:
    """Run the gate as `lictor check --base main` does, and print its report."""
    from governance import gate
    from governance.cli.reports import Destinations
    from governance.demo.repository import BASE
    from governance.errors import LictorError

    trees = gate.trees(folder, base=BASE)
    verdict = gate.check(trees)
    Destinations.of(["text"], []).write(verdict, trees, everything=False)
    if verdict.exit_code != expected:
        raise LictorError(
            f"the gate answered {verdict.exit_code} where {expected} was right; please report this"
        )


def _diff(terminal: Terminal, folder: Path, commits: str, path: str) -> None:
    """What changed, without git's headers."""
    from governance.demo.repository import git

    colors = {"+": "green", "-": "red"}
    for line in git(folder, "diff", "--unified=1", commits, "--", path).splitlines():
        if line.startswith("+++ "):
            click.echo(terminal.style(line.removeprefix("+++ b/"), "bold"))
        elif line[:1] in ("+", "-", " ") and not line.startswith("--- "):
            style = colors.get(line[:1])
            click.echo("  " + (terminal.style(line, style) if style else line))


def _play_on(folder: Path, terminal: Terminal) -> None:
    import shlex

    _title(terminal, "Play on")
    click.echo(
        f"cd {shlex.quote(str(folder))}\n"
        "git switch --detach HEAD~1    # the pull request before its fix\n"
        "lictor check --base main"
    )


def _title(terminal: Terminal, text: str) -> None:
    click.echo("\n" + terminal.style(f"== {text}", "bold"))


def _say(terminal: Terminal, text: str) -> None:
    click.echo("\n" + terminal.wrap(text))
