"""Greek social security number (ΑΜΚΑ, AMKA).

Date of birth as ddmmyy, four digits, a Luhn check digit.
https://www.amka.gr/
"""

from scanners.recognizers.checksums import in_some_century, luhn

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"\b[0-3][0-9][01][0-9]{8}\b"
WORDS = ("amka", "αμκα")
ALONE = 0.93
SHARE = 0.6
EXAMPLES = ("01018001238", "25079534019", "31126909998")
COUNTEREXAMPLES = ("01018001230", "01138001231", "010180012")


def valid(text: str) -> bool:
    """Whether the birthday exists and the check digit is right."""
    return in_some_century(int(text[4:6]), int(text[2:4]), int(text[:2])) and luhn(text)
