"""Values that can be kept as JSON, and are checked when they come back.

A cache may have been written by a branch nobody has reviewed: what does not fit the types of a
value is no value, never something half read. Fields at their default are left out.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

import msgspec


class Kept(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag=True,
    tag_field="is",
    gc=False,
):
    """A frozen value; its class's name travels with it, so that unions of them are told apart."""


Value = TypeVar("Value", bound=Kept)


def encode(value: Kept) -> str:
    """A value as JSON text."""
    return msgspec.json.encode(value).decode()


def decode(text: str, kind: type[Value]) -> Value | None:
    """The value of that kind that `encode` wrote; None for everything else."""
    try:
        value: Value = _decoder(kind).decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
    return value


@cache
def _decoder(kind: type[Value]) -> msgspec.json.Decoder[Value]:
    return msgspec.json.Decoder(kind)
