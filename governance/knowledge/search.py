"""Where something is kept: tables and columns by words, by what they hold, by who answers for them.

A question is taken as words and as what it means: "where is a passport number kept" finds columns
that hold passport numbers whatever they are called, and columns that are called so.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from governance.knowledge.concepts import ANY, Concept, asked, concepts, spelled
from governance.knowledge.descriptions import described, words
from governance.knowledge.scope import Scope
from governance.model.catalog import Catalog, TableKind
from governance.model.classification import Classification, Level
from governance.model.names import ColumnRef, TableRef

_ASKING = frozenset(
    {
        "a", "all", "an", "and", "any", "are", "at", "by", "can", "column", "contain", "contains",
        "do", "does", "find", "for", "have", "has", "held", "hold", "holds", "how", "i", "in", "is",
        "it", "keep", "keeps", "kept", "list", "located", "many", "me", "of", "on", "or", "our",
        "show", "somebody", "someone", "store", "stored", "stores", "table", "that", "the", "there",
        "these", "this", "to", "us", "was", "we", "what", "where", "which", "who", "whose", "with",
        "you",
    }
)  # fmt: skip
"""Words with which one asks, and not for which."""

_NAME, _TABLE, _DESCRIPTION, _SCHEMA = 4.0, 1.5, 1.0, 0.5
_HELD, _HELD_PERHAPS = 6.0, 2.0
_BEGINS = 0.6
"""What is left where a word only begins like the one asked for."""


class Asked(Struct, frozen=True):
    """A question: words, and what the answer must be besides.

    `category` is a category or a kind of one, `level` the lowest that counts.
    """

    text: str = ""
    category: str | None = None
    level: Level | None = None
    scope: Scope = Scope()


class Hit(Struct, frozen=True):
    """A table or column that answers a question.

    `matched` says where the words were found: name, table, description, schema, data (it holds what
    they mean). `known` is what is known of a column, None for a table. `all_words` says that no
    word was missing, `perhaps` that only the category is the one that was asked for, of a kind
    that nobody knows.
    """

    ref: TableRef | ColumnRef
    kind: TableKind
    type: str
    score: float
    matched: tuple[str, ...]
    known: Classification | None
    owner: str | None
    description: str | None
    all_words: bool
    perhaps: bool = False


class Found(Struct, frozen=True):
    """The best answers, how many there are, and whether all words were found in each."""

    hits: tuple[Hit, ...]
    count: int
    all_words: bool
    concepts: tuple[Concept, ...]


def search(catalog: Catalog, question: Asked, limit: int = 20) -> Found:
    """The tables and columns that answer a question, the best first.

    Where nothing has all the words, what has most of them. Columns only, once a category or a
    level is asked for.
    """
    said = asked(question.text)
    meant = concepts(said)
    wanted = {word for word in said if word not in _ASKING}
    matching = _Matching(wanted)
    hits = list(_hits(catalog, question, matching, said, meant))
    if wanted:
        most = max((hit.all_words for hit in hits), default=False)
        hits = [hit for hit in hits if hit.all_words == most]
    hits.sort(key=lambda hit: (-hit.score, hit.ref.name, hit.ref.source))
    whole = not wanted or all(hit.all_words for hit in hits)
    return Found(tuple(hits[:limit]), len(hits), whole, meant)


def _hits(
    catalog: Catalog,
    question: Asked,
    matching: _Matching,
    said: tuple[str, ...],
    meant: tuple[Concept, ...],
) -> Iterator[Hit]:
    columns_only = question.category is not None or question.level is not None
    for table in question.scope.tables(catalog):
        owner = catalog.value(table.ref, "owner")
        named = None if owner is None else str(owner)
        schema, name = matching.of(table.ref.schema), matching.of(table.ref.table)
        if matching.wanted and not columns_only:
            text = described(catalog, table)
            scored = _scored(
                matching,
                (("name", _NAME, name), ("description", _DESCRIPTION, matching.of(text or ""))),
                ("schema", _SCHEMA, schema),
            )
            if scored is not None:
                score, where, whole = scored
                yield Hit(table.ref, table.kind, "", score, where, None, named, text, whole)
        for column in table.columns:
            ref = table.ref.column(column.name)
            known = catalog.classifications.get(ref)
            if not _allowed(question, known):
                continue
            text = described(catalog, table, column)
            held, bonus = _held(known, said, meant, matching)
            scored = _scored(
                matching,
                (
                    ("name", _NAME, matching.of(column.name)),
                    ("description", _DESCRIPTION, matching.of(text or "")),
                    ("data", 0.0, held),
                ),
                ("table", _TABLE, name),
                ("schema", _SCHEMA, schema),
                bonus=bonus,
            )
            if scored is not None:
                score, where, whole = scored
                yield Hit(
                    ref,
                    table.kind,
                    column.type,
                    score,
                    where,
                    known,
                    _owner(catalog, ref),
                    text,
                    whole,
                    perhaps=bonus == _HELD_PERHAPS and all(c.kind for c in meant),
                )


def _owner(catalog: Catalog, ref: ColumnRef) -> str | None:
    owner = catalog.value(ref, "owner")
    return None if owner is None else str(owner)


def _allowed(question: Asked, known: Classification | None) -> bool:
    if question.category is not None and (
        known is None or question.category not in (known.category, known.kind)
    ):
        return False
    if question.level is None:
        return True
    return known is not None and known.level is not None and known.level.rank >= question.level.rank


class _Matching:
    """Which of the wanted words stand in a text, each with how well it fits."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self._words: dict[str, dict[str, float]] = {}
        self._texts: dict[str, dict[str, float]] = {}

    def of(self, text: str) -> dict[str, float]:
        """Wanted word → 1 where it stands in the text, less where another begins so."""
        if not text or not self.wanted:
            return {}
        found = self._texts.get(text)
        if found is None:
            found = {}
            for word in words(text):
                for each, weight in self._word(word).items():
                    found[each] = max(weight, found.get(each, 0.0))
            self._texts[text] = found
        return found

    def _word(self, word: str) -> dict[str, float]:
        found = self._words.get(word)
        if found is None:
            same = spelled(word)
            found = {}
            for each in self.wanted:
                if each in (same, word):
                    found[each] = 1.0
                elif len(each) > 3 and len(same) > 3 and _begins(each, same):
                    found[each] = _BEGINS
            self._words[word] = found
        return found


def _begins(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter) and len(longer) - len(shorter) <= 4


def _held(
    known: Classification | None,
    said: tuple[str, ...],
    meant: tuple[Concept, ...],
    matching: _Matching,
) -> tuple[dict[str, float], float]:
    """The wanted words that what the column holds answers, and how much that counts."""
    if known is None or not known.personal:
        return {}, 0.0
    found: dict[str, float] = {}
    best = 0.0
    for concept in meant:
        if concept.category not in (ANY, known.category):
            continue
        if concept.kind is None or concept.kind == known.kind:
            weight = _HELD if concept.category != ANY else _HELD_PERHAPS
        elif known.kind is None:
            weight = _HELD_PERHAPS
        else:
            continue
        best = max(best, weight)
        found |= dict.fromkeys(matching.wanted.intersection(said[concept.start : concept.end]), 1.0)
    return found, best


def _scored(
    matching: _Matching,
    own: tuple[tuple[str, float, dict[str, float]], ...],
    *around: tuple[str, float, dict[str, float]],
    bonus: float = 0.0,
) -> tuple[float, tuple[str, ...], bool] | None:
    """How well words are matched, where, and whether all are; None where nothing of its own is."""
    if not matching.wanted:
        return 0.0, (), True
    if not any(found for _, _, found in own):
        return None
    score = bonus
    where: list[str] = []
    covered: set[str] = set()
    for name, weight, found in (*own, *around):
        if found:
            where.append(name)
            covered |= found.keys()
            score += weight * sum(found.values())
    share = len(covered) / len(matching.wanted)
    return score * share, tuple(where), share == 1.0
