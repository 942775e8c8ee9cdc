"""Check digits and calendars that several recognizers share. Texts are ASCII unless said otherwise.

https://www.iso.org/standard/31531.html (ISO/IEC 7064: mod 11-2, mod 11-10, mod 97-10),
https://www.iso.org/standard/70484.html (ISO/IEC 7812-1, annex B: Luhn)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_LETTERS_AND_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(text: str) -> str:
    """The ASCII digits of the text, in order."""
    return "".join(c for c in text if "0" <= c <= "9")


def compact(text: str) -> str:
    """The ASCII letters and digits of the text, in order, letters as capitals."""
    return "".join(c for c in text.upper() if c in _LETTERS_AND_DIGITS)


def monotonous(text: str) -> bool:
    """Whether one character is repeated all along; checksums are often content with zeros."""
    return len(set(text)) <= 1


def weighted(text: str, weights: Sequence[int]) -> int:
    """The sum of digit times weight, over the shorter of the two."""
    return sum(int(c) * weight for c, weight in zip(text, weights, strict=False))


def luhn(text: str) -> bool:
    """Whether the digits end in their Luhn check digit."""
    total = 0
    for place, c in enumerate(reversed(text)):
        value = int(c) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mod_11_10(text: str) -> bool:
    """Whether the digits end in their check digit by ISO/IEC 7064, MOD 11,10."""
    rest = 10
    for c in text[:-1]:
        rest = (rest + int(c)) % 10 or 10
        rest = rest * 2 % 11
    return (rest + int(text[-1])) % 10 == 1


def mod_11_2(text: str) -> bool:
    """Whether digits, the last perhaps X for ten, keep ISO/IEC 7064, MOD 11-2."""
    rest = 0
    for c in text[:-1]:
        rest = (rest + int(c)) * 2 % 11
    return (rest + (10 if text[-1] in "Xx" else int(text[-1]))) % 11 == 1


def mod_97(text: str) -> int:
    """The remainder by 97 of letters (A is 10) and digits read as one number."""
    return int("".join(str(_LETTERS_AND_DIGITS.index(c)) for c in text)) % 97


_TURNS = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]
_PRODUCTS = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]


def verhoeff(text: str) -> bool:
    """Whether the digits end in their check digit by Verhoeff (1969), in the dihedral group D5."""
    rest = 0
    for place, c in enumerate(reversed(text)):
        rest = int(_PRODUCTS[rest][int(_TURNS[place % 8][int(c)])])
    return rest == 0


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is such a day, in the calendar we use today."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def in_some_century(year: int, month: int, day: int) -> bool:
    """Whether there is such a day in 19yy or 20yy; `year` has two digits."""
    return is_date(1900 + year, month, day) or is_date(2000 + year, month, day)
