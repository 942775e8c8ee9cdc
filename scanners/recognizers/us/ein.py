"""US employer identification number (EIN), which names a company and no person.

Two digits of the campus, a hyphen, seven digits. There is no check digit.
https://www.irs.gov/businesses/small-businesses-self-employed/how-eins-are-assigned-and-valid-ein-prefixes
"""

CATEGORY = "none"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{2}-[0-9]{7}(?![\w-])"
WORDS = ("ein", "fein", "employer")
ALONE = 0.6
SHARE = 0.9
EXAMPLES = ("12-3456789", "98-7654321", "01-0000001")
COUNTEREXAMPLES = ("123456789", "07-1234567", "12-345678")

_UNUSED = frozenset(
    [
        "00",
        "07",
        "08",
        "09",
        "17",
        "18",
        "19",
        "28",
        "29",
        "49",
        "69",
        "70",
        "78",
        "79",
        "89",
        "96",
        "97",
    ]
)


def valid(text: str) -> bool:
    """Whether the two digits in front are in use."""
    return text[:2] not in _UNUSED
