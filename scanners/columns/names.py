"""What the columns of a table hold, by names, types, comments and the table around them.

A name is cut into words; terms of the lexicon are looked for in them; whatever else stands in the
name strengthens, weakens or kills each term (`email_template_id` holds no email); the type and the
table then have their say. No value is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from governance.model.catalog import Column, Table
from governance.model.classification import Finding
from scanners.columns import DETECTOR
from scanners.columns.families import Family, family
from scanners.columns.fitness import fit
from scanners.columns.lexicon import Strength, Term, Word, lexicon
from scanners.columns.surroundings import About, about, languages, split

PERSONAL = 0.5
"""A finding of at least this score says that the column is personal."""

LEAST = 0.3
"""Below this a finding is not worth telling."""

_TELLING = frozenset({"email", "phone", "person_name", "dob", "national_id", "username", "age"})
"""Categories that, found in two columns, say that the table is about people."""

_STATE = ("state",)
"""A part of an address beside its other parts, and alone how far something has come."""

_OF_SOMETHING = frozenset({"contact", "billing", "support"})
"""An address named so is where to ask about a row; it does not say that the row is a person."""

_TABLE = {
    Strength.SURE: (0.8, 0.92, 0.95, 0.97),
    Strength.LIKELY: (0.45, 0.7, 0.82, 0.88),
    Strength.CONTEXT: (0.08, 0.3, 0.6, 0.78),
}
"""How much a term tells in a table about things, unknown, perhaps people, people."""

_BEFORE = {
    Strength.SURE: {"thing": 0.85, "about": 0.9, "unknown": 0.95, "term": 0.98},
    Strength.LIKELY: {"thing": 0.6, "about": 0.8, "unknown": 0.9, "term": 0.95},
    Strength.CONTEXT: {"thing": 0.15, "about": 0.4, "unknown": 0.75, "term": 0.85},
}
_AFTER = {
    Strength.SURE: {"thing": 0.15, "about": 0.1, "unknown": 0.75, "term": 0.9},
    Strength.LIKELY: {"thing": 0.15, "about": 0.1, "unknown": 0.65, "term": 0.85},
    Strength.CONTEXT: {"thing": 0.15, "about": 0.1, "unknown": 0.5, "term": 0.7},
}
"""What the other words of a name leave of a term, by where they stand and what they are."""

_ATTRIBUTES = frozenset({"health", "criminal_legal", "demographic"})
"""What a yes or no can say about a person: has_diabetes, is_convicted."""


_WEAKER = {Strength.SURE: Strength.LIKELY, Strength.LIKELY: Strength.CONTEXT}
"""What a term tells that begins in the table's name and ends in the column's."""

_SECRETS = frozenset({"token", "secret", "password", "otp"})
"""What ends so is a secret, whatever it is for: email_change_token."""

_EVENTS = frozenset({"health", "criminal_legal"})
"""What is told by its date or type too: diagnosis_date, conviction_type."""

_ENGLISH = frozenset({"en"})


class Judgement(Struct, frozen=True):
    """The best reading of one name."""

    category: str
    kind: str | None
    score: float
    evidence: str


def findings(table: Table) -> tuple[Finding, ...]:
    """The findings for one table, at most one a column, in the columns' order.

    Scores are between `LEAST` and 1; `PERSONAL` and more mean personal data.
    """
    spoken = languages(table)
    named = about(table.ref.table)
    if named is About.THINGS and any(_points_to_a_person(c.name) for c in table.columns):
        # an order is a thing, but a customer's
        named = About.UNKNOWN
    head = _head(table.ref.table)
    cut = [(split(c.name), family(c.type)) for c in table.columns]
    first = [_judge(tokens, fam, named, spoken, head) for tokens, fam in cut]
    telling = {
        (j.category, column.name)
        for j, column, (tokens, _) in zip(first, table.columns, cut, strict=True)
        if j and j.score >= 0.8 and (j.category in _TELLING or j.kind == "gender")
        if named is About.PEOPLE or not _OF_SOMETHING.intersection(tokens)
    }
    around = _around(named, len({category for category, _ in telling}))
    located = any(
        j and j.category == "address" and tokens != _STATE
        for j, (tokens, _) in zip(first, cut, strict=True)
    )
    found = []
    for column, (tokens, fam), alone in zip(table.columns, cut, first, strict=True):
        judged = alone
        # a column must not vote for itself
        if around is not named and not telling <= {(alone and alone.category, column.name)}:
            judged = _judge(tokens, fam, around, spoken, head)
        if tokens == _STATE and not located:
            judged = None
        if column.comment:
            judged = _with_comment(column, judged, around, spoken)
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


@lru_cache(maxsize=16384)
def _head(table: str) -> tuple[str, ...]:
    """The last word of a table's name, in the singular, where a term begins so; else nothing."""
    words = lexicon()
    for head in split(table)[-1:]:
        for form in (head.removesuffix("s"), head):
            if words.longest.get(form, 0) > 1:
                return (form,)
    return ()


def _points_to_a_person(name: str) -> bool:
    tokens = split(name)
    words = lexicon()
    return tokens[-1:] == ("id",) and any(
        Word.PERSON in words.word(t) and Word.THING not in words.word(t) for t in tokens[:-1]
    )


def _around(named: About, telling: int) -> About:
    if telling >= 2:
        # a supplier's contact does not make the supplier a person
        return About.UNKNOWN if named is About.THINGS else About.PEOPLE
    if telling == 1 and named is not About.THINGS:
        return max(named, About.PERHAPS_PEOPLE)
    return named


@lru_cache(maxsize=131072)
def _judge(
    tokens: tuple[str, ...],
    fam: Family,
    around: About,
    spoken: frozenset[str],
    head: tuple[str, ...] = (),
) -> Judgement | None:
    """The best reading of a name in its place; None when nothing in it is a term.

    `head` is the last word of the table's name: `cards.number` reads as "card number" too.
    """
    best: Judgement | None = None
    for reading in _readings(tokens, fam, around, spoken):
        if best is None or reading.score > best.score:
            best = reading
    if best is None or best.score < PERSONAL:
        joined = _joined(head, tokens, fam, around)
        if joined is not None and (best is None or joined.score > best.score):
            best = joined
    if fam in (Family.NETWORK, Family.HARDWARE) and (best is None or best.score < PERSONAL):
        return _by_type(fam, around)
    return best


def _joined(
    head: tuple[str, ...], tokens: tuple[str, ...], fam: Family, around: About
) -> Judgement | None:
    """The reading of the table's last word and the whole name together."""
    words = lexicon()
    if not head or not tokens or words.word(tokens[-1]) & Word.ABOUT or tokens[-1] == "name":
        return None
    for term in words.terms.get(head + tokens, ()):
        suits = fit(term.category, fam)
        weaker = _WEAKER.get(term.strength)
        if weaker and term.language is None and suits:
            score = round(_TABLE[weaker][max(around, About.UNKNOWN) + 1] * suits, 3)
            said = f'the table and its name say "{" ".join(term.words)}"'
            return Judgement(term.category, term.kind, score, said)
    return None


def _by_type(fam: Family, around: About) -> Judgement | None:
    category = "ip_address" if fam is Family.NETWORK else "device_id"
    score = 0.4 if around is About.THINGS else 0.6
    return Judgement(category, None, score, "its type is made for network addresses")


def _readings(
    tokens: tuple[str, ...], fam: Family, around: About, spoken: frozenset[str]
) -> Iterator[Judgement]:
    for start, end, term in _matches(tokens, spoken):
        suits = fit(term.category, fam)
        if not suits:
            continue
        before, after = tokens[:start], tokens[end:]
        context = _context(before, after, around)
        score = _TABLE[term.strength][context + 1] * suits
        score *= _rest(before, _BEFORE[term.strength], term, spoken, trailing=False)
        score *= _rest(after, _AFTER[term.strength], term, spoken, trailing=True)
        yield Judgement(
            term.category, term.kind, round(min(score, 0.99), 3), _evidence(term, context)
        )


def _matches(tokens: tuple[str, ...], spoken: frozenset[str]) -> Iterator[tuple[int, int, Term]]:
    """Every term in a name that is not a part of a longer one."""
    words = lexicon()
    covered = 0
    for start, token in enumerate(tokens):
        for size in range(min(words.longest.get(token, 0), len(tokens) - start), 0, -1):
            terms = words.terms.get(tokens[start : start + size], ())
            terms = tuple(t for t in terms if t.language is None or t.language in spoken)
            if terms and start + size > covered:
                covered = start + size
                for term in terms:
                    yield start, start + size, term
                break


def _context(before: tuple[str, ...], after: tuple[str, ...], around: About) -> About:
    """What the rest of the name says about whom it means, else what the table says."""
    words = lexicon()
    for token in (*reversed(before), *after):
        kind = words.word(token)
        if Word.PERSON in kind:
            return max(around, About.PERHAPS_PEOPLE) if Word.THING in kind else About.PEOPLE
        if Word.THING in kind:
            return around
    return around


def _rest(
    tokens: tuple[str, ...],
    factors: dict[str, float],
    term: Term,
    spoken: frozenset[str],
    *,
    trailing: bool,
) -> float:
    """What the words before or after a term leave of it."""
    words = lexicon()
    left = 1.0
    for token in tokens:
        kind = words.word(token)
        if Word.FLAG in kind and not trailing:
            left *= 0.9 if term.category in _ATTRIBUTES else 0.1
        elif Word.LEAD in kind and not trailing and _leads(token, spoken):
            left *= 0.15
        elif Word.FACET in kind and trailing and term.category in _EVENTS:
            left *= 0.85
        elif Word.STATE in kind and trailing:
            left *= 0.1
        elif token in _SECRETS and trailing and term.category != "credential":
            left *= 0.5
        elif Word.ABOUT in kind and not (Word.KEEPS in kind and not trailing):
            left *= factors["about"]
        elif Word.PERSON in kind or (
            Word.KEEPS in kind and not (Word.THING in kind and term.strength is Strength.CONTEXT)
        ):
            continue
        elif Word.THING in kind:
            left *= factors["thing"]
        elif token in words.vocabulary:
            left *= factors["term"]
        else:
            left *= factors["unknown"]
    return left


def _leads(token: str, spoken: frozenset[str]) -> bool:
    """Whether a name that begins so is about that: "data" is a date, but not in English.

    And "number" counts, but only in English: num_phones, numero_telefono.
    """
    languages = lexicon().leads[token]
    return not languages or bool(languages & (spoken or _ENGLISH))


def _evidence(term: Term, context: About) -> str:
    said = f'its name says "{" ".join(term.words)}"'
    if term.strength is not Strength.SURE and context is About.PEOPLE:
        return f"{said}, of a person"
    return said


_CLAUSE = re.compile(r"[.;:,(\n]")


def _with_comment(
    column: Column, judged: Judgement | None, around: About, spoken: frozenset[str]
) -> Judgement | None:
    """The comment's first words may confirm a doubtful name, or speak where it says nothing."""
    if judged is not None and not LEAST <= judged.score < PERSONAL:
        return judged
    clause = _CLAUSE.split(column.comment or "", maxsplit=1)[0]
    if len(clause) > 80 or len(clause.split()) > 8:
        return judged
    said = _judge(split(clause), family(column.type), around, spoken)
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
