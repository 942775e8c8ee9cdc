"""What a format knows besides the verdict: the screen, and the files the verdict points into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from governance.terminal import Terminal

PLAIN = Terminal()


def _no_lines(file: str) -> Sequence[str] | None:
    return None


def _all_changed(files: Iterable[str]) -> frozenset[str]:
    return frozenset(files)


class Page(Struct, frozen=True):
    """Where and how a verdict is written down.

    `everything` lists what stood before the change, too. `lines` gives the lines of a file as the
    change leaves it, without their ends, None when they cannot be had; it is asked only for files
    that a location points into. `changed` gives those of some files that the change touches,
    which are told of first.
    """

    terminal: Terminal = PLAIN
    everything: bool = False
    lines: Callable[[str], Sequence[str] | None] = _no_lines
    changed: Callable[[Iterable[str]], frozenset[str]] = _all_changed
