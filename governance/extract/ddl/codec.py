"""Readings as JSON and back.

A value class is an object with its class's name and its fields in order; a tuple is a list. What
comes back is checked by building it: anything that does not fit is no reading at all.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from governance.extract.ddl import operations
from governance.extract.ddl.operations import Reading
from governance.lineage.encoding import from_json, to_json
from governance.lineage.reduced import Write

_CLASSES: dict[str, type] = {
    name: value
    for name, value in vars(operations).items()
    if isinstance(value, type) and is_dataclass(value) and value is not Write
}
_ARITY = {name: len(fields(kind)) for name, kind in _CLASSES.items()}


def encode(reading: Reading) -> str:
    """A reading as JSON text."""
    return json.dumps(_plain(reading), separators=(",", ":"), ensure_ascii=True)


def decode(text: str) -> Reading | None:
    """The reading that `encode` wrote; None for everything else."""
    try:
        value = json.loads(text, object_hook=_built)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return value if isinstance(value, Reading) else None


def _plain(value: Any) -> Any:
    if isinstance(value, Write):
        return {"is": "Write", "of": to_json(value)}
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        return {"is": name, "of": [_plain(getattr(value, f.name)) for f in fields(value)]}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _built(item: dict[str, Any]) -> Any:
    name, values = item["is"], item["of"]
    if name == "Write":
        return from_json(values)
    if len(values) != _ARITY[name]:
        raise ValueError("another version wrote this")
    return _CLASSES[name](*[_frozen(v) if v.__class__ is list else v for v in values])


def _frozen(values: list[Any]) -> tuple[Any, ...]:
    return tuple([_frozen(v) if v.__class__ is list else v for v in values])
