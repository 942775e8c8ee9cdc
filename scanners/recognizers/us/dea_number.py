"""US registration number of a prescriber with the Drug Enforcement Administration.

Two letters (or a letter and 9) and seven digits; the sum of the first, third and fifth, and twice
that of the others, ends in the last.
https://en.wikipedia.org/wiki/DEA_number
"""

CATEGORY = "person_id"
KIND = None
PATTERN = r"\b[ABCDEFGHJKLMPRSTUX][A-Z9][0-9]{7}\b"
WORDS = ("dea", "prescriber", "dea number")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("AB1234563", "MZ7004120", "F91234006")
COUNTEREXAMPLES = ("AB1234560", "AB12345632", "A1234563")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = [int(c) for c in text[2:]]
    return (sum(number[:5:2]) + 2 * sum(number[1:6:2])) % 10 == number[6]
