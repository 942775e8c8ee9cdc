"""Canadian social insurance number (SIN).

Nine digits with a Luhn check digit; numbers that begin with 0 or 8 are not given to people.
https://www.canada.ca/en/employment-social-development/services/sin.html
"""

from scanners.recognizers.checksums import digits, luhn

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"(?<![\w.-])[1-79][0-9]{2}[- ]?[0-9]{3}[- ]?[0-9]{3}(?![\w-])"
WORDS = ("sin", "social insurance", "nas", "assurance sociale")
ALONE = 0.6
SHARE = 0.85
EXAMPLES = ("123 456 782", "999-000-003", "400000014")
COUNTEREXAMPLES = ("123 456 780", "046 454 286", "12345678")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return luhn(digits(text))
