"""What type the text of a column is of, from a sample of its values."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TYPES = (
    ("boolean", re.compile(r"true|false", re.IGNORECASE)),
    # a number does not begin with 0: that is a postcode, a telephone, a key
    ("bigint", re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")),
    ("double", re.compile(r"[-+]?(?:0|[1-9]\d*)?[.,]\d+(?:[eE][-+]?\d+)?|[-+]?\d+[eE][-+]?\d+")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}")),
    ("timestamp", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")),
    ("uuid", re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)),
)
_WIDER = {frozenset({"bigint", "double"}): "double", frozenset({"date", "timestamp"}): "timestamp"}
_VALUE = re.compile(r"@|://|\d{3}|^[-+(]?\d|^$", re.DOTALL)
_CODED = re.compile(r"(?!(?:[^\d]*\d){5})[A-Za-z_][\w-]*")
"""A name as programs write it, with four digits at the most."""


def type_of(value: str) -> str:
    """The type of one value: text, where nothing narrower fits."""
    value = value.strip()
    return next((name for name, pattern in _TYPES if pattern.fullmatch(value)), "text")


def together(types: Iterable[str]) -> str:
    """The type that holds values of all these types, "" for none."""
    found = frozenset(types)
    if len(found) <= 1:
        return next(iter(found), "")
    return _WIDER.get(found, "text")


def type_of_all(values: Iterable[str]) -> str:
    """The type of a column's values, those that are empty left out."""
    return together(type_of(value) for value in values if value.strip())


def is_a_value(text: str) -> bool:
    """Whether this can hardly be the name of a column, but may well be a value of one.

    A number, a date, an address, an id, something long.
    """
    text = text.strip()
    return bool(
        type_of(text) != "text"
        or (_VALUE.search(text) and not _CODED.fullmatch(text))
        or len(text) > 64
        or len(text.split()) > 6
    )
