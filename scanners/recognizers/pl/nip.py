"""Polish tax number (NIP), of companies and of people who trade.

Ten digits; the last is the sum of the others weighted 6, 5, 7, 2, 3, 4, 5, 6, 7, modulo 11. Most
belong to companies.
https://pl.wikipedia.org/wiki/Numer_identyfikacji_podatkowej
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[1-9][0-9]{2}-?(?:[0-9]{3}-?[0-9]{2}-?[0-9]{2}|[0-9]{2}-?[0-9]{2}-?[0-9]{3})\b"
WORDS = ("nip", "podatkowy", "podatnik")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("123-456-32-18", "768-000-24-66", "1010000410")
COUNTEREXAMPLES = ("123-456-32-10", "012-345-67-89", "123-456-32")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])
