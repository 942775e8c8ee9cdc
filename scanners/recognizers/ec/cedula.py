"""Ecuadorian identity number (cédula de identidad).

Province from 01 to 24 or 30, a digit below 6, six digits, a Luhn check digit.
https://es.wikipedia.org/wiki/C%C3%A9dula_de_identidad_(Ecuador)
"""

from scanners.recognizers.checksums import luhn

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b(?:0[1-9]|1[0-9]|2[0-4]|30)[0-5][0-9]{7}\b"
WORDS = ("cedula", "cédula", "identidad", "ci")
ALONE = 0.7
SHARE = 0.85
EXAMPLES = ("1710034065", "0901234567", "3000000129")
COUNTEREXAMPLES = ("1710034060", "2510034065", "171003406")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return luhn(text)
