"""What one name says in its place: terms of the lexicon, and the words around them.

Whatever else stands in a name strengthens, weakens or kills each term (`email_template_id` holds
no email); the type and the table then have their say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from scanners.columns.families import Family
from scanners.columns.fitness import fit
from scanners.columns.lexicon import Lexicon, Strength, Term, Word
from scanners.columns.surroundings import About

PERSONAL = 0.5
"""A finding of at least this score says that the column is personal."""

_TABLE = {
    Strength.SURE: (0.8, 0.92, 0.95, 0.97),
    Strength.LIKELY: (0.45, 0.7, 0.82, 0.88),
    Strength.CONTEXT: (0.08, 0.3, 0.6, 0.78),
    Strength.THEME: (0.55, 0.68, 0.74, 0.78),
}
"""How much a term tells in a table about things, unknown, perhaps people, people."""

_BEFORE = {
    Strength.SURE: {"thing": 0.85, "about": 0.9, "unknown": 0.95, "term": 0.98},
    Strength.LIKELY: {"thing": 0.6, "about": 0.8, "unknown": 0.9, "term": 0.95},
    Strength.CONTEXT: {"thing": 0.15, "about": 0.4, "unknown": 0.75, "term": 0.85},
    Strength.THEME: {"thing": 0.6, "about": 0.5, "unknown": 0.9, "term": 0.9},
}
_AFTER = {
    Strength.SURE: {"thing": 0.15, "about": 0.1, "unknown": 0.75, "term": 0.9},
    Strength.LIKELY: {"thing": 0.15, "about": 0.1, "unknown": 0.65, "term": 0.85},
    Strength.CONTEXT: {"thing": 0.15, "about": 0.1, "unknown": 0.5, "term": 0.7},
    Strength.THEME: {"thing": 0.15, "about": 0.1, "unknown": 0.75, "term": 0.85},
}
"""What the other words of a name leave of a term, by where they stand and what they are."""

_ATTRIBUTES = frozenset({"health", "criminal_legal", "demographic"})
"""What a yes or no can say about a person: has_diabetes, is_convicted."""

_DATES = frozenset({"date", "day", "month", "year"})
"""Parts of a date of birth: birth_month_year."""

_WHEN = frozenset({Family.DATE, Family.TIMESTAMP, Family.TIME})
"""What a table is about is not said by when something in it happened."""

_YES_OR_NO = frozenset({"yn", "flag", "flg", "ind", "indicator"})
"""How such a name may end: smoker_yn."""

_WEAKER = {Strength.SURE: Strength.LIKELY, Strength.LIKELY: Strength.CONTEXT}
"""What a term tells that begins in the table's name and ends in the column's."""

_SECRETS = frozenset({"token", "secret", "password", "otp"})
"""What ends so is a secret, whatever it is for: email_change_token."""

_EVENTS = frozenset({"health", "criminal_legal"})
"""What is told by its date or type too: diagnosis_date, conviction_type."""

_CONTACTS = frozenset({"email", "phone", "address"})
"""What a name may end with that begins with whose it is: next_of_kin_tel."""

_ENGLISH = frozenset({"en"})

_OWN = 0.45
"""What is left of a term where the table's things have that themselves: a supplier's phone."""

_FACTS = frozenset(
    {
        *("health", "criminal_legal", "education", "employment"),
        *("demographic", "age", "financial_personal"),
    }
)
"""What is only personal where a row leads to somebody: a table of drugs is about no patient."""

_NOBODY = 0.5
"""What is left of such a fact in a table that leads to nobody."""

_ROLES = (0.55, 0.62, 0.7, 0.74)
_NUMBERS = (0.55, 0.66, 0.7, 0.74)
"""How much a role in a text and a number of a person tell, by whom the table is about."""


class Place(Struct, frozen=True):
    """Where a name stands.

    `spoken` are languages besides English, `head` the last word of the table's name where terms
    begin so: `cards.number` reads as "card number" too. `owned` and `themes` are categories (see
    `surroundings`). `nobody` says that no column of the table leads to a person.
    """

    around: About
    spoken: frozenset[str] = frozenset()
    head: tuple[str, ...] = ()
    owned: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    nobody: bool = False


class Judgement(Struct, frozen=True):
    """The best reading of one name."""

    category: str
    kind: str | None
    score: float
    evidence: str


@lru_cache(maxsize=131072)
def judge(
    tokens: tuple[str, ...], fam: Family, place: Place, words: Lexicon, short: bool = False
) -> Judgement | None:
    """The best reading of a name in its place; None when nothing in it is a term.

    `short` says that the type has room for a code only, not for a name.
    """
    best: Judgement | None = None
    for reading in _readings(tokens, fam, place, words):
        if best is None or reading.score > best.score:
            best = reading
    if best is None or best.score < PERSONAL:
        for other in (
            _joined(tokens, fam, place, words),
            _role(tokens, fam, place, words, short),
            _numbered(tokens, fam, place, words),
        ):
            if other is not None and (best is None or other.score > best.score):
                best = other
    if fam in (Family.NETWORK, Family.HARDWARE) and (best is None or best.score < PERSONAL):
        return _by_type(fam, place)
    return best


def _joined(tokens: tuple[str, ...], fam: Family, place: Place, words: Lexicon) -> Judgement | None:
    """The reading of the table's last word and the whole name together."""
    if not place.head or not tokens or words.word(tokens[-1]) & Word.ABOUT or tokens[-1] == "name":
        return None
    for term in words.terms.get(place.head + tokens, ()):
        suits = fit(term.category, fam)
        weaker = _WEAKER.get(term.strength)
        if weaker and term.language is None and suits:
            score = _TABLE[weaker][max(place.around, About.UNKNOWN) + 1] * suits
            said = f'the table and its name say "{" ".join(term.words)}"'
            return Judgement(term.category, term.kind, _left(score, term, place, named=False), said)
    return None


def _role(
    tokens: tuple[str, ...], fam: Family, place: Place, words: Lexicon, short: bool
) -> Judgement | None:
    """A text that is named for what somebody is says who it is: `attending_physician`."""
    if not tokens or fam not in (Family.TEXT, Family.UNKNOWN) or short:
        return None
    if Word.ROLE in words.word(tokens[-1]):
        role, rest, bad = tokens[-1], tokens[:-1], Word.FLAG | Word.LEAD
    elif Word.ROLE in words.word(tokens[0]) and tokens[0] in words.languages:
        role, rest, bad = tokens[0], tokens[1:], Word.ABOUT | Word.STATE | Word.THING
    else:
        return None
    if any(words.word(t) & bad for t in rest):
        return None
    score = _ROLES[place.around + 1] * (1.0 if fam is Family.TEXT else 0.7)
    return Judgement("person_name", None, round(score, 3), f'its name says "{role}", a person')


def _numbered(
    tokens: tuple[str, ...], fam: Family, place: Place, words: Lexicon
) -> Judgement | None:
    """A person's number is one people are known by: `supporter_no`; their id is the table's own."""
    person = number = None
    for token in tokens:
        kind = words.word(token)
        if Word.NUMERAL in kind:
            number = token
        elif Word.PERSON in kind and not kind & (Word.THING | Word.ABOUT | Word.KEEPS):
            person = token
        elif kind & (Word.ABOUT | Word.THING | Word.FLAG | Word.STATE) and Word.KEEPS not in kind:
            return None
    suits = fit("person_id", fam)
    if person is None or number is None or not suits:
        return None
    score = round(_NUMBERS[place.around + 1] * suits, 3)
    return Judgement("person_id", None, score, f'its name says "{person} {number}"')


def _by_type(fam: Family, place: Place) -> Judgement | None:
    category = "ip_address" if fam is Family.NETWORK else "device_id"
    score = 0.4 if place.around is About.THINGS or category in place.owned else 0.6
    return Judgement(category, None, score, "its type is made for network addresses")


def _readings(
    tokens: tuple[str, ...], fam: Family, place: Place, words: Lexicon
) -> Iterator[Judgement]:
    for start, end, term in _matches(tokens, place, words):
        suits = fit(term.category, fam)
        if not suits or (term.strength is Strength.THEME and fam in _WHEN):
            continue
        before, after = tokens[:start], tokens[end:]
        context, named = _context(before, after, place, words)
        if term.category in place.themes and not place.nobody:
            context = About.PEOPLE
        score = _TABLE[term.strength][context + 1] * suits
        score *= _rest(before, _BEFORE[term.strength], term, place.spoken, words, trailing=False)
        score *= _rest(after, _AFTER[term.strength], term, place.spoken, words, trailing=True)
        named = named or any(Word.PERSON in words.word(word) for word in term.words)
        score = _left(score, term, place, named=named)
        yield Judgement(term.category, term.kind, score, _evidence(term, context))


def _left(score: float, term: Term, place: Place, *, named: bool) -> float:
    """The score of a term where its table may be about no person; `named`: its name means one."""
    if named:
        return round(min(score, 0.99), 3)
    fact = term.category in _FACTS
    things = place.nobody or place.around is About.THINGS
    if term.category in place.owned and (things or not fact):
        score *= _OWN
    elif fact and place.nobody and term.category not in place.themes:
        score *= _NOBODY
    return round(min(score, 0.99), 3)


def _matches(
    tokens: tuple[str, ...], place: Place, words: Lexicon
) -> Iterator[tuple[int, int, Term]]:
    """Every term in a name that is not a part of a longer one."""
    covered = 0
    for start, token in enumerate(tokens):
        for size in range(min(words.longest.get(token, 0), len(tokens) - start), 0, -1):
            terms = words.terms.get(tokens[start : start + size], ())
            terms = tuple(t for t in terms if _counts(t, place))
            if terms and start + size > covered:
                covered = start + size
                for term in terms:
                    yield start, start + size, term
                break


def _counts(term: Term, place: Place) -> bool:
    if term.strength is Strength.THEME and (place.nobody or term.category not in place.themes):
        return False
    return term.language is None or term.language in place.spoken


def _context(
    before: tuple[str, ...], after: tuple[str, ...], place: Place, words: Lexicon
) -> tuple[About, bool]:
    """What the rest of the name says about whom it means, and whether it is that which says so.

    Where the rest says nothing, the table does.
    """
    around = place.around
    for token in (*reversed(before), *after):
        kind = words.word(token)
        if Word.PERSON in kind:
            if Word.THING in kind:
                return max(around, About.PERHAPS_PEOPLE), False
            return About.PEOPLE, True
        if Word.THING in kind:
            return around, False
    return around, False


def _rest(
    tokens: tuple[str, ...],
    factors: dict[str, float],
    term: Term,
    spoken: frozenset[str],
    words: Lexicon,
    *,
    trailing: bool,
) -> float:
    """What the words before or after a term leave of it."""
    left = 1.0
    for token in tokens:
        kind = words.word(token)
        if Word.FLAG in kind and not trailing:
            left *= 0.9 if term.category in _ATTRIBUTES else 0.1
        elif Word.LEAD in kind and not trailing and _leads(token, spoken, words):
            left *= 0.15
        elif (
            Word.FACET in kind
            and trailing
            and term.category in _EVENTS
            and term.strength is not Strength.THEME
        ):
            left *= 0.85
        elif token in _YES_OR_NO and trailing and term.category in _ATTRIBUTES:
            left *= 0.9
        elif trailing and term.category == "dob" and token in _DATES:
            left *= 0.95
        elif Word.STATE in kind and trailing:
            left *= 0.1
        elif token in _SECRETS and trailing and term.category != "credential":
            left *= 0.5
        elif trailing and term.category == "person_name" and _reaches(token, words):
            left *= 0.6  # the phone of the next of kin
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


def _reaches(token: str, words: Lexicon) -> bool:
    return any(
        term.category in _CONTACTS and term.strength in (Strength.SURE, Strength.LIKELY)
        for term in words.terms.get((token,), ())
    )


def _leads(token: str, spoken: frozenset[str], words: Lexicon) -> bool:
    """Whether a name that begins so is about that: "data" is a date, but not in English.

    And "number" counts, but only in English: num_phones, numero_telefono.
    """
    languages = words.leads[token]
    return not languages or bool(languages & (spoken or _ENGLISH))


def _evidence(term: Term, context: About) -> str:
    said = f'its name says "{" ".join(term.words)}"'
    if term.strength is not Strength.SURE and context is About.PEOPLE:
        return f"{said}, of a person"
    return said
