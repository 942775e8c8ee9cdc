"""Austrian social insurance number (Sozialversicherungsnummer).

Three digits, a check digit, then day, month and year of birth. Weights 3, 7, 9 and, over the date,
5, 8, 4, 2, 1, 6; the sum modulo 11. Months 13 to 15 stand where a day has run out of numbers.
https://de.wikipedia.org/wiki/Sozialversicherungsnummer
"""

from scanners.recognizers.checksums import digits, in_some_century, weighted

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b[1-9][0-9]{3}[ -]?[0-3][0-9][01][0-9][0-9]{2}\b"
WORDS = ("svnr", "sozialversicherungsnummer", "sozialversicherung", "versicherungsnummer")
ALONE = 0.95
SHARE = 0.6
EXAMPLES = ("1237 010180", "2005 150672", "7838281178")
COUNTEREXAMPLES = ("2000 150672", "1237 320180", "1237 011680")

_WEIGHTS = (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    number = digits(text)
    day, month, year = int(number[4:6]), int(number[6:8]), int(number[8:])
    dated = 13 <= month <= 15 or in_some_century(year, month, day)
    return dated and 1 <= day <= 31 and weighted(number, _WEIGHTS) % 11 == int(number[3])
