"""Look at this repository and write lictor.yml and a stewardship file to fill in."""

from __future__ import annotations

import click


@click.command("init")
def command() -> None:
    """Look at this repository and write lictor.yml and a stewardship file to fill in.

    Files that are there already are left as they are.
    """
    from pathlib import Path

    from governance import setup
    from governance.cache import FileCache
    from governance.errors import ConfigError
    from governance.gate import trees
    from governance.terminal import Terminal

    here = trees(Path.cwd())
    terminal = Terminal.of()
    for path, text in setup.files(here.head, FileCache(here.root / ".lictor" / "cache.db")).items():
        file = here.root / path
        try:
            with file.open("x", encoding="utf-8") as new:
                new.write(text)
        except FileExistsError:
            click.echo(f"kept    {path} (it was there)")
        except OSError as error:
            raise ConfigError(f"{path} cannot be written: {error.strerror}") from None
        else:
            click.echo(f"{terminal.style('wrote', 'green')}   {path}")
    click.echo("\nRead both files, then judge the repository: lictor check")
