"""Japanese individual number (My Number, 個人番号).

Twelve digits; the last is 11 minus the others weighted 2 to 7 and 2 to 6 from the right, modulo 11,
with 10 and 11 written 0.
https://ja.wikipedia.org/wiki/%E5%80%8B%E4%BA%BA%E7%95%AA%E5%8F%B7
"""

from scanners.recognizers.checksums import digits, monotonous, weighted

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}\b"
WORDS = ("my number", "mynumber", "kojin", "個人番号", "マイナンバー")
ALONE = 0.75
SHARE = 0.85
EXAMPLES = ("123456789018", "9876-5432-1093", "0001 0002 0009")
COUNTEREXAMPLES = ("123456789010", "000000000000", "12345678901")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    rest = weighted(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return not monotonous(number) and (0 if rest < 2 else 11 - rest) == int(number[11])
