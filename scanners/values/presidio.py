"""Presidio's own recognizers as detectors, without their traps.

What they find in a cell is what its AnalyzerEngine finds: the same places, the same scores. Kept
away is what they do beside: asking the network for the list of public suffixes, logging values,
giving up on a cell with digits that `int` does not read. https://microsoft.github.io/presidio/
"""

from __future__ import annotations

import logging
import unicodedata
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import phonenumbers
import presidio_analyzer.predefined_recognizers as predefined
import regex
import tldextract
from presidio_analyzer import PatternRecognizer
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.predefined_recognizers import EmailRecognizer, PhoneRecognizer

from governance.documents import load
from governance.taxonomy import sort_of
from scanners.values.detectors import Detector, Form, Match, Undecided
from scanners.values.words import Words

ENOUGH = 0.4
"""The score that Presidio itself gives to what its context speaks for; from there on it counts."""

_FEWEST_DIGITS = 3
"""No valid number of any region has fewer digits; a test asks all regions."""


class _OfflineEmail(EmailRecognizer):
    """The list of public suffixes is the one that tldextract brings along."""

    def validate_result(self, pattern_text: str) -> bool:
        return bool(_offline()(pattern_text).fqdn)


@cache
def _offline() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def recognizers() -> tuple[Any, ...]:
    """Every recognizer that works by patterns, of every country, and those of phone numbers."""
    # they log what they look at
    logging.getLogger("presidio-analyzer").disabled = True
    found: list[Any] = []
    for name in sorted(vars(predefined)):
        kind: Any = getattr(predefined, name)
        if not isinstance(kind, type) or not issubclass(kind, PatternRecognizer | PhoneRecognizer):
            continue
        if kind is EmailRecognizer:
            found.append(_OfflineEmail(name=name))
        elif kind is not PatternRecognizer:
            found.append(_made(kind))
    return tuple(found)


def _made(kind: Any) -> Any:
    return kind()


@cache
def detectors() -> tuple[Detector, ...]:
    """A detector for each recognizer, sorted by name."""
    return tuple(_detector(each) for each in recognizers())


def edition() -> str:
    """What the answers depend on, for the keys of what is kept."""
    names = ("presidio-analyzer", "phonenumbers", "tldextract", "regex")
    return ",".join(f"{name}={version(name)}" for name in names)


@cache
def sorts() -> dict[str, tuple[str, str | None]]:
    """Category and kind of each entity.

    Raises:
        ConfigError: the table names a category or a kind that there is not.
    """
    content = files(__package__).joinpath("presidio.yml").read_bytes()
    data = load(content, "scanners/values/presidio.yml").data
    found = {}
    for entity, sort in data.items():
        category, _, kind = sort.partition("/")
        sort_of(sort)
        found[entity] = (category, kind or None)
    return found


def _detector(recognizer: Any) -> Detector:
    entity = recognizer.supported_entities[0]
    category, kind = sorts().get(entity, ("personal", None))

    def find(cell: str, context: tuple[str, ...]) -> tuple[Match, ...]:
        found = _boosted(recognizer, cell, _analyzed(recognizer, cell), context)
        return tuple(Match(each.start, each.end, float(each.score)) for each in found)

    return Detector(
        name=f"presidio/{recognizer.name}",
        title=f"Presidio's {recognizer.name}",
        category=category,
        kind=kind,
        forms=_forms(recognizer),
        find=find,
        enough=ENOUGH,
        slow=isinstance(recognizer, PhoneRecognizer),
    )


def _forms(recognizer: Any) -> tuple[Form, ...]:
    if not isinstance(recognizer, PhoneRecognizer):
        flags = int(recognizer.global_regex_flags)
        return tuple(Form(pattern.regex, flags) for pattern in recognizer.patterns)
    # https://github.com/daviddrysdale/python-phonenumbers: between the digits of a number stand
    # at most four signs that may stand in numbers
    signs = phonenumbers.phonenumberutil._VALID_PUNCTUATION
    return (Form(rf"\d(?:[{signs}]{{0,4}}\d){{{_FEWEST_DIGITS - 1}}}", int(regex.I)),)


def _analyzed(recognizer: Any, cell: str) -> list[Any]:
    entities = recognizer.supported_entities
    try:
        return recognizer.analyze(cell, entities, None) or []
    except (ValueError, KeyError, IndexError, ArithmeticError, TypeError):
        pass
    plain = _plain_digits(cell)
    try:
        return recognizer.analyze(plain, entities, None) or []
    except (ValueError, KeyError, IndexError, ArithmeticError, TypeError):
        raise Undecided from None


def _plain_digits(cell: str) -> str:
    """The cell with 0 to 9 for the digits of all scripts, character by character."""
    return "".join(
        str(unicodedata.digit(each, 0)) if regex.match(r"\d", each) else each for each in cell
    )


_ENHANCER = LemmaContextAwareEnhancer()


def _boosted(recognizer: Any, cell: str, found: list[Any], context: tuple[str, ...]) -> list[Any]:
    """Scores raised where words in the cell or in the column's names speak for the recognizer."""
    if not found or not recognizer.context:
        return found
    lowered = cell.lower()
    # the words of the cell are parts of it, so most cells need not be cut into words
    supported = any(
        word.lower() in lowered or any(word.lower() in each for each in context)
        for word in recognizer.context
    )
    if not supported:
        return found
    try:
        return _ENHANCER.enhance_using_context(
            cell, found, Words.of(cell), [recognizer], list(context)
        )
    except ValueError:
        raise Undecided from None
