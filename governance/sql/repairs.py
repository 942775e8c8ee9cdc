"""Statements that the parser does not know, spelled so that it does; every offset stays true.

Each repair puts something of the same length in the place of words the parser stumbles over. It
says the same about which column feeds which; where it says less, that is written beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from governance.sql.tokens import Token, tokens

_Change = tuple[int, int, str]
"""Where what is replaced begins and ends, and what stands there instead: never longer, but at the
end of the statement."""


def repaired(text: str, dialect: str) -> str | None:
    """The statement after all repairs of its dialect, None when there is nothing to repair."""
    repairs = _REPAIRS.get(dialect)
    if repairs is None:
        return None
    found = tokens(text, dialect)
    changes = sorted(change for repair in repairs for change in repair(found))
    if not changes:
        return None
    parts: list[str] = []
    at = 0
    for start, end, instead in changes:
        if start < at:
            continue
        parts += (text[at:start], instead if start == end else instead.ljust(end - start))
        at = end
    return "".join((*parts, text[at:]))


def _replace(found: list[Token]) -> Iterator[_Change]:
    """REPLACE INTO is an INSERT that deletes first (MySQL 15.2.12, SQLite lang_replace)."""
    if found and found[0].word == "REPLACE":
        yield found[0].start, found[0].end, "INSERT"


def _delete_where(found: list[Token]) -> Iterator[_Change]:
    """MERGE … UPDATE SET … [WHERE …] DELETE WHERE …: both conditions decide about rows."""
    if not found or found[0].word != "MERGE":
        return
    clause = ""
    for one, two in pairwise(found):
        if one.word in ("SET", "WHERE", "WHEN"):
            clause = one.word
        if one.word == "DELETE" and two.word == "WHERE":
            if clause == "WHERE":
                yield one.start, two.end, "AND"
            else:
                yield one.start, one.end, ""


def _compound(found: list[Token]) -> Iterator[_Change]:
    """`SET a += b`: written as a = ~b, for b is computed with; a feeds itself, see `targets`."""
    for one, two in pairwise(found):
        if one.word in _OPERATORS and two.word == "=" and one.end == two.start:
            yield one.start, two.end, "=~"


_OPERATORS = frozenset("+-*/%&|^")


def _brackets(found: list[Token]) -> Iterator[_Change]:
    """CREATE TABLE n AS PIVOT …: a statement that the parser only takes in brackets."""
    for one, two in pairwise(found):
        if one.word == "AS" and two.word in ("PIVOT", "UNPIVOT") and two.start > one.end:
            yield one.end, one.end + 1, "("
            yield found[-1].end, found[-1].end, ")"
            return


def _overriding(found: list[Token]) -> Iterator[_Change]:
    """INSERT … OVERRIDING SYSTEM VALUE says which of two values counts for an identity column."""
    for one, two, three in zip(found, found[1:], found[2:], strict=False):
        if one.word == "OVERRIDING" and two.word in ("SYSTEM", "USER") and three.word == "VALUE":
            yield one.start, three.end, ""


def _ordinality(found: list[Token]) -> Iterator[_Change]:
    """XMLTABLE's `n FOR ORDINALITY`: a number like any other column."""
    if any(token.word == "XMLTABLE" for token in found):
        for one, two in pairwise(found):
            if one.word == "FOR" and two.word == "ORDINALITY":
                yield one.start, two.end, "int"


def _output_into(found: list[Token]) -> Iterator[_Change]:
    """OUTPUT … INTO schema.table: written as one word, which lineage reads in the text again."""
    outputs = False
    for index, token in enumerate(found[:-2]):
        outputs = outputs or token.word == "OUTPUT"
        if not outputs or token.word != "INTO":
            continue
        last = index + 1
        while last + 2 < len(found) and found[last + 1].word == ".":
            last += 2
        if last > index + 1:
            first, end = found[index + 1].start, found[last].end
            yield first, end, "x" * (end - first)
        outputs = False


_REPAIRS: dict[str, tuple[Callable[[list[Token]], Iterator[_Change]], ...]] = {
    "duckdb": (_brackets,),
    "mysql": (_replace,),
    "sqlite": (_replace,),
    "oracle": (_delete_where, _ordinality),
    "postgres": (_overriding, _ordinality),
    "tsql": (_compound, _output_into),
}
