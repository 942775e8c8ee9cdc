"""Icelandic identification number (kennitala).

Date of birth as ddmmyy, two digits, a check digit (weights 3, 2, 7, 6, 5, 4, 3, 2, modulo 11), the
century. Companies add 40 to the day and are left out.
https://is.wikipedia.org/wiki/Kennitala
"""

from scanners.recognizers.checksums import digits, in_some_century, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-3][0-9][01][0-9][0-9]{2}-?[0-9]{3}[089]\b"
WORDS = ("kennitala", "kt")
ALONE = 0.96
SHARE = 0.5
EXAMPLES = ("120174-3399", "0101852389", "241200-2050")
COUNTEREXAMPLES = ("120174-3309", "121374-3399", "120174-339")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    number = digits(text)
    dated = in_some_century(int(number[4:6]), int(number[2:4]), int(number[:2]))
    return dated and weighted(number[:9], (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
