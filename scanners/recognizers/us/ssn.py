"""US social security number (SSN).

Three, two and four digits; no group is all zeros, the first is not 666 and not 900 to 999. There is
no check digit, so without hyphens the form says little. Numbers printed on sample cards are left
out.
https://www.ssa.gov/employer/randomization.html
"""

from scanners.recognizers.checksums import digits

CATEGORY = "national_id"
KIND = "social_security"
PATTERN = r"(?<![\w.-])[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}(?![\w-])"
WORDS = ("ssn", "social security", "social", "taxpayer")
ALONE = 0.9
SHARE = 0.8
EXAMPLES = ("123-45-6789", "001 01 0001", "899-12-3456")
COUNTEREXAMPLES = ("000-12-3456", "666-12-3456", "987-65-4320", "123-00-6789", "078-05-1120")

_PRINTED = frozenset({"078051120", "219099999"})


def valid(text: str) -> bool:
    """Whether such a number may be given out."""
    number = digits(text)
    return (
        number[:3] not in ("000", "666")
        and number[0] != "9"
        and number[3:5] != "00"
        and number[5:] != "0000"
        and number not in _PRINTED
    )
