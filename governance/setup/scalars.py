"""Words and comments as YAML writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from governance.model.names import printable
from governance.terminal import fold

_PLAIN = re.compile(r"[A-Za-z_][\w./-]*")
_OTHERWISE = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})

WIDTH = 100


def scalar(text: str) -> str:
    """A text as a scalar: bare where it can only be text, else in double quotes, as JSON has it."""
    if _PLAIN.fullmatch(text) and text.isascii() and text.lower() not in _OTHERWISE:
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def comment(text: str, indent: str = "") -> Iterator[str]:
    """A sentence as lines of comment."""
    for line in fold(printable(text), WIDTH - len(indent) - 2):
        yield f"{indent}# {line}"
