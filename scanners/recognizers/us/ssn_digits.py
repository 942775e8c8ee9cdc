"""US social security number (SSN) written without hyphens.

Nine digits; the first three are not 000, 666 or from 900 on. Most nine-digit numbers are like that.
https://www.ssa.gov/employer/randomization.html
"""

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"(?<![\w.-])[0-8][0-9]{8}(?![\w.-])"
WORDS = ("ssn", "social security", "social", "taxpayer")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("123456789", "001010001", "899123456")
COUNTEREXAMPLES = ("000123456", "666123456", "987654320", "123006789")


def valid(text: str) -> bool:
    """Whether such a number may be given out."""
    return text[:3] not in ("000", "666") and text[3:5] != "00" and text[5:] != "0000"
