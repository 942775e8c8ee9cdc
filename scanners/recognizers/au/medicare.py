"""Australian Medicare number.

Ten digits, the first 2 to 6: eight, a check digit by the weights 1, 3, 7, 9, modulo 10, and the
issue; then perhaps the person's place on the card.
https://en.wikipedia.org/wiki/Medicare_card_(Australia)
"""

from scanners.recognizers.checksums import digits, weighted

CATEGORY = "health"
KIND = None
PATTERN = r"\b[2-6][0-9]{3} ?[0-9]{5} ?[1-9](?:[-/ ]?[1-9])?\b"
WORDS = ("medicare", "medicare number", "irn")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("2123 45670 1", "3950721234", "6000 00015 2-1")
COUNTEREXAMPLES = ("2123 45671 1", "7123 45670 1", "2123 45670")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return weighted(number[:8], (1, 3, 7, 9) * 2) % 10 == int(number[8])
