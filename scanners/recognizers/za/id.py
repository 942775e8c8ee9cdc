"""South African identity number.

Date of birth as yymmdd, four digits (from 5000 on for men), citizenship 0 to 2, a digit, a Luhn
check digit.
https://en.wikipedia.org/wiki/South_African_identity_card
"""

from scanners.recognizers.checksums import digits, in_some_century, luhn

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[0-9]{2}[01][0-9][0-3][0-9] ?[0-9]{4} ?[012][0-9]{2}\b"
WORDS = ("id number", "identity", "rsa id", "said")
ALONE = 0.95
SHARE = 0.5
EXAMPLES = ("8001015009087", "920220 0123 084", "0102035123185")
COUNTEREXAMPLES = ("8001015009080", "8013015009087", "800101500908")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    number = digits(text)
    dated = in_some_century(int(number[:2]), int(number[2:4]), int(number[4:6]))
    return dated and luhn(number)
