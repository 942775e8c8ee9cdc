"""What a waiver is about: the pattern of its `subject`.

`[source:]schema.table[.column]`, each part a name or a glob, as in stewardship: two parts match
tables, three match columns, and a waiver for a table is none for its columns. Where a violation is
about more than one thing the pattern may say both: `staging.leads.contact from crm.customers.email`
for the data that flows between two columns, `crm.customers to reporting` for a grant. Without the
second it matches all of them. `exposure weekly` names an exposure; `catalog` is the whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from governance.model.judgement import Violation
from governance.model.names import ColumnRef, TableRef, printable, split
from governance.stewardship.pattern import Pattern, pattern

MAX_CHARACTERS = 2_000
"""Of a subject; names are shorter in every database."""

# A word between two names; an odd number of quotes to its right would put it inside a name.
_BESIDE = re.compile(r"""\s+(from|to)\s+(?=(?:[^"]*"[^"]*")*[^"]*$)""")
EXPOSURE = "exposure"
_EXPOSURE = re.compile(rf"{EXPOSURE}\s+")


class Target(Struct, frozen=True):
    """A subject, taken apart.

    `named` is the first pattern. `word` is "from", "to", "exposure" or "", `other` the pattern
    behind "from" and "to".
    """

    named: Pattern
    word: str = ""
    other: Pattern | None = None

    @property
    def kind(self) -> str:
        """`EXPOSURE`, or "" for everything whose name is that of a table or column."""
        return EXPOSURE if self.word == EXPOSURE else ""

    def fits_beside(self, violation: Violation) -> bool:
        """Whether the source and the other end of a violation match, its name put aside."""
        if self.named.source is not None:
            source = violation.ref.source if violation.ref is not None else ""
            if not self.named.source.fits(source):
                return False
        if self.other is None:
            return True
        word, _, name = violation.beside.partition(" ")
        if word != self.word:
            return False
        source, parts = split(name)
        if word == "to":
            return len(self.other.parts) == 1 and self.other.parts[0].fits(parts[0])
        if self.other.source is not None and not self.other.source.fits(source):
            return False
        return len(parts) == len(self.other.parts) and all(
            part.fits(text) for part, text in zip(self.other.parts, parts, strict=True)
        )


def target(text: str) -> Target:
    """A waiver's subject, taken apart.

    Raises:
        ValueError: `text` is none; says where it stops being one.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"a subject has at most {MAX_CHARACTERS:,} characters")
    if _EXPOSURE.match(text):
        return Target(pattern(_EXPOSURE.sub("", text, count=1)), EXPOSURE)
    sides = _BESIDE.split(text)
    named = pattern(sides[0])
    if len(sides) == 1:
        return Target(named)
    if len(sides) > 3:
        raise ValueError(f'"{sides[3]}" stands here after "{sides[1]}": write one of them')
    return Target(named, sides[1], pattern(sides[2]))


def named(violation: Violation) -> tuple[str, tuple[str, ...]]:
    """What violates: its kind, as in `Target.kind`, and its name in the parts patterns match."""
    ref = violation.ref
    if ref is None:
        word, _, name = violation.subject.partition(" ")
        return (word, _split(name)) if word == EXPOSURE else ("", ())
    if isinstance(ref, ColumnRef):
        return "", (*_schema(ref.schema), ref.table, ref.column)
    return "", (*_schema(ref.schema), ref.table)


@lru_cache(maxsize=4096)
def _schema(schema: str) -> tuple[str, ...]:
    return tuple(schema.split(".")) if schema else ()


def _split(name: str) -> tuple[str, ...]:
    try:
        return split(name)[1]
    except ValueError:
        return ()


def subject_of(violation: Violation) -> str:
    """The subject of a waiver for this violation and, as far as a subject can tell, no other."""
    return f"{violation.subject} {violation.beside}".rstrip()


def full_name(violation: Violation) -> str:
    """The name of what violates, its source included, on one line: the baseline's."""
    ref: TableRef | ColumnRef | None = violation.ref
    name = violation.subject if ref is None else str(ref)
    if violation.beside:
        name = f"{name} {violation.beside}"
    return printable(name).strip() or "-"
