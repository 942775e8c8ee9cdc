"""A fix as its policy words it: sentences to read, and lines of code to copy."""

from __future__ import annotations

import re
from itertools import groupby

from governance.model.names import printable
from governance.terminal import width

_PIECE = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"'])+(?:,\s*)?""")


def parts(fix: str) -> list[tuple[bool, list[str]]]:
    """Runs of code (True) and of sentences, each with its lines, safe to print.

    A line that starts with a space or a dash is code and means what it says to the letter;
    sentences may be folded anywhere.
    """
    lines = [printable(line.rstrip()) for line in fix.rstrip().split("\n")]
    runs = groupby(lines, lambda line: line.startswith((" ", "- ")))
    return [(code, list(run)) for code, run in runs]


def sentences(fix: str) -> str:
    """What a fix says besides its code: the same for many violations of one policy."""
    return " ".join(line for code, lines in parts(fix) if not code for line in lines)


def narrowed(line: str, columns: int) -> list[str]:
    """A YAML line `- {key: value, ...}` on as many lines as fit, which YAML reads the same.

    Any other line, and one that has no place to break, stays whole.
    """
    text = line.lstrip()
    indent = " " * (len(line) - len(text))
    pieces = _PIECE.findall(text)
    if (
        width(line) <= columns
        or not (text.startswith("- {") and text.endswith("}"))
        or "".join(pieces) != text
    ):
        return [line]
    lines = [indent]
    for piece in pieces:
        if lines[-1].strip() and width(lines[-1] + piece.rstrip()) > columns:
            lines.append(f"{indent}   ")
        lines[-1] += piece
    lines = [part.rstrip() for part in lines]
    return lines if all(width(part) <= columns for part in lines) else [line]
