"""What the columns of a table hold, by names, types, comments and the table around them.

A name is cut into words and read in its place (`readings`); the table is what the names of its
columns, its own name and its keys say that it is about (`surroundings`). No value is looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from governance.model.catalog import Column, Table
from governance.model.classification import Finding
from scanners.columns import DETECTOR
from scanners.columns.families import family, length
from scanners.columns.lexicon import Lexicon, Word, lexicon
from scanners.columns.readings import PERSONAL, Judgement, Place, judge
from scanners.columns.surroundings import (
    About,
    about,
    languages,
    names_people,
    owned,
    split,
    themes,
)

__all__ = ["LEAST", "PERSONAL", "findings"]

LEAST = 0.3
"""Below this a finding is not worth telling."""

_TELLING = frozenset({"email", "phone", "person_name", "dob", "national_id", "username", "age"})
"""Categories that, found in two columns, say that the table is about people."""

_LEADING = _TELLING | {"person_id", "address", "device_id", "ip_address", "financial_account"}
"""Categories that, found in one column, say that a row leads to somebody."""

_STATE = ("state",)
"""A part of an address beside its other parts, and alone how far something has come."""

_OF_SOMETHING = frozenset({"contact", "billing", "support"})
"""An address named so is where to ask about a row; it does not say that the row is a person."""

_KEYS = frozenset({"id", "uuid", "guid", "key", "fk", "sk", "ref"})
"""How a name ends that points to a row."""

_FEW = 4
"""A table of fewer columns may lead to people outside: nothing follows from what it lacks."""

_NARROW = 12
"""Characters in which codes fit, and few names do."""


def findings(table: Table, words: Lexicon | None = None) -> tuple[Finding, ...]:
    """The findings for one table, at most one a column, in the columns' order.

    Scores are between `LEAST` and 1; `PERSONAL` and more mean personal data. `words` are those
    that ship with the program unless a team has its own.
    """
    words = words or lexicon()
    cut = [(split(c.name, words), family(c.type), length(c.type) <= _NARROW) for c in table.columns]
    place = _place(table, words)
    first = [judge(tokens, fam, place, words, short) for tokens, fam, short in cut]
    telling = {
        (j.category, column.name)
        for j, column, (tokens, _, _) in zip(first, table.columns, cut, strict=True)
        if j and j.score >= 0.8 and (j.category in _TELLING or j.kind == "gender")
        if place.around is About.PEOPLE or not _OF_SOMETHING.intersection(tokens)
    }
    around = _around(place.around, len({category for category, _ in telling}))
    nobody = (
        len(cut) >= _FEW
        and not table.open
        and not names_people(table.ref.table, words)
        and not any(j and j.score >= PERSONAL and j.category in _LEADING for j in first)
        and not any(_leads_to_a_person(tokens, words) for tokens, _, _ in cut)
    )
    there = replace(place, around=around, nobody=nobody)
    alone_there = replace(place, nobody=nobody)
    located = any(
        j and j.category == "address" and tokens != _STATE
        for j, (tokens, _, _) in zip(first, cut, strict=True)
    )
    found = []
    for column, (tokens, fam, short), alone in zip(table.columns, cut, first, strict=True):
        # a column must not vote for itself
        voted = around is place.around or telling <= {(alone and alone.category, column.name)}
        judged = judge(tokens, fam, alone_there if voted else there, words, short)
        if tokens == _STATE and not located:
            judged = None
        if column.comment:
            judged = _with_comment(column, judged, there, words)
        if judged is not None and judged.score >= LEAST:
            found.append(
                Finding(
                    subject=table.ref.column(column.name),
                    category=judged.category,
                    detector=DETECTOR,
                    score=judged.score,
                    evidence=judged.evidence,
                    kind=judged.kind,
                )
            )
    return tuple(found)


def _place(table: Table, words: Lexicon) -> Place:
    """Where the columns stand, by the names and keys of the table, before any of them is judged."""
    name = table.ref.table
    named = about(name, words)
    if named is About.THINGS and (
        any(_points_to_a_person(split(c.name, words), words) for c in table.columns)
        or any(about(key.referred.table, words) is About.PEOPLE for key in table.foreign_keys)
    ):
        # an order is a thing, but a customer's
        named = About.UNKNOWN
    return Place(
        named, languages(table, words), _head(name, words), owned(name, words), themes(name, words)
    )


@lru_cache(maxsize=16384)
def _head(table: str, words: Lexicon) -> tuple[str, ...]:
    """The last word of a table's name, in the singular, where a term begins so; else nothing."""
    for head in split(table, words)[-1:]:
        for form in (head.removesuffix("s"), head):
            if words.longest.get(form, 0) > 1:
                return (form,)
    return ()


def _points_to_a_person(tokens: tuple[str, ...], words: Lexicon) -> bool:
    return tokens[-1:] == ("id",) and any(
        Word.PERSON in words.word(t) and Word.THING not in words.word(t) for t in tokens[:-1]
    )


def _leads_to_a_person(tokens: tuple[str, ...], words: Lexicon) -> bool:
    """Whether a column points to a person, or to what is somebody's: encounter_id, id_paciente."""
    if not tokens or not _KEYS.intersection((tokens[0], tokens[-1])):
        return False
    return any(Word.PERSON in words.word(t) or t in words.themes for t in tokens)


def _around(named: About, telling: int) -> About:
    if telling >= 2:
        # a supplier's contact does not make the supplier a person
        return About.UNKNOWN if named is About.THINGS else About.PEOPLE
    if telling == 1 and named is not About.THINGS:
        return max(named, About.PERHAPS_PEOPLE)
    return named


_CLAUSE = re.compile(r"[.;:,(\n]")


def _with_comment(
    column: Column, judged: Judgement | None, place: Place, words: Lexicon
) -> Judgement | None:
    """The comment's first words may confirm a doubtful name, or speak where it says nothing."""
    if judged is not None and not LEAST <= judged.score < PERSONAL:
        return judged
    clause = _CLAUSE.split(column.comment or "", maxsplit=1)[0]
    if len(clause) > 80 or len(clause.split()) > 8:
        return judged
    said = judge(split(clause, words), family(column.type), place, words)
    if said is None or said.score < PERSONAL:
        return judged
    evidence = said.evidence.replace("its name", "its comment", 1)
    if judged is None:
        score = round(said.score * 0.8, 3)
        return Judgement(said.category, said.kind, score, evidence)
    if judged.category == said.category:
        score = round(min(judged.score + 0.25, 0.9), 3)
        return Judgement(judged.category, judged.kind, score, f"{judged.evidence}, {evidence}")
    return judged
