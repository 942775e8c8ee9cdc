"""Which report goes where: `--format` and `--output`, paired in their order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click
from msgspec import Struct

from governance.atomic import replace_file
from governance.errors import ConfigError, TreeError
from governance.gate import Trees
from governance.model.judgement import Verdict
from governance.plugins import Registry
from governance.report import formats as built_in
from governance.report.formats import markdown
from governance.report.page import Page
from governance.terminal import Terminal
from governance.tree import Folder, Tree

FORMATS = Registry("report format", built_in, "lictor.reports")


class Destinations(Struct, frozen=True):
    """Pairs of format and file; "-" is standard output."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, formats: Sequence[str], outputs: Sequence[str]) -> Destinations:
        """Pair them; a format without an output goes to standard output.

        Raises:
            ConfigError: an unknown format, or two reports for one place.
        """
        if len(outputs) > len(formats):
            raise ConfigError("more --output than --format; give each output its format")
        for name in formats:
            FORMATS[name]
        # a shell may have put a log behind this name, with more in it than this report
        places = ["-" if output == "/dev/stdout" else output for output in outputs]
        places += ["-"] * (len(formats) - len(outputs))
        for place in places:
            if not place:
                raise ConfigError("an --output is empty; name a file, or - for standard output")
            if places.count(place) > 1:
                where = "standard output" if place == "-" else place
                raise ConfigError(f"two reports would go to {where}; give each its --output")
        return cls(tuple(zip(formats, places, strict=True)))

    def machines(self) -> Destinations:
        """Those that machines read: they get an answer even when nothing could be judged."""
        return Destinations(tuple(pair for pair in self.pairs if pair[0] != "text"))

    def write(
        self, verdict: Verdict, trees: Trees | None, *, everything: bool, first: Sequence[str] = ()
    ) -> None:
        """Render and write every report; files appear whole or not at all.

        `first` are files to tell of first, from the current folder; without any, those of the
        change are.

        Raises:
            ConfigError: a file cannot be written.
        """
        lines = _lines(trees)
        changed = _named(trees, first) if first else _changed(trees)
        for name, place in self.pairs:
            terminal = Terminal.of(sys.stdout) if place == "-" else Terminal()
            page = Page(terminal, everything, lines, changed)
            text = FORMATS[name].render(verdict, page)
            if place == "-":
                click.echo(text, nl=not text.endswith("\n"), color=terminal.color)
            else:
                _replace(Path(place), text)
            summary = os.environ.get("GITHUB_STEP_SUMMARY")
            if name == "github" and summary:
                _add(Path(summary), verdict, page)


def _lines(trees: Trees | None) -> Callable[[str], Sequence[str] | None]:
    """The lines of a file as it is after the change."""
    read: dict[str, Sequence[str] | None] = {}

    def lines(path: str) -> Sequence[str] | None:
        if path not in read:
            content = trees.head.read([path]).get(path) if trees else None
            read[path] = None if content is None else _decode(content).split("\n")
        return read[path]

    return lines


def _changed(trees: Trees | None) -> Callable[[Iterable[str]], frozenset[str]]:
    """Which of some files the change touches; all of them where that cannot be told."""
    known: dict[frozenset[str], frozenset[str]] = {}

    def compare(base: Tree, head: Tree, asked: frozenset[str]) -> frozenset[str]:
        before: Mapping[str, str | bytes]
        after: Mapping[str, str | bytes]
        if isinstance(head, Folder):  # its ids are of another kind than git's
            before, after = base.read(asked), head.read(asked)
        else:
            before, after = base.ids(asked), head.ids(asked)
        return frozenset(file for file in asked if before.get(file) != after.get(file))

    def changed(files: Iterable[str]) -> frozenset[str]:
        asked = frozenset(files)
        if trees is None or trees.base is None or not asked:
            return asked
        if asked not in known:
            try:
                known[asked] = compare(trees.base, trees.head, asked)
            except TreeError:
                known[asked] = asked  # an order is not worth a report
        return known[asked]

    return changed


def _named(trees: Trees | None, names: Sequence[str]) -> Callable[[Iterable[str]], frozenset[str]]:
    """Which of some files a person named, from where they stand."""
    root = str(trees.root if trees else Path.cwd())
    named = {os.path.relpath(os.path.realpath(name), os.path.realpath(root)) for name in names}
    return lambda files: frozenset(files) & {name.replace(os.sep, "/") for name in named}


def _decode(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _add(file: Path, verdict: Verdict, page: Page) -> None:
    """Add to the summary of a step, whose limit counts what earlier commands wrote, too."""
    try:
        written = file.stat().st_size if file.exists() else 0
        text = markdown.summary(verdict, page, limit=markdown.SUMMARY - written)
        if written + len(text.encode()) > markdown.SUMMARY:
            return  # one byte too many, and GitHub drops what the earlier commands said, too
        with file.open("a", encoding="utf-8") as summary:
            summary.write(text)
    except OSError as error:
        raise ConfigError(
            f"{file} (GITHUB_STEP_SUMMARY) cannot be written: {error.strerror}"
        ) from None


def _replace(file: Path, text: str) -> None:
    try:
        if file.exists() and not file.is_file():
            # /dev/null, a pipe: a new file in its place would take it from everybody
            file.write_text(text, encoding="utf-8")
            return
        replace_file(file, text.encode("utf-8"))
    except FileExistsError:
        raise ConfigError(f"{file} cannot be written: its folder is a file") from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from None
