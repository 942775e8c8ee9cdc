"""The value of a column in a record that is nested: `a.b` of each, as text."""

from __future__ import annotations

from collections.abc import Sequence

from governance.extract.as_text import as_text

_ABSENT = object()


def cell(record: object, name: str) -> str | None:
    """The text of what stands at a path; of several, in a list, a JSON array; None for nothing.

    Of an object whose keys are data, `key` are its keys and `value` what stands behind them.
    """
    if not isinstance(record, dict) and name == "value":
        return as_text(record)
    found = _at(record, name.split("."))
    return None if found is _ABSENT else as_text(found)


def _at(node: object, parts: Sequence[str]) -> object:
    if not parts:
        return node
    if isinstance(node, list) and node and all(isinstance(e, tuple) and len(e) == 2 for e in node):
        node = dict(node)  # a map, as pyarrow gives it
    if isinstance(node, list):
        below = (_at(one, parts) for one in node)
        return [each for each in below if each is not None and each is not _ABSENT] or _ABSENT
    if not isinstance(node, dict):
        return _ABSENT
    for count in range(len(parts), 0, -1):  # a name may have dots itself
        key = ".".join(parts[:count])
        if key in node:
            found = _at(node[key], parts[count:])
            if found is not _ABSENT:
                return found
    if parts[0] == "key" and len(parts) == 1 and node:
        return list(node)
    if parts[0] == "value" and node:
        return _at(list(node.values()), parts[1:]) if parts[1:] else list(node.values())
    return _ABSENT
