"""Everything printed for people goes through here: colour, width, and no terminal at all."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from dataclasses import dataclass
from typing import TextIO

_STYLES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the reader's screen can do. The default is a plain page of 80 columns."""

    width: int = 80
    color: bool = False

    @classmethod
    def of(cls, stream: TextIO | None = None) -> Terminal:
        """The terminal behind a stream.

        NO_COLOR (https://no-color.org) beats FORCE_COLOR, which beats what the stream is. Text
        that goes to no terminal is 80 columns wide; one that does is never wider than 100.
        """
        stream = stream or sys.stdout
        tty = stream.isatty()
        if os.environ.get("NO_COLOR"):
            color = False
        elif os.environ.get("FORCE_COLOR"):
            color = True
        else:
            color = tty and os.environ.get("TERM") != "dumb"
        columns = shutil.get_terminal_size().columns if tty or "COLUMNS" in os.environ else 80
        return cls(width=max(40, min(columns, 100)), color=color)

    def style(self, text: str, *styles: str) -> str:
        """`text` in colours or bold where the terminal shows them, else as it is."""
        if not self.color or not styles:
            return text
        return f"\x1b[{';'.join(_STYLES[s] for s in styles)}m{text}\x1b[0m"

    def wrap(self, text: str, *, indent: str = "", first: str | None = None) -> str:
        """`text` in lines that fit; continuation lines start with `indent`."""
        lines = textwrap.wrap(
            text,
            self.width,
            initial_indent=indent if first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines)
