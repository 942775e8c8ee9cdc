"""A value that a driver gave, as the text that a person would see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from governance.extract.sampling import WIDTH


def as_text(value: object) -> str | None:
    """A value as text, at least its first `WIDTH` characters; NULL is None.

    Dates and times are ISO 8601, numbers plain, lists and records JSON, bytes hexadecimal.
    """
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case bytes() | bytearray() | memoryview():
            return bytes(value[: WIDTH // 2 + 1]).hex()
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}" if value.is_finite() else str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case list() | tuple() | set() | Mapping():
            return json.dumps(_plain(value), ensure_ascii=False)
        case timedelta():
            return str(value)
    return str(value)


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {as_text(key) or "": _plain(each) for key, each in value.items()}
        case list() | tuple() | set():
            return [_plain(each) for each in value]
    return as_text(value)
