"""Code of a laboratory test or a clinical observation (LOINC).

Up to five digits, a hyphen, a Luhn check digit.
https://loinc.org/kb/users-guide/
"""

from scanners.recognizers.checksums import digits, luhn

CATEGORY = "health"
KIND = None
PATTERN = r"(?<![\w.-])[1-9][0-9]{2,4}-[0-9](?![\w.-])"
WORDS = ("loinc", "lab", "test code", "observation")
ALONE = 0.7
SHARE = 0.85
EXAMPLES = ("2345-7", "718-7", "8480-6")
COUNTEREXAMPLES = ("2345-8", "2345", "123456-7")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return luhn(digits(text))
