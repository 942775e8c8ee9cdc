"""What a format knows besides the verdict: the screen, and the files the verdict points into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from governance.terminal import Terminal

PLAIN = Terminal()


def _no_lines(file: str) -> Sequence[str] | None:
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """Where and how a verdict is written down.

    `everything` lists what stood before the change, too. `lines` gives the lines of a file as the
    change leaves it, without their ends, None when they cannot be had; it is asked only for files
    that a location points into.
    """

    terminal: Terminal = PLAIN
    everything: bool = False
    lines: Callable[[str], Sequence[str] | None] = _no_lines
