"""French tax reference number (numéro fiscal de référence, SPI).

Thirteen digits, the first 0 to 3; the last three are the first ten modulo 511.
https://www.oecd.org/content/dam/oecd/en/topics/policy-issue-focus/aeoi/france-tin.pdf
"""

from scanners.recognizers.checksums import digits, monotonous

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[0-3][0-9](?: ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3})\b"
WORDS = ("spi", "fiscal", "numero fiscal", "numéro fiscal", "impots", "impôts")
ALONE = 0.97
SHARE = 0.4
EXAMPLES = ("30 23 217 600 053", "0701987765493", "1234567890066")
COUNTEREXAMPLES = ("30 23 217 600 050", "9023217600053", "302321760005")


def valid(text: str) -> bool:
    """Whether the last three digits are right."""
    number = digits(text)
    return not monotonous(number) and int(number[:10]) % 511 == int(number[10:])
