"""Israeli identity number (מספר זהות).

Nine digits with a Luhn check digit.
https://en.wikipedia.org/wiki/Israeli_identity_card
"""

from scanners.recognizers.checksums import digits, luhn, monotonous

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{8}-?[0-9]\b"
WORDS = ("teudat zehut", "zehut", "tz", "id number", "תעודת זהות")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("123456782", "03000001-2", "200012342")
COUNTEREXAMPLES = ("123456780", "000000000", "12345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return not monotonous(number) and luhn(number)
