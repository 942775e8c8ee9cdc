"""The names PostgreSQL makes up for constraints and indexes that were given none.

makeObjectName in src/backend/commands/indexcmds.c: the longer part is cut until the whole fits
into 63 bytes, and a number tells it from what is there already.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from governance.extract.ddl.keys import (
    ConstraintKind,
)

_LABELS: dict[ConstraintKind, str] = {
    "primary key": "pkey",
    "unique": "key",
    "foreign key": "fkey",
    "check": "check",
    "exclude": "excl",
    "not null": "not_null",
}


def constraint_name(
    table: str, columns: Iterable[str], kind: ConstraintKind, taken: Container[str]
) -> str:
    """The name of a constraint that was not named."""
    parts = "" if kind == "primary key" else "_".join(columns)
    return _free(table, parts, _LABELS[kind], taken)


def index_name(table: str, labels: Iterable[str], taken: Container[str]) -> str:
    """The name of an index that was not named."""
    return _free(table, "_".join(labels), "idx", taken)


def _free(table: str, parts: str, label: str, taken: Container[str]) -> str:
    number = 0
    while True:
        name = _made(table, parts, f"{label}{number or ''}")
        if name not in taken:
            return name
        number += 1


def _made(first: str, second: str, label: str) -> str:
    one, two = first.encode(), second.encode()
    room = 63 - len(label) - 1 - (1 if second else 0)
    while len(one) + len(two) > room:
        if len(one) > len(two):
            one = one[:-1]
        else:
            two = two[:-1]
    pieces = [one.decode("utf-8", "ignore")]
    if second:
        pieces.append(two.decode("utf-8", "ignore"))
    return "_".join((*pieces, label))
