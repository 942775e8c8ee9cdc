"""`.dbtignore`: files that dbt leaves out, in the patterns of git's gitignore(5)."""

from __future__ import annotations

import re
from collections.abc import Callable


def ignoring(text: str) -> Callable[[str], bool]:
    """Whether a path, from the project's folder, is left out; the last pattern that fits counts."""
    rules = [rule for line in text.splitlines() if (rule := _rule(line))]
    if not rules:
        return lambda _: False

    def ignored(path: str) -> bool:
        out = False
        for pattern, keeps in rules:
            if pattern.fullmatch(path):
                out = not keeps
        return out

    return ignored


def _rule(line: str) -> tuple[re.Pattern[str], bool] | None:
    """The pattern of a line, and whether it takes back in what one before it left out."""
    line = line.removesuffix("\r").rstrip(" ")
    if not line or line.startswith("#"):
        return None
    keeps = line.startswith("!")
    pattern = line[1:] if keeps else line.removeprefix("\\")
    inside = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    pattern = pattern.rstrip("/")
    if not pattern:
        return None
    anchored = "/" in pattern
    expression = "" if anchored else "(?:.*/)?"
    for piece in re.findall(r"\*\*/|/\*\*$|\*+|\?|\[[^]]+\]|.", pattern.removeprefix("/")):
        if piece == "**/":
            expression += "(?:.*/)?"
        elif piece == "/**":
            expression += "/.*"
        elif piece[0] == "*":
            expression += "[^/]*"
        elif piece == "?":
            expression += "[^/]"
        elif len(piece) > 1:
            expression += "[" + piece[1:-1].replace("!", "^", 1).replace("\\", "\\\\") + "]"
        else:
            expression += re.escape(piece)
    try:
        return re.compile(expression + inside), keeps
    except re.error:
        return None
