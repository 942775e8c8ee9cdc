"""What a team says of functions that only it knows."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

FunctionEffect: TypeAlias = Literal[
    "identity",
    "derived",
    "generalised",
    "hashed",
    "keyed",
    "restored",
    "aggregated",
    "predicate",
    "none",
]
FUNCTION_EFFECTS: tuple[FunctionEffect, ...] = get_args(FunctionEffect)


class Told(NamedTuple):
    """One function, or all that match, and what it does to its arguments.

    `name` is in lower case, with the schema where SQL writes one; `*` stands for any characters.
    """

    name: str
    effect: FunctionEffect
