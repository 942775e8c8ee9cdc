"""Which rule a function has: the team's own, else its dialect's, else the usual one.

A function that nobody knows may do anything: its result is `derived`, so that it never hides what
goes in; and if its name says that it undoes protection, it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache

from governance.lineage.dialect_functions import BY_DIALECT
from governance.lineage.effects import (
    AGGREGATED,
    DERIVED,
    GENERALISED,
    HASHED,
    IDENTITY,
    KEYED,
    PREDICATE,
    RESTORED,
    Transform,
)
from governance.lineage.function_rules import Rule
from governance.lineage.known_functions import COMMON
from governance.model.functions import Told

_BUILT_IN_SCHEMAS = frozenset({"pg_catalog", "public", "extensions", "sys", "system", "builtin"})
"""Schemas where a function of a known name is that function; `util.sha256` may be anything."""

_MACRO = "dbt_macro__"
"""In front of the name of a dbt macro that is not installed, where it stands as a function."""

_UNKNOWN = Rule(DERIVED)
_UNDOES = Rule(Transform(DERIVED.base, restores=True))
_UNDOING = re.compile(
    r"decrypt|decipher|de_?tokeni[sz]|un_?mask|un_?protect|un_?seal|de_?pseudonymi[sz]|re_?identif"
    r"|reveal"
)

SUFFIXES: dict[str, bool | None] = {
    "If": False,
    "ArgMin": True,
    "ArgMax": True,
    **dict.fromkeys(("SimpleState", "MergeState", "State", "Merge", "ForEach", "Distinct")),
    **dict.fromkeys(("OrDefault", "OrNull", "Resample", "Array", "Map")),
}
"""What may stand behind the name of a ClickHouse aggregate; for those that take one more argument
whether that only decides which rows count. A state holds what the aggregate gives.
https://clickhouse.com/docs/sql-reference/aggregate-functions/combinators"""

_MEANT: dict[str, Rule] = {
    "identity": Rule(IDENTITY),
    "derived": Rule(DERIVED),
    "generalised": Rule(GENERALISED),
    "hashed": Rule(HASHED),
    "keyed": Rule(KEYED),
    "restored": Rule(RESTORED),
    "aggregated": Rule(AGGREGATED),
    "predicate": Rule(PREDICATE),
    "none": Rule(IDENTITY, "n"),
}
"""What lictor.yml can say of a function."""
_CAUTIOUS = ("restored", *(effect for effect in _MEANT if effect != "restored"))
"""The same, what trusts least first."""


class Functions:
    """The functions of a dialect, with what a team told of its own."""

    def __init__(self, dialect: str, told: Iterable[Told] = ()) -> None:
        self._own = BY_DIALECT.get(dialect, {})
        self._told = {said.name: _MEANT[said.effect] for said in told if "*" not in said.name}
        # where several patterns meet, the one that trusts least counts
        self._patterns = sorted(
            (_CAUTIOUS.index(said.effect), said.name) for said in told if "*" in said.name
        )
        self._found: dict[str, Rule | None] = {}

    def known(self, name: str) -> Rule | None:
        """The rule of a function by its name in lower case, with its schema; None for no rule."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def told(self, name: str) -> bool:
        """Whether a team told what the function of that name does: what defines it matters not."""
        called = name.removeprefix(_MACRO)
        return called in self._told or any(
            fnmatchcase(called, pattern) for _, pattern in self._patterns
        )

    def unknown(self, name: str) -> Rule:
        """The rule of a function that has none."""
        return _UNDOES if _UNDOING.search(name) else _UNKNOWN

    def _look_up(self, name: str) -> Rule | None:
        called = name.removeprefix(_MACRO)
        said = self._told.get(called)
        if said is not None:
            return said
        for rank, pattern in self._patterns:
            if fnmatchcase(called, pattern):
                return _MEANT[_CAUTIOUS[rank]]
        schema, _, rest = name.partition(".")
        while rest and schema in _BUILT_IN_SCHEMAS:
            name = rest
            schema, _, rest = name.partition(".")
        return self._own.get(name) or COMMON.get(name)


@cache
def functions(dialect: str, told: tuple[Told, ...] = ()) -> Functions:
    """The functions of a dialect by its name."""
    return Functions(dialect, told)
