"""Age of a person, told from other small numbers by how the column is spread.

A whole number from 0 to 119 and nothing else in the cell. Ages spread over decades and thin out
above 80; so do scores, so this is weak without a name.
https://www.un.org/en/development/desa/population/publications/dataset/index.asp
"""

from collections.abc import Mapping

from scanners.recognizers.spread import share_between, span_of_most

CATEGORY = "age"
KIND = None
PATTERN = r"\A(?:[0-9]|[1-9][0-9]|1[01][0-9])\Z"
WORDS = ("age", "alter", "edad", "âge", "age years", "età", "eta", "leeftijd", "idade", "wiek")
ALONE = 0.0
SHARE = 0.97
EXAMPLES = ("0", "42", "101")
COUNTEREXAMPLES = ("120", "042", "42.5")

_FEWEST = 50
"""Values; fewer show no spread."""


def bucket(text: str) -> int:
    """The number itself: how often each is there says nothing of one person."""
    return int(text)


def judge(counts: Mapping[int, int]) -> float:
    """How much the numbers look like ages, 0.3 at most; `counts` is by number."""
    if sum(counts.values()) < _FEWEST or span_of_most(counts, 0.8) < 20:
        return 0.0
    old, ancient = share_between(counts, 80, 119), share_between(counts, 100, 119)
    return 0.3 if old < 0.15 and ancient < 0.005 and share_between(counts, 18, 79) > 0.5 else 0.0
