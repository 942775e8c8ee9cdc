"""A place in a file."""

from __future__ import annotations

from msgspec import Struct

from governance.model.names import printable


class Location(Struct, frozen=True, order=True, gc=False, omit_defaults=True):
    """Where something stands in a file of the repository.

    `file` is a POSIX path from the repository's root. Lines and columns count characters from 1;
    0 means the whole file or the whole line. The end is inclusive: `end_column` is the column
    of the last character, and `end_line` is `line` for anything that fits on one line.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, safe to print: a hostile file name cannot break the line."""
        place = printable(self.file)
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return place
