"""What the engine computes that SQLite does not, or does otherwise than PostgreSQL.

Each function answers as PostgreSQL 18's of the same name does (its manual, chapter 9); NULL in,
NULL out, unless said otherwise. An error ends the policy, and so is never a pass.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

REGEX_SECONDS = 0.25
MAX_LENGTH = 200_000
"""Bytes of one text or row inside the engine."""

Value = Any


def install(connection: sqlite3.Connection) -> frozenset[str]:
    """Make the functions known to a connection; gives their names."""
    for name, (arguments, function) in _FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    connection.create_aggregate("pg_string_agg", 2, _StringAgg)  # type: ignore[arg-type]
    connection.create_aggregate("pg_string_agg_distinct", 2, _StringAggDistinct)  # type: ignore[arg-type]
    return frozenset(_FUNCTIONS) | {"pg_string_agg", "pg_string_agg_distinct"}


def _strict(function: Callable[..., Value]) -> Callable[..., Value]:
    def call(*arguments: Value) -> Value:
        return None if None in arguments else function(*arguments)

    return call


def _lower(text: Value) -> Value:
    """Each character on its own, as PostgreSQL maps them: no final sigma, nothing grows."""
    if text is None or str(text).isascii():
        return text and str(text).lower()
    return "".join(char.lower()[0] for char in str(text))


def _upper(text: Value) -> Value:
    if text is None or str(text).isascii():
        return text and str(text).upper()
    return "".join(u if len(u := char.upper()) == 1 else char for char in str(text))


def _substring(text: str, start: int, count: int | None = None) -> str:
    if count is None:
        return text[max(start - 1, 0) :]
    if count < 0:
        raise ValueError("negative length")
    return text[max(start - 1, 0) : max(start - 1 + count, 0)]


def _left(text: str, count: int) -> str:
    return text[:count]


def _right(text: str, count: int) -> str:
    return text[max(len(text) - count, 0) :] if count >= 0 else text[-count:]


def _split_part(text: str, separator: str, number: int) -> str:
    if number == 0:
        raise ValueError("pieces are counted from 1")
    pieces = text.split(separator) if separator else [text]
    index = number - 1 if number > 0 else number
    return pieces[index] if -len(pieces) <= index < len(pieces) else ""


def _concat(*parts: Value) -> str:
    return "".join(str(part) for part in parts if part is not None)


def _concat_ws(separator: Value, *parts: Value) -> Value:
    if separator is None:
        return None
    return str(separator).join(str(part) for part in parts if part is not None)


def _greatest(*values: Value) -> Value:
    return max((value for value in values if value is not None), default=None)


def _least(*values: Value) -> Value:
    return min((value for value in values if value is not None), default=None)


def _div(left: float, right: float) -> float:
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)  # rounded towards zero
        return quotient if (left < 0) == (right < 0) else -quotient
    return left / right


def _mod(left: int, right: int) -> int:
    remainder = abs(left) % abs(right)  # of the sign of the dividend
    return -remainder if left < 0 else remainder


@lru_cache(maxsize=1024)
def _elements(array: str) -> frozenset[str]:
    return frozenset(json.loads(array))


def _has(array: Value, element: Value) -> Value:
    if array is None or (element is None and _elements(array)):
        return None
    return element in _elements(array)


@lru_cache(maxsize=256)
def _pattern(pattern: str, ignore_case: bool) -> Any:
    import regex  # only policies that use ~ pay for it

    return regex.compile(pattern, regex.DOTALL | (regex.IGNORECASE if ignore_case else 0))


def _regex(text: str, pattern: str) -> bool:
    return _pattern(pattern, False).search(text, timeout=REGEX_SECONDS) is not None


def _regex_i(text: str, pattern: str) -> bool:
    return _pattern(pattern, True).search(text, timeout=REGEX_SECONDS) is not None


class _StringAgg:
    """string_agg, sorted: without ORDER BY its order is anybody's guess."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._separator = ""
        self._length = 0

    def step(self, part: Value, separator: Value) -> None:
        if part is None:
            return
        self._separator = separator or ""
        # The engine's own limits do not see what Python holds.
        self._length += len(part) + len(self._separator) + 1
        if self._length > MAX_LENGTH:
            raise ValueError("too long")
        self._parts.append(part)

    def finalize(self) -> Value:
        return self._separator.join(sorted(self._parts)) if self._parts else None


class _StringAggDistinct(_StringAgg):
    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def step(self, part: Value, separator: Value) -> None:
        if part not in self._seen:
            self._seen.add(part)
            super().step(part, separator)


_FUNCTIONS: dict[str, tuple[int, Callable[..., Value]]] = {
    "lower": (1, _lower),
    "upper": (1, _upper),
    "pg_substring": (-1, _strict(_substring)),
    "pg_left": (2, _strict(_left)),
    "pg_right": (2, _strict(_right)),
    "pg_starts_with": (2, _strict(str.startswith)),
    "pg_split_part": (3, _strict(_split_part)),
    "pg_concat": (-1, _concat),
    "pg_concat_ws": (-1, _concat_ws),
    "pg_greatest": (-1, _greatest),
    "pg_least": (-1, _least),
    "pg_div": (2, _strict(_div)),
    "pg_mod": (2, _strict(_mod)),
    "pg_has": (2, _has),
    "pg_regex": (2, _strict(_regex)),
    "pg_regex_i": (2, _strict(_regex_i)),
}
