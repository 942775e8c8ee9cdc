"""NHS number of England, Wales and the Isle of Man.

Ten digits; the last is 11 minus the sum of the others weighted 10 to 2, modulo 11, with 11 written
0 and 10 not given out. Numbers that begin with 999 are for tests.
https://www.datadictionary.nhs.uk/attributes/nhs_number.html
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "health"
KIND = None
PATTERN = r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}\b"
WORDS = ("nhs", "nhs number", "nhs no", "patient")
ALONE = 0.75
SHARE = 0.85
EXAMPLES = ("999 000 0018", "9991234578", "943 476 5919")
COUNTEREXAMPLES = ("943 476 5910", "0000000000", "943 476 591")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return not monotonous(number) and weighted(number, (*range(10, 1, -1), 1)) % 11 == 0
