"""What `lictor init` says."""

from __future__ import annotations

import difflib
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence

import click

from governance.detect.assumptions import told
from governance.model.names import printable
from governance.settings import FILE
from governance.setup.plan import STEWARDSHIP, Plan
from governance.terminal import Terminal

_NOTICES = 3


def preview(plan: Plan, terminal: Terminal) -> None:
    """Print every file that would be written, as a diff that git apply takes."""
    if not plan.files:
        click.echo("\n".join(_nothing(plan, terminal)))
        return
    lines = [f"Would write {', '.join(plan.files)}.", *_kept(plan), ""]
    for path, text in plan.files.items():
        new = text.splitlines(keepends=True)
        diff = difflib.unified_diff([], new, "/dev/null", f"b/{path}")
        lines += [f"diff --git a/{path} b/{path}", "new file mode 100644"]
        lines += [_colored(line.rstrip("\n"), terminal) for line in diff]
    tall = len(lines) > shutil.get_terminal_size().lines
    if tall and sys.stdout.isatty():
        click.echo_via_pager("\n".join(lines) + "\n", color=terminal.color)
    else:
        click.echo("\n".join(lines))


def say(plan: Plan, written: Sequence[str], base: str, terminal: Terminal) -> None:
    """Print what was written, what was left alone and what to do next.

    `base` is what a branch is compared with.
    """
    if not plan.files:
        click.echo("\n".join(_nothing(plan, terminal)))
        return
    for path in written:
        click.echo(f"{terminal.style('wrote', 'green')}   {printable(path)}")
    for line in _kept(plan, [path for path in plan.files if path not in written]):
        click.echo(line)
    if plan.workflow is not None:
        for said in _notices(plan):
            click.echo(terminal.wrap(said, indent=" " * 8, first="note    "))
        click.echo()
        for line in _next(plan, written, base):
            click.echo(line)


def _colored(line: str, terminal: Terminal) -> str:
    return terminal.style(line, "green") if line.startswith("+") else line


def _kept(plan: Plan, others: Sequence[str] = ()) -> list[str]:
    return [f"kept    {printable(path)} (it was there)" for path in (*plan.kept, *others)]


def _nothing(plan: Plan, terminal: Terminal) -> Iterator[str]:
    if plan.kept:
        yield from _kept(plan)
        yield "Nothing to do: this repository is set up. Judge it with: lictor check"
        return
    yield "Nothing was written: there is no SQL here that says what the tables are."
    for source in plan.found.data.sources:
        yield terminal.wrap(f"{printable(str(source.path))} was looked at and makes no table.")
    for program in plan.found.data.programs:
        yield ""
        yield terminal.wrap(f"{told(program)}. Get SQL from them, then run lictor init again:")
        yield f"  {program.make}"
    if not plan.found.data.programs:
        yield terminal.wrap(
            "Put a schema file here (pg_dump --schema-only, mysqldump --no-data), or run "
            "lictor init in the repository that holds the migrations or the dbt project."
        )


def _next(plan: Plan, written: Sequence[str], base: str) -> Iterator[str]:
    """What to do, in five lines."""
    files = " ".join(shlex.quote(path) for path in written)
    commands = ("lictor check", f"lictor check --base {shlex.quote(base)}")
    wide = max(map(len, commands)) + 2
    yield "Next:"
    yield f"1. read {FILE}; take the # from what you stand behind in {STEWARDSHIP}"
    yield f"2. {commands[0]:{wide}}{_today(plan)}"
    yield f"3. git add {files}"
    yield f"4. {commands[1]:{wide}}only what a branch adds blocks"
    yield f"5. {plan.workflow.by_hand if plan.workflow else ''}"


def _notices(plan: Plan) -> list[str]:
    """The first few of what was taken for granted; the report has them all."""
    said = [printable(notice) for notice in plan.notices[:_NOTICES]]
    more = len(plan.notices) - len(said)
    return [*said, f"and {more:,} more notes, which lictor check lists"] if more else said


def _today(plan: Plan) -> str:
    """What the first check says, in a few words."""
    if plan.faults:
        verbs = "is listed and does" if plan.faults == 1 else "are listed and do"
        return f"today's {_some(plan.faults, 'fault')} {verbs} not block"
    if plan.verdict is not None and plan.verdict.blocking:
        many = len(plan.verdict.blocking)
        return f"{_some(many, 'fault')} of today still block{'s' if many == 1 else ''}"
    if plan.verdict is not None and plan.verdict.new_problems:
        return f"{_some(len(plan.verdict.new_problems), 'thing')} cannot be read yet"
    return "nothing is wrong today"


def _some(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
