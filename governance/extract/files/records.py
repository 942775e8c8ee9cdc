"""JSON: one document, an array of records, or a record a line; nested names as `a.b`.

Source: RFC 8259, https://github.com/ndjson/ndjson-spec. Keys can be data: an object keyed by email
addresses is a map, and its keys are no names of columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from governance.extract.files.guess import is_a_value, together, type_of
from governance.extract.files.heads import Head, NotRead

MAX_RECORDS = 1000
MAX_DEPTH = 16
MAX_KEYS = 200
"""An object with more keys than this is a map."""
MAX_COLUMNS = 10_000

_BETWEEN = re.compile(r"[\s,]*")


class Unfinished(NotRead):
    """Not one record stands whole in the head."""

    def __init__(self) -> None:
        super().__init__("has a first record that is too large, or is not JSON")


class _Node:
    """What was found at one path over all records."""

    __slots__ = ("children", "listed", "types")

    def __init__(self) -> None:
        self.types: set[str] = set()
        self.children: dict[str, _Node] = {}
        self.listed = False


def read(head: Head) -> tuple[tuple[tuple[str, str], ...], bool]:
    """The columns of a file, names and types, and whether there may be more of them.

    Raises:
        NotRead: no record stands whole in the head, or it is not JSON.
    """
    root = _Node()
    count, ended = 0, False
    try:
        for record in records_of(head.text):
            _take(root, record, 0)
            count += 1
            if count >= MAX_RECORDS:
                break
        else:
            ended = True
    except RecursionError:
        raise NotRead("is nested too deep") from None
    except ValueError:
        if head.whole:
            raise NotRead("is not JSON") from None
    if not count:
        raise NotRead("is empty") if ended else Unfinished
    columns = []
    for column in _columns(root, ()):
        columns.append(column)
        if len(columns) > MAX_COLUMNS:
            raise NotRead(f"has more than {MAX_COLUMNS:,} columns")
    return tuple(dict(columns).items()), not (ended and head.whole)


def records_of(text: str) -> Iterator[object]:
    """Each value at the top, and of an array at the top each element.

    Raises:
        ValueError: what follows is not a whole value.
    """
    decoder = json.JSONDecoder()
    position = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    within = text.startswith("[", position)
    position += within
    while True:
        between = _BETWEEN.match(text, position)
        position = between.end() if between else position
        if position >= len(text):
            if within:
                raise ValueError("an array without an end")
            return
        if within and text[position] == "]":
            return
        record, position = decoder.raw_decode(text, position)
        yield record


def _take(node: _Node, value: object, depth: int) -> None:
    if isinstance(value, dict) and depth < MAX_DEPTH:
        for key, each in value.items():
            _take(node.children.setdefault(key, _Node()), each, depth + 1)
    elif isinstance(value, list) and depth < MAX_DEPTH:
        node.listed = True
        for each in value[:MAX_RECORDS]:
            _take(node, each, depth + 1)
    elif isinstance(value, (dict, list)):
        node.types.add("json")
    elif value is not None:
        node.types.add(_type(value))


def _type(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "bigint"
        case float():
            return "double"
        case _:
            found = type_of(str(value))
            return found if found in ("date", "timestamp", "uuid") else "text"


def _columns(node: _Node, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    children = node.children
    if _is_map(children):
        merged = _Node()
        for child in children.values():
            _merge(merged, child)
        yield ".".join((*path, "key")), "text"
        yield from _columns(merged, (*path, "value"))
    else:
        for key, child in children.items():
            yield from _columns(child, (*path, key))
    if node.types or not children:
        kind = together(node.types)
        yield ".".join(path) or "value", f"{kind}[]" if node.listed and kind else kind


def _is_map(children: Mapping[str, _Node]) -> bool:
    """Whether the keys are data: very many, such as are no names, or each with the same below."""
    if len(children) > MAX_KEYS or any(is_a_value(key) for key in children):
        return True
    below = [set(child.children) for child in children.values()]
    if len(below) < 3 or not all(below) or any(child.types for child in children.values()):
        return False
    shared = set.intersection(*below)
    return len(shared) * 2 >= len(set.union(*below))


def _merge(into: _Node, node: _Node) -> None:
    into.types |= node.types
    into.listed |= node.listed
    for key, child in node.children.items():
        _merge(into.children.setdefault(key, _Node()), child)
