"""Date of birth, told from other dates by how the years of a column are spread.

A date and nothing else in the cell, as yyyy-mm-dd (perhaps at midnight), dd.mm.yyyy, mm/dd/yyyy or
yyyymmdd. People are of all ages: their years of birth spread over decades and end before today,
while events crowd into the last few years. Dates of foundation or publication may be spread alike.
https://www.iso.org/iso-8601-date-and-time-format.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import regex

from scanners.recognizers.checksums import is_date
from scanners.recognizers.spread import share_between, span_of_most

CATEGORY = "dob"
KIND = None
PATTERN = (
    r"\A(?:(?:1[89]|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?:[T ]00:00(?::00(?:\.0{1,6})?)?(?:Z"
    r"|\+00(?::?00)?)?)?|[0-3]?[0-9][./-][0-3]?[0-9][./-](?:1[89]|20)[0-9]{2}|(?:19"
    r"|20)[0-9]{2}[01][0-9][0-3][0-9])\Z"
)
WORDS = (
    "dob",
    "birth",
    "birthday",
    "born",
    "birth date",
    "geburt",
    "geburtsdatum",
    "naissance",
    "nacimiento",
)
ALONE = 0.0
SHARE = 0.9
EXAMPLES = ("1969-07-20", "20.07.1969", "7/20/1969", "19690720")
COUNTEREXAMPLES = ("1969-13-20", "1969-07-20 20:17:40", "in 1969-07-20", "31/31/1999")

_SPLIT = regex.compile(r"[0-9]+")
_FEWEST = 50
"""Values; fewer show no spread."""


def valid(text: str) -> bool:
    """Whether there is such a day, in one of the orders that people write."""
    numbers = [int(part) for part in _SPLIT.findall(text)]
    if len(numbers) == 1:
        return is_date(numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100)
    first, second, third = numbers[:3]
    if first > 31:
        return is_date(first, second, third)
    return is_date(third, second, first) or is_date(third, first, second)


def bucket(text: str) -> int:
    """The year."""
    numbers = _SPLIT.findall(text)
    return int(next(part for part in (numbers[0], numbers[-1], text) if len(part) >= 4)[:4])


def judge(counts: Mapping[int, int]) -> float:
    """How much the years look like those of birth; `counts` is by year.

    0.75 at most: nine tenths from 1915 on and none after today, the middle four fifths spread over
    25 years or more, and no tenth of them in the last two years.
    """
    total, today = sum(counts.values()), datetime.now(UTC).year
    if total < _FEWEST:
        return 0.0
    future = share_between(counts, today + 1, 9999)
    people = share_between(counts, 1915, today) >= 0.9 and future < 0.005
    recent = share_between(counts, today - 1, today)
    span = span_of_most(counts, 0.8)
    if not people or recent > 0.1 or span < 20:
        return 0.0
    return 0.75 if span >= 25 and recent < 0.05 else 0.5
