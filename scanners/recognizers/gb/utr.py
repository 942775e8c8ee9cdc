"""British unique taxpayer reference (UTR).

Ten digits, the first a check digit of the rest: weights 6, 7, 8, 9, 10, 5, 4, 3, 2, modulo 11,
through a table. Companies have one, too.
https://www.gov.uk/find-utr-number
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[1-9][0-9]{4} ?[0-9]{5}K?\b"
WORDS = ("utr", "taxpayer reference", "self assessment", "tax reference")
ALONE = 0.5
SHARE = 0.85
EXAMPLES = ("11234 56789", "1955839661", "5000040070")
COUNTEREXAMPLES = ("2123456789", "0123456789", "12345678")

_CHECKS = "21987654321"


def valid(text: str) -> bool:
    """Whether the first digit is right."""
    number = digits(text)
    return _CHECKS[weighted(number[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == number[0]
