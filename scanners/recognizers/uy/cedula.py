"""Uruguayan identity number (cédula de identidad).

Six or seven digits and a check digit: weights 2, 9, 8, 7, 6, 3, 4, modulo 10.
https://es.wikipedia.org/wiki/C%C3%A9dula_de_identidad_de_Uruguay
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"(?<![\w.,-])[1-9]?\.?[0-9]{3}\.?[0-9]{3}-[0-9](?![\w-])"
WORDS = ("cedula", "cédula", "ci", "identidad")
ALONE = 0.7
SHARE = 0.85
EXAMPLES = ("1.234.567-2", "4000001-8", "987.654-9")
COUNTEREXAMPLES = ("1.234.567-0", "12345672", "1.234-5")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text).zfill(8)
    return weighted(number, (2, 9, 8, 7, 6, 3, 4, 1)) % 10 == 0
