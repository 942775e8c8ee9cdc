"""`lictor scan` on a terminal: how far it is, what became of each source, and what is different."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from governance import gate
from governance.cache import FileCache, NoCache
from governance.cli.here import here
from governance.cli.writing import render
from governance.model.names import printable
from governance.report.drift import formats
from governance.report.drift.report import Report
from governance.report.words import counted
from governance.scanning import Outcome, Scanned, Tell, chosen_of, scan
from governance.stores import store_of
from governance.terminal import Terminal, clip

COULD_NOT = 2
_TOLD = 5
"""Problems of a source that are told before the others are counted."""


def scanned(
    only: Sequence[str],
    sample: int | None,
    changed: bool,
    jobs: int,
    form: str,
    output: str,
    everything: bool,
    config: str | None,
) -> int:
    """Scan, tell it, and return the exit code.

    Raises:
        LictorError: nothing could be scanned.
    """
    writing = render("drift format", formats, "lictor.drift_formats", form, output)
    trees, settings = here(config)
    chosen_of(settings, only)  # before a store is made for nothing
    known = gate.cache_of(trees)
    with store_of(settings, trees.root) as store, _progress() as tell:
        done = scan(
            trees.head,
            settings,
            store,
            lambda: FileCache(known.file) if isinstance(known, FileCache) else NoCache(),
            only=only,
            changed=changed,
            sample=settings.scan.sample if sample is None else sample,
            jobs=jobs,
            tell=tell,
        )
    terminal = Terminal.of(sys.stderr)
    for line in _told(done):
        click.echo(terminal.wrap(line, indent="  ", first="", whole=True), err=True)
    report = Report(
        "the last scan",
        "now",
        done.drifts,
        settings.scan.fail_on,
        everything,
        tuple((each.source, each.failure) for each in done.outcomes if each.failure is not None),
        tuple(each.source for each in done.outcomes if each.first),
        compared=any(each.failure is None and not each.first for each in done.outcomes),
    )
    writing(report)
    if done.failed:
        return COULD_NOT
    return 1 if report.blocking else 0


def _told(done: Scanned) -> Iterator[str]:
    """What became of each source, in a line; and what could not be understood."""
    for notice in done.notices:
        yield f"note: {notice}"
    for outcome in done.outcomes:
        yield from _outcome(outcome)
    yield f"{done.seconds:.1f} s"


def _outcome(outcome: Outcome) -> Iterator[str]:
    name = printable(outcome.source)
    if outcome.failure is not None:
        yield f"{name}: not scanned: {outcome.failure}"
        return
    parts = [
        counted(outcome.tables, "table"),
        counted(outcome.columns, "column"),
        f"{outcome.personal:,} personal",
    ]
    yield f"{name}: {', '.join(parts)}{'; first scan' if outcome.first else ''}"
    for problem in outcome.problems[:_TOLD]:
        place = f"{problem.location}: " if problem.location else ""
        said = problem.message
        if problem.subject not in (outcome.source, ""):
            said = f"{problem.subject}: {said}"
        yield f"{name}: not understood: {place}{printable(said)}"
    if len(outcome.problems) > _TOLD:
        yield f"{name}: {len(outcome.problems) - _TOLD:,} more could not be understood"


@contextmanager
def _progress() -> Iterator[Tell]:
    """One line on standard error that says how far it is, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    width = Terminal.of(sys.stderr).width

    def tell(sentence: str) -> None:
        sys.stderr.write(f"\r\x1b[K{clip(printable(sentence), width - 1)}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
