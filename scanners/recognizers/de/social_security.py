"""German pension insurance number (Rentenversicherungsnummer, Sozialversicherungsnummer).

Two digits of the insurer, day, month and year of birth, the initial of the birth name, two digits,
a check digit: the letter becomes its two-digit place in the alphabet, digits are weighted 2, 1, 2,
5, 7, 1, 2, 1, 2, 1, 2, 1, the digit sums of the products added, modulo 10.
https://de.wikipedia.org/wiki/Versicherungsnummer
"""

from scanners.recognizers.checksums import compact, in_some_century

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Za-z] ?[0-9]{2} ?[0-9]\b"
WORDS = ("rentenversicherung", "sozialversicherung", "rvnr", "svnr", "sv", "versicherungsnummer")
ALONE = 0.98
SHARE = 0.3
EXAMPLES = ("15070649C103", "65 180539 W 001", "12150872K125")
COUNTEREXAMPLES = ("15070649C100", "15990649C103", "15071349C103")

_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right; some days are shifted by 50."""
    number = compact(text)
    day, month, year = int(number[2:4]), int(number[4:6]), int(number[6:8])
    spelled = f"{number[:8]}{ord(number[8]) - 64:02}{number[9:11]}"
    products = [int(c) * weight for c, weight in zip(spelled, _WEIGHTS, strict=True)]
    check = sum(product // 10 + product % 10 for product in products) % 10
    return in_some_century(year, month, day % 50) and check == int(number[11])
