"""Hungarian social security number (TAJ-szám).

Nine digits; those in odd places times 3, the others times 7, the sum modulo 10 is the last.
https://hu.wikipedia.org/wiki/TAJ-sz%C3%A1m
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}\b"
WORDS = ("taj", "taj szam", "taj szám", "tajszam")
ALONE = 0.45
SHARE = 0.9
EXAMPLES = ("123 456 788", "037687210", "040-218-434")
COUNTEREXAMPLES = ("123 456 780", "000000000", "12345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return not monotonous(number) and weighted(number[:8], (3, 7) * 4) % 10 == int(number[8])
