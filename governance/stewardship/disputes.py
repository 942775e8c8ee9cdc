"""What two places say differently of one table or column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Declaration, Dispute, Fact, FactKey, Facts
from governance.stewardship.words import plain
from governance.taxonomy import NONE, PERSONAL

PROSE: frozenset[FactKey] = frozenset({"description", "purpose"})
"""Sentences: two that differ in their words may well say the same."""

_METHODS: frozenset[FactKey] = frozenset({"masking", "encryption"})
_UNSPECIFIC = frozenset({"masked", "encrypted", "present", "yes", "true"})


Specificity: TypeAlias = tuple[int, int]


class Disputed:
    """What is said of each thing by its very name, and where that is more than one thing."""

    def __init__(self) -> None:
        self._said: dict[TableRef | ColumnRef, list[tuple[Specificity, Declaration]]] = {}

    def add(
        self, ref: TableRef | ColumnRef, declaration: Declaration, specificity: Specificity
    ) -> None:
        """A declaration about a thing; in the order in which they count, the last one most."""
        self._said.setdefault(ref, []).append((specificity, declaration))

    def found(self, counting: Mapping[TableRef | ColumnRef, Facts]) -> Iterator[Dispute]:
        """Where places of the same specificity say different things."""
        for ref, said in self._said.items():
            if len(said) < 2:
                continue
            keys = dict.fromkeys(key for _, declaration in said for key in declaration.facts)
            for key in keys:
                if key in PROSE or key not in counting[ref]:
                    continue
                facts = _different(key, _heard(key, said), counting[ref][key])
                if len(facts) > 1:
                    yield Dispute(ref, key, facts, settled=bool(facts[0].reason))


def _heard(key: FactKey, said: list[tuple[Specificity, Declaration]]) -> list[Fact]:
    """The most specific ones; in a file of ours a later line overrides an earlier one."""
    stating = [each for each in said if key in each[1].facts]
    most = max(specificity for specificity, _ in stating)
    heard: dict[object, Fact] = {}
    for number, (specificity, declaration) in enumerate(stating):
        if specificity == most:
            ours = declaration.named is None
            heard[declaration.location.file if ours else number] = declaration.facts[key]
    return list(heard.values())


def _different(key: FactKey, said: list[Fact], counting: Fact) -> tuple[Fact, ...]:
    """One fact for each meaning, the one that counts first."""
    meanings = {_meaning(key, counting.value): counting}
    for fact in reversed(said):
        meaning = _meaning(key, fact.value)
        if not any(_agree(key, meaning, other) for other in meanings):
            meanings[meaning] = fact
    return tuple(meanings.values())


def _meaning(key: FactKey, value: str | int) -> str:
    return plain(str(value).removeprefix("mailto:").removeprefix("@").removeprefix("#"))


def _agree(key: FactKey, one: str, other: str) -> bool:
    """Whether two meanings are no contradiction: the same, or one only less specific."""
    if one == other:
        return True
    if key == "category":
        return PERSONAL in (one, other) and NONE not in (one, other)
    if key in _METHODS:
        return bool(_UNSPECIFIC & {one, other}) and NONE not in (one, other)
    return False


def places(dispute: Dispute) -> str:
    """`team-a at x.yml:3 and team-b at y.yml:7`."""
    said = [f"{fact.value} at {_place(fact.location)}" for fact in dispute.sides]
    return f"{', '.join(said[:-1])} and {said[-1]}"


def _place(location: Location) -> str:
    return str(Location(location.file, location.line))
