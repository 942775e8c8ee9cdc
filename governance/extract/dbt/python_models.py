"""Models written in Python: what they configure and what they read, without running them.

https://docs.getdbt.com/docs/build/python-models: `dbt.config(...)` takes literals, `dbt.ref(...)`
and `dbt.source(...)` name what is read. What the code does with it is not followed.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

_MOST = 1024 * 1024


class PythonCall(Struct, frozen=True):
    """A `dbt.ref` or a `dbt.source`; `line` and `column` are where it stands, from 1.

    `arguments` are its names in turn, `version` that of `dbt.ref(..., v=2)`.
    """

    kind: str
    arguments: tuple[str, ...]
    line: int
    column: int
    version: str | None = None


class PythonModel(Struct, frozen=True):
    """What a Python model says of itself.

    `places` are the lines and columns of the keys of `config`. `unclear` are the places of calls
    with something else than literals in them.
    """

    config: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    calls: tuple[PythonCall, ...] = ()
    unclear: tuple[tuple[int, int], ...] = ()


class NotPython(Exception):  # noqa: N818 - reads as what it is
    """The text is no Python; `line` and `column` are where it stops being some."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__("this is not Python")
        self.line = line
        self.column = column


def read_python(text: str) -> PythonModel:
    """What a model's text says; nothing of it is run.

    Raises:
        NotPython: the text is none, or too large or too deep to be read.
    """
    if len(text) > _MOST:
        raise NotPython(1, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in the model's strings
            tree = ast.parse(text)
    except SyntaxError as error:
        raise NotPython(error.lineno or 1, error.offset or 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise NotPython(1, 1) from None
    config: dict[str, Any] = {}
    places: dict[str, tuple[int, int]] = {}
    calls: list[PythonCall] = []
    unclear: list[tuple[int, int]] = []
    lines = text.splitlines()
    for what, call in _calls(tree):
        place = _place(call, lines)
        if what == "config":
            for keyword in call.keywords:
                known, value = _literal(keyword.value)
                if keyword.arg is None or not known:
                    unclear.append(_place(keyword.value, lines))
                    continue
                config[keyword.arg] = value
                places[keyword.arg] = _place(keyword, lines)
            continue
        names = [value for each in call.args for known, value in [_literal(each)] if known]
        version = next((k.value for k in call.keywords if k.arg in ("v", "version")), None)
        if len(names) != len(call.args) or not names or not all(isinstance(n, str) for n in names):
            unclear.append(place)
            continue
        number = _literal(version)[1] if version is not None else None
        calls.append(
            PythonCall(what, tuple(names), *place, None if number is None else str(number))
        )
    return PythonModel(config, places, tuple(calls), tuple(unclear))


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls of `dbt.config`, `dbt.ref` and `dbt.source`, whatever the model calls its `dbt`."""
    names = {"dbt"} | {
        node.args.args[0].arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "model" and node.args.args
    }
    found = [
        (node.func.attr, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in names
        and node.func.attr in ("config", "ref", "source")
    ]
    yield from sorted(found, key=lambda each: (each[1].lineno, each[1].col_offset))


def _literal(node: ast.AST) -> tuple[bool, Any]:
    try:
        return True, ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return False, None


def _place(node: Any, lines: list[str]) -> tuple[int, int]:
    """Line and column in characters; the parser counts bytes."""
    line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
    before = line.encode()[: node.col_offset].decode("utf-8", "replace")
    return node.lineno, len(before) + 1
