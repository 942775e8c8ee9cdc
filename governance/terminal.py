"""Everything printed for people goes through here: colour, width, and no terminal at all."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO
from unicodedata import combining, east_asian_width

from msgspec import Struct

_STYLES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}


class Terminal(Struct, frozen=True):
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

    def wrap(
        self, text: str, *, indent: str = "", first: str | None = None, whole: bool = False
    ) -> str:
        """`text` in lines that fit; continuation lines start with `indent`.

        A word longer than a line is broken, or stays `whole` and sticks out, so that a name can be
        copied; whatever must stay as it is is not wrapped.
        """
        lead = indent if first is None else first
        return "\n".join(
            (indent if number else lead) + line
            for number, line in enumerate(
                fold(text, self.width - width(indent), width(lead) - width(indent), whole=whole)
            )
        )


def width(text: str) -> int:
    """The columns `text` takes on a screen: 2 for what East Asian fonts and emoji show wide.

    Unicode Standard Annex #11; combining marks and variation selectors take none.
    """
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if combining(char) or "\ufe00" <= char <= "\ufe0f":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def fold(text: str, columns: int, taken: int = 0, *, whole: bool = False) -> list[str]:
    """`text` in lines of at most `columns`, broken at spaces, inside a word only when it must.

    The first line has `taken` columns fewer. With `whole` no word is broken.
    """
    lines, line, room = [], "", max(1, columns - taken)
    for word in text.split():
        if line and width(line) + 1 + width(word) <= room:
            line += " " + word
            continue
        if line:
            lines.append(line)
            line, room = "", max(1, columns)
        while width(word) > room and not whole:
            cut = clip(word, room)
            lines.append(cut)
            word, room = word[len(cut) :], max(1, columns)
        line = word
    return [*lines, line] if line or not lines else lines


def clip(text: str, columns: int) -> str:
    """As much of the beginning of `text` as `columns` show; at least one character."""
    used = 0
    for position, char in enumerate(text):
        used += _width(char)
        if used > columns:
            return text[: max(1, position)]
    return text
