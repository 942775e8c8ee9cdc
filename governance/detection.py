"""`detection:` in lictor.yml: categories, words and patterns of a team's own.

Patterns come with their tests and are tried when they are read: one that misses an example or
finds a counter-example is an error. They are regular expressions without unbounded repetition,
backreferences or lookarounds of more than one character: they run on every value of a sample, and a
pull request may bring them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from governance import taxonomy
from governance.documents import Document, Text
from governance.errors import ConfigError
from governance.faults import MUST_BE
from governance.model.classification import Level
from governance.model.detection import (
    Detection,
    OwnCategory,
    OwnPattern,
    OwnTerm,
    OwnWords,
    WordStrength,
)
from governance.model.names import printable
from governance.suggest import did_you_mean

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")

_LONGEST = 500
_SECONDS = 0.25

Name = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        extra={MUST_BE: "lower-case letters, digits and _, with a letter first"},
    ),
]
Words = Annotated[
    str,
    Meta(
        pattern=r"^[^\W\d_][^\W_]*( [^\W_]+)*$",
        extra={MUST_BE: "words with single blanks between them: badge number"},
    ),
]
Share = Annotated[float, Meta(ge=0, le=1, extra={MUST_BE: "a number from 0 to 1"})]


class CategoryDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A category of your own."""

    noun: Annotated[Text, Meta(description='How a sentence calls it: "a driving style".')]
    level: Annotated[
        Literal["internal", "confidential", "restricted"],
        Meta(description="How sensitive it is unless somebody declares otherwise."),
    ] = "confidential"
    law: Annotated[
        Literal["special", "criminal"] | None,
        Meta(description="special: GDPR Art. 9; criminal: GDPR Art. 10."),
    ] = None
    quasi: Annotated[
        bool, Meta(description="Whether it singles people out only together with other columns.")
    ] = False
    about: Annotated[str, Meta(description="What belongs to it.")] = ""


class WordsDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in the names of columns that mean a category."""

    category: Annotated[Text, Meta(description="A category, or category/kind.")]
    words: Annotated[
        tuple[Words, ...],
        Meta(description="Each in a row, in any spelling: badge number, badgeNumber."),
    ]
    strength: Annotated[
        WordStrength,
        Meta(
            description="sure: hardly anything else is called so; likely: usually; context: only "
            "in tables about people."
        ),
    ] = "sure"
    language: Annotated[
        Text | None,
        Meta(
            description="Count only in tables whose names speak it otherwise.",
            extra_json_schema={"enum": list(LANGUAGES)},
        ),
    ] = None


class PatternDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What values of a category look like, with the tests of that."""

    name: Annotated[Name, Meta(description="A short name; findings say it.")]
    category: Annotated[Text, Meta(description="A category, or category/kind.")]
    pattern: Annotated[
        Text,
        Meta(
            max_length=_LONGEST,
            extra={MUST_BE: f"text of at most {_LONGEST} characters"},
            description="A regular expression that is searched for in a value.",
        ),
    ]
    words: Annotated[
        tuple[Words, ...], Meta(description="Words in a column's or table's name that support it.")
    ] = ()
    alone: Annotated[
        Share, Meta(description="How sure a column is when its values match and no name says so.")
    ] = 0.5
    examples: Annotated[tuple[Text, ...], Meta(description="Invented values that it must find.")]
    counterexamples: Annotated[tuple[Text, ...], Meta(description="Values that it must not find.")]


class DetectionDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How personal data is found beyond what ships."""

    categories: Annotated[
        Mapping[Name, CategoryDocument], Meta(description="Categories of your own, by key.")
    ] = {}
    words: Annotated[
        tuple[WordsDocument, ...], Meta(description="Words of your own in names of columns.")
    ] = ()
    people: Annotated[
        tuple[Words, ...], Meta(description="Tables named so are about people: parishioner.")
    ] = ()
    things: Annotated[
        tuple[Words, ...], Meta(description="Tables named so are about no people: waybill.")
    ] = ()
    patterns: Annotated[
        tuple[PatternDocument, ...], Meta(description="Patterns of values, with their tests.")
    ] = ()


def detection(document: Document, read: DetectionDocument) -> Detection:
    """What `detection:` of a document says.

    Raises:
        ConfigError: a category is unknown or taken, a language unknown, a pattern cannot be used
            or fails its tests; with the line.
    """
    if read == DetectionDocument():
        return Detection()  # most teams add nothing, and need no taxonomy for it
    categories = tuple(_categories(document, read))
    known = _Known(document, categories)
    terms: list[OwnTerm] = []
    for number, entry in enumerate(read.words):
        category, kind = known.category(entry.category, "words", number)
        if not entry.words:
            raise ConfigError(
                "there are no words here; write at least one, or leave the entry out",
                location=document.key_location("detection", "words", number, "words"),
            )
        if entry.language is not None and entry.language not in LANGUAGES:
            near = did_you_mean(entry.language, LANGUAGES) or f"; there are {', '.join(LANGUAGES)}"
            raise ConfigError(
                f'there is no language "{printable(entry.language)}"{near}',
                location=document.location("detection", "words", number, "language"),
            )
        terms += (
            OwnTerm(words.lower(), category, kind, entry.strength, entry.language)
            for words in entry.words
        )
    return Detection(
        categories,
        OwnWords(tuple(terms), _lower(read.people), _lower(read.things)),
        tuple(_patterns(document, read, known)),
        document.location("detection"),
    )


def _lower(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def _categories(document: Document, read: DetectionDocument) -> Iterable[OwnCategory]:
    shipped = taxonomy.shipped()
    taken = {*shipped, *(kind.key for each in shipped.values() for kind in each.kinds)}
    for key, entry in read.categories.items():
        if key in taken:
            raise ConfigError(
                f'the category "{key}" ships with Lictor; choose another key',
                location=document.key_location("detection", "categories", key),
            )
        yield OwnCategory(key, entry.noun, Level(entry.level), entry.law, entry.quasi, entry.about)


class _Known:
    """The categories there are, and their kinds."""

    def __init__(self, document: Document, own: tuple[OwnCategory, ...]) -> None:
        self._document = document
        self._kinds = {
            each.key: {kind.key for kind in each.kinds} for each in taxonomy.shipped().values()
        }
        del self._kinds[taxonomy.NONE], self._kinds[taxonomy.PERSONAL]
        self._kinds |= {each.key: set() for each in own}

    def category(self, said: str, *path: str | int) -> tuple[str, str | None]:
        """The category and kind of `category/kind`."""
        key, _, kind = said.partition("/")
        place = self._document.location("detection", *path, "category")
        if key not in self._kinds:
            near = did_you_mean(key, self._kinds) or f"; there are {', '.join(self._kinds)}"
            raise ConfigError(f'there is no category "{printable(key)}"{near}', location=place)
        if kind and kind not in self._kinds[key]:
            kinds = sorted(self._kinds[key])
            near = did_you_mean(kind, kinds) or f"; there are {', '.join(kinds) or 'none'}"
            raise ConfigError(f'{key} has no kind "{printable(kind)}"{near}', location=place)
        return key, kind or None


def _patterns(document: Document, read: DetectionDocument, known: _Known) -> Iterable[OwnPattern]:
    lines: dict[str, int] = {}
    for number, entry in enumerate(read.patterns):
        here = document.location("detection", "patterns", number, "name")
        if entry.name in lines:
            raise ConfigError(
                f'two patterns are named "{entry.name}" (line {lines[entry.name]}); rename one',
                location=here,
            )
        lines[entry.name] = here.line
        category, kind = known.category(entry.category, "patterns", number)
        _try(document, number, entry)
        yield OwnPattern(
            entry.name, category, entry.pattern, kind, _lower(entry.words), entry.alone
        )


_UNSAFE = (
    (r"(?<!\\)(?:\\\\)*[*+]", "repetition without an end; write {1,40} instead of + or *"),
    (r"\{\d*,\}", "repetition without an end; write {1,40} instead of {1,}"),
    (r"\\[1-9]|\\g|\(\?P=|\(\?[R0-9&]|\(\?P>", "a reference to a group"),
    (r"\(\?<?[=!](?!(?:\\?.|\[[^\]]*\]|\\p\{\w+\})\))", "a lookaround of more than one character"),
)
_CLASS = re.compile(r"(?<!\\)\[\^?\]?(?:\\.|[^\]\\])*\]")


def _try(document: Document, number: int, entry: PatternDocument) -> None:
    """Refuse a pattern that could take long, is none, or fails its tests."""
    import regex  # 20 ms, for teams that have patterns

    place = document.location("detection", "patterns", number, "pattern")
    bare = _CLASS.sub("[a]", entry.pattern)
    for unsafe, words in _UNSAFE:
        if re.search(unsafe, bare):
            raise ConfigError(f'the pattern "{entry.name}" has {words}', location=place)
    try:
        compiled = regex.compile(entry.pattern)
    except regex.error as error:
        said = str(error)
        raise ConfigError(
            f'the pattern "{entry.name}" is no regular expression: {said}', location=place
        ) from None
    for key, texts, wanted in (
        ("examples", entry.examples, True),
        ("counterexamples", entry.counterexamples, False),
    ):
        if not texts:
            raise ConfigError(
                f'the pattern "{entry.name}" has no {key}; write at least one, invented',
                location=document.key_location("detection", "patterns", number, key),
            )
        for position, text in enumerate(texts):
            where = document.location("detection", "patterns", number, key, position)
            try:
                found = compiled.search(text, timeout=_SECONDS) is not None
            except TimeoutError:
                raise ConfigError(
                    f'the pattern "{entry.name}" takes too long on this text; make it simpler',
                    location=where,
                ) from None
            if found is not wanted:
                verb = "does not find this example" if wanted else "finds this counter-example"
                raise ConfigError(f'the pattern "{entry.name}" {verb}', location=where)
