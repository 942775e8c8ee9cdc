"""Croatian personal identification number (OIB), of people and companies.

Eleven digits, the last by ISO/IEC 7064 MOD 11,10.
https://hr.wikipedia.org/wiki/Osobni_identifikacijski_broj
"""

from scanners.recognizers.checksums import mod_11_10, monotonous

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[0-9]{11}\b"
WORDS = ("oib", "osobni", "identifikacijski")
ALONE = 0.75
SHARE = 0.8
EXAMPLES = ("12345678903", "94577212088", "00364488127")
COUNTEREXAMPLES = ("12345678900", "1234567890", "11111111111")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return not monotonous(text) and mod_11_10(text)
