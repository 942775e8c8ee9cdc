"""Write every generated file of the documentation, or say which are stale.

Run: python docs/generate.py [--check]

`--check` writes nothing and exits 1 when a file is not what would be written. The schemas of
what commands print (check, doctor and so on in docs/schemas/) are written by hand and left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

DOCS = Path(__file__).resolve().parent

COMMANDS = """\
# Commands

Generated from the commands themselves by `python docs/generate.py`; `lictor COMMAND --help` prints
the same.

Exit codes: 0 clean or done, 1 blocked, 2 could not do it. `--debug` in any command shows the
traceback of an error."""


def main() -> int:
    """Write, or compare; the exit code."""
    files = dict(generated())
    wrong = [path for path, text in files.items() if not path.is_file() or read(path) != text]
    left = [path for path in (DOCS / "policies").glob("*.md") if path not in files]
    if "--check" in sys.argv[1:]:
        for path in sorted([*wrong, *left]):
            what = "is stale" if path in wrong else "is generated no more"
            sys.stdout.write(f"{path.relative_to(DOCS.parent)} {what}\n")
        if wrong or left:
            sys.stdout.write("write them with: python docs/generate.py\n")
        return int(bool(wrong or left))
    for path in wrong:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.relative_to(DOCS.parent)}\n")
    for path in left:
        path.unlink()
    return 0


def read(path: Path) -> str:
    """A file's text as it is, line ends included."""
    return path.read_bytes().decode("utf-8")


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file with its text."""
    yield DOCS / "commands.md", commands()
    yield from schemas()
    yield from policies()


def schemas() -> Iterator[tuple[Path, str]]:
    """JSON Schemas of the files that people write, for their editors."""
    from governance.setup.schemas import texts

    for name, text in texts().items():
        yield DOCS / "schemas" / name, text


def policies() -> Iterator[tuple[Path, str]]:
    """A page for each policy that comes with Lictor."""
    from governance.policy.pages import pages

    for name, text in pages().items():
        yield DOCS / "policies" / name, text


def commands() -> str:
    """The commands, from the same definitions that `--help` prints."""
    import click

    from governance.cli.main import cli

    context = click.Context(cli, info_name="lictor")
    parts = [
        COMMANDS,
    ]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None  # noqa: S101 - it was listed
        parts += _command(command, context)
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, parent: click.Context) -> Iterator[str]:
    import click

    context = click.Context(command, info_name=command.name, parent=parent)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    level = "##" if parent.parent is None else "###"
    yield f"{level} {context.command_path}"
    yield f"```text\n{usage}\n```"
    help_text = "\n\n".join(
        " ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")
    )
    if help_text:
        yield help_text
    options = [
        f"- `{record[0]}`: {' '.join(record[1].split())}"
        for parameter in command.params
        if (record := parameter.get_help_record(context)) is not None and record[1]
    ]
    if options:
        yield "\n".join(options)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None  # noqa: S101 - it was listed
            yield from _command(inner, context)


if __name__ == "__main__":
    sys.exit(main())
