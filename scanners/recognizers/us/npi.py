"""US national provider identifier (NPI), of people and places that provide care.

Ten digits, the first 1 or 2; Luhn over 80840 and the number.
https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand/Downloads/NPIcheckdigit.pdf
"""

from scanners.recognizers.checksums import luhn

CATEGORY = "person_id"
KIND = None
PATTERN = r"\b[12][0-9]{9}\b"
WORDS = ("npi", "provider", "prescriber", "physician")
ALONE = 0.8
SHARE = 0.85
EXAMPLES = ("1234567893", "1987654328", "2000000010")
COUNTEREXAMPLES = ("1234567890", "3234567893", "123456789")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    return luhn("80840" + text)
