"""Plain data as YAML that every reader of YAML 1.1 and 1.2 takes for the same, fast.

PyYAML writes some 10,000 values a second with all its care for what is not needed here (tags,
anchors, objects). Text is bare where it can only be text, a block where it has lines, and in double
quotes as JSON has it otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[ ./-][A-Za-z0-9_]+)*")
_OTHERWISE = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_INVISIBLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def dump(data: Any, indent: str = "") -> str:
    """The data (mappings, lists, text, numbers, true, false, None), two blanks a level.

    `indent` is how far in all of it stands.
    """
    lines: list[str] = []
    _write(data, indent, lines.append)
    lines.append("")
    return "\n".join(lines)


def _write(data: dict[str, Any] | list[Any], indent: str, add: Callable[[str], None]) -> None:
    if isinstance(data, dict):
        for key, value in data.items():
            _entry(f"{indent}{scalar(key)}:", value, indent, add)
        return
    for value in data:
        if isinstance(value, dict) and value:
            head = f"{indent}- "
            for key, inner in value.items():
                _entry(f"{head}{scalar(key)}:", inner, f"{indent}  ", add)
                head = f"{indent}  "
        else:
            _entry(f"{indent}-", value, indent, add)


def _entry(head: str, value: Any, indent: str, add: Callable[[str], None]) -> None:
    if isinstance(value, str):
        if "\n" in value and _fits_block(value):
            add(f"{head} |-")
            for line in value.split("\n"):
                add(f"{indent}  {line}" if line else "")
        else:
            add(f"{head} {scalar(value)}")
    elif isinstance(value, dict | list):
        if value:
            add(head)
            _write(value, f"{indent}  ", add)
        else:
            add(f"{head} {'{}' if isinstance(value, dict) else '[]'}")
    else:
        add(f"{head} {json.dumps(value)}")


@lru_cache(maxsize=65536)
def scalar(text: str) -> str:
    """A text on one line."""
    if _BARE.fullmatch(text) and text.lower() not in _OTHERWISE:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _fits_block(text: str) -> bool:
    """Whether lines come out of a block as they went in."""
    lines = text.split("\n")
    return bool(
        lines[0]
        and lines[-1]
        and lines[0][0] != " "
        and all(line.isprintable() and line == line.rstrip() for line in lines)
    )
