"""What is said of one function: its effect, and the part that each argument plays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from sqlglot import exp

from governance.lineage.effects import Transform


class Call(Struct, frozen=True):
    """One call of a function: its arguments in order, in a dialect."""

    node: exp.Expr
    arguments: Sequence[exp.Expr]
    dialect: str


Measure: TypeAlias = Callable[[Call], Transform]
"""What a call does to its value, where that depends on the other arguments."""


CASES = "cases"


class Rule(Struct, frozen=True):
    """What a function does.

    `roles` has a letter for each argument, the last one for all that follow: "v" goes into the
    result, "k" is the key that hides it, "p" is only compared (one bit), "i" only decides which
    value it is, "n" does nothing. `CASES` stands for conditions and results in turn. `measure`
    says what a call does where its arguments decide; `transform` is then the least it can do.
    """

    transform: Transform
    roles: str = "v"
    measure: Measure | None = None

    def of(self, node: exp.Expr, arguments: Sequence[exp.Expr], dialect: str) -> Transform:
        """What a call does to its values."""
        if self.measure is None:
            return self.transform
        return self.measure(Call(node, arguments, dialect))

    def role(self, index: int, count: int) -> str:
        """The letter of the argument at a position, of `count` arguments."""
        if self.roles == CASES:
            return "v" if index % 2 or index == count - 1 else "p"
        return self.roles[min(index, len(self.roles) - 1)]


def listed(*groups: tuple[Transform, str], roles: str = "v") -> dict[str, Rule]:
    """The rules of names in words, grouped by what the functions do."""
    return {name: Rule(transform, roles) for transform, names in groups for name in names.split()}


def measured(groups: Mapping[Measure, str], least: Transform) -> dict[str, Rule]:
    """The rules of names in words, grouped by what measures their calls."""
    return {
        name: Rule(least, measure=measure)
        for measure, names in groups.items()
        for name in names.split()
    }
