"""Taiwanese national and resident number (身分證字號, 統一證號).

A letter of the region, a digit of sex and sort, eight digits; the letter stands for two digits,
weights 1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, a multiple of 10.
https://en.wikipedia.org/wiki/National_identification_card_(Taiwan)
"""

from scanners.recognizers.checksums import weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[A-Z][1289][0-9]{8}\b"
WORDS = ("national id", "identity", "身分證", "arc")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("A123456789", "B200000013", "F800123455")
COUNTEREXAMPLES = ("A123456780", "A323456789", "A12345678")

_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    spelled = f"{_LETTERS.index(text[0]) + 10}{text[1:]}"
    return weighted(spelled, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0
