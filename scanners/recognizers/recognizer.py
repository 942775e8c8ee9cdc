"""A recognizer, and how it is read from the module that describes it.

A module holds:

- a docstring: the first line names the thing, the rest its format, its checksum and a source (URL);
- `CATEGORY`, a key of `governance.taxonomy`; "none" for what looks personal and is not, such as
  the tax number of a company: a column of these is none of what it is mistaken for;
- `KIND`, a kind of that category, or None;
- `PATTERN`, searched for in a cell, in the language of `pattern.py`;
- `WORDS`, words in column and table names that speak for it, in lower case;
- `ALONE`, how sure it is, from 0 to 1, when nearly all values match and no name says anything;
- `EXAMPLES` and `COUNTEREXAMPLES`, invented, at least three of each;

and may hold:

- `valid(text) -> bool`: whether a match keeps the checksum, the ranges, the calendar;
- `SHARE`: which share of the values that are not empty must match, `USUAL_SHARE` if not said;
- `bucket(text) -> int` and `judge(counts) -> float`: for what only the column as a whole can tell.
  A match goes into a bucket (a year of birth, say), the buckets are counted, and `judge` says from
  the counts how sure it is. No value is kept for it, and counts of parts of a column add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import regex
from msgspec import Struct

from governance import taxonomy
from governance.errors import ConfigError
from scanners.recognizers.pattern import outside_the_language

USUAL_SHARE = 0.5
"""Which share of a column must match unless the recognizer says otherwise."""

_FEWEST_EXAMPLES = 3


class Recognizer(Struct, frozen=True):
    """What one file says; see the module for what each field means.

    `name` is `country/thing`, `country` an ISO 3166 alpha-2 code in lower case or "world", `title`
    the first line of the docstring without its full stop.
    """

    name: str
    country: str
    title: str
    category: str
    kind: str | None
    pattern: str
    words: tuple[str, ...]
    alone: float
    share: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    valid: Callable[[str], bool] | None = None
    bucket: Callable[[str], int] | None = None
    judge: Callable[[Mapping[int, int]], float] | None = None

    def found_in(self, cell: str) -> bool:
        """Whether some match in the cell is valid."""
        return self.match(cell) is not None

    def match(self, cell: str) -> tuple[int, int] | None:
        """Where the first valid match begins and ends, None if there is none."""
        for found in _compiled(self.pattern).finditer(cell):
            if self.valid is None or self.valid(found[0]):
                return found.span()
        return None


def of_module(name: str, module: ModuleType) -> Recognizer:
    """The recognizer that the module describes.

    Raises:
        ConfigError: something is missing or wrong; says what, and of which recognizer.
    """
    country, _, thing = name.partition("/")
    if not thing or not country.isalpha() or country != country.lower():
        raise ConfigError(f'recognizer "{name}": its name must be of the form country/thing')

    def required(key: str, sort: type | tuple[type, ...]) -> Any:
        if not isinstance(value := getattr(module, key, None), sort):
            raise ConfigError(f'recognizer "{name}": {key} is missing or not of the right type')
        return value

    category, kind = required("CATEGORY", str), getattr(module, "KIND", None)
    if kind is not None and taxonomy.category(category).kind(kind) is None:
        raise ConfigError(f'recognizer "{name}": the category {category} has no kind {kind}')
    pattern = required("PATTERN", str)
    if fault := outside_the_language(pattern):
        raise ConfigError(f'recognizer "{name}": PATTERN {fault}')
    alone = _part(name, "ALONE", required("ALONE", (int, float)))
    share = _part(name, "SHARE", getattr(module, "SHARE", USUAL_SHARE))
    examples, others = required("EXAMPLES", tuple), required("COUNTEREXAMPLES", tuple)
    if min(len(examples), len(others)) < _FEWEST_EXAMPLES:
        raise ConfigError(f'recognizer "{name}": at least three examples and counter-examples')
    bucket, judge = getattr(module, "bucket", None), getattr(module, "judge", None)
    if (bucket is None) != (judge is None):
        raise ConfigError(f'recognizer "{name}": bucket and judge need each other')
    return Recognizer(
        name=name,
        country=country,
        title=required("__doc__", str).strip().partition("\n")[0].removesuffix("."),
        category=taxonomy.category(category).key,
        kind=kind,
        pattern=pattern,
        words=required("WORDS", tuple),
        alone=alone,
        share=share,
        examples=examples,
        counterexamples=others,
        valid=getattr(module, "valid", None),
        bucket=bucket,
        judge=judge,
    )


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    """Kept here because `regex` keeps only some hundred patterns itself."""
    return regex.compile(pattern)


def _part(name: str, key: str, value: Any) -> float:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ConfigError(f'recognizer "{name}": {key} must be between 0 and 1')
    return float(value)
