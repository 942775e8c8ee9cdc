"""Thai identification number (เลขประจำตัวประชาชน).

Thirteen digits; the last is 11 minus the others weighted 13 to 2, modulo 11, modulo 10.
https://en.wikipedia.org/wiki/Thai_identity_card
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[1-8]-?[0-9]{4}-?[0-9]{5}-?[0-9]{2}-?[0-9]\b"
WORDS = ("citizen", "national id", "บัตรประชาชน", "id card")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("1-1234-56789-01-4", "3100600123450", "8509900000014")
COUNTEREXAMPLES = ("1-1234-56789-01-0", "9123456789012", "112345678901")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return (11 - weighted(number[:12], range(13, 1, -1)) % 11) % 10 == int(number[12])
