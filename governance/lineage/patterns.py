"""Which replacements by a pattern leave only a part of a value, whatever the value is.

A pattern that may match nothing leaves the value as it is (a pattern for emails does nothing to a
phone number; `[a-z]` nothing to a name in Greek), so that only those listed here weaken anything.
"""

from __future__ import annotations

import re

from sqlglot import exp

from governance.lineage.effects import DERIVED, GENERALISED, Transform
from governance.lineage.function_rules import Call

_SHORT = 7
"""Characters that may stay: as many as `left(x, 7)` keeps."""

_FIRST_ONLY = frozenset({"postgres", "duckdb", "sqlite"})
"""Engines that replace the first match where no flag says "g" (PostgreSQL manual 9.7.3, DuckDB
"Text Functions"); the others replace all of them."""
_DOT_IS_ALL = frozenset({"postgres"})
"""Engines in which "." also matches the end of a line (PostgreSQL manual 9.7.3.5)."""

_WHOLE = re.compile(r"\(?(?:\.|\[\\s\\S\]|\[\\S\\s\])[*+]\)?")
"""All of a value, or of each of its lines."""
_EACH = re.compile(r"(?:\.|\\S|\[\^(?:\\s| |@|@\.|@\\s)\]|\[\\s\\S\])\+?")
"""Character for character, save perhaps spaces, "@" and dots."""
_ALL_BUT_LAST = re.compile(r"\.\(\?=\.\{(?P<kept>\d)(?:,)?\}\)")
"""Each character that has so many behind it; their number is no secret, what they are is kept."""
_ENDS = re.compile(
    r"\^?(?P<head>\(\.(?:\{(?P<first>\d)\})?\))?\.[*+](?P<tail>\(\.(?:\{(?P<last>\d)\})?\))?\$?"
)
"""All but so many characters at the ends, which the replacement may repeat."""
_GROUP = re.compile(r"\\+[\d&]|\$\{?\d|\\g<")


def replaced(call: Call) -> Transform:
    """regexp_replace(x, pattern, replacement ...)."""
    node = call.node
    if isinstance(node, exp.RegexpReplace):
        if not _from_the_start(node):
            return DERIVED
        pattern, by = node.args.get("expression"), node.args.get("replacement")
        once = not _all_matches(node, call.dialect)
    else:
        pattern, by = (*call.arguments[1:3], None, None)[:2]
        once = False
    if not _text(pattern) or not (by is None or _text(by)):
        return DERIVED
    written = pattern.name if pattern is not None else ""
    repeats = by is not None and bool(_GROUP.search(by.name))
    lines = call.dialect in _DOT_IS_ALL
    if written.startswith("(?s)"):
        written, lines = written[4:], True
    if _WHOLE.fullmatch(written):
        weak = not repeats and (lines or not once or "\\s\\S" in written)
    elif _EACH.fullmatch(written):
        weak = not repeats and not once
    elif found := _ALL_BUT_LAST.fullmatch(written):
        weak = not repeats and not once and int(found["kept"]) <= _SHORT
    elif found := _ENDS.fullmatch(written):
        head = int(found["first"] or 1) if found["head"] else 0
        tail = int(found["last"] or 1) if found["tail"] else 0
        # a whole that is matched as group 0 would come back as it was
        whole = by is not None and re.search(r"\\+[0&]|\$\{?0", by.name)
        weak = lines and not whole and head + tail <= _SHORT
    else:
        weak = False
    return GENERALISED if weak else DERIVED


def _text(node: exp.Expr | None) -> bool:
    if isinstance(node, exp.RawString | exp.National):
        return True
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _from_the_start(node: exp.RegexpReplace) -> bool:
    """Whether the first match is replaced, and none in front of it can be left alone.

    A number where the flags stand is a position, too.
    """
    position, flags = node.args.get("position"), node.args.get("modifiers")
    occurrence = node.args.get("occurrence")
    return (
        (position is None or position.name == "1")
        and (occurrence is None or occurrence.name in ("0", "1"))
        and (flags is None or _text(flags))
    )


def _all_matches(node: exp.RegexpReplace, dialect: str) -> bool:
    occurrence = node.args.get("occurrence")
    if occurrence is not None and occurrence.name != "0":
        return False
    if dialect not in _FIRST_ONLY:
        return True
    flags = node.args.get("modifiers")
    return _text(flags) and flags is not None and "g" in flags.name
