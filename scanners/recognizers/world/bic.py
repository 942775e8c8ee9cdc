"""Code of a bank (BIC, SWIFT code).

Four letters of the institution, two of the country, two letters or digits of the place, perhaps
three of the branch (ISO 9362). A word in capitals may look the same.
https://www.swift.com/standards/data-standards/bic-business-identifier-code
"""

from scanners.recognizers.countries import ALPHA_2

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\b[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?\b"
WORDS = ("bic", "swift", "swift code", "bank")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("DEUTDEFF", "NEDSZAJJXXX", "DABADKKK")
COUNTEREXAMPLES = ("DEUTXXFF", "DEUTDEF", "deutdeff")


def valid(text: str) -> bool:
    """Whether there is such a country."""
    return text[4:6] in ALPHA_2
