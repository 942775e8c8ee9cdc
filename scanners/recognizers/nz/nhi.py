"""New Zealand health number (NHI).

Three letters without I and O, four digits, the last a check digit: letters count their place in the
alphabet that is left, weights 7 to 2, 11 minus the sum modulo 11. Numbers since 2019 end in two
digits and two letters and check modulo 23. Numbers that begin with Z are for tests.
https://www.tewhatuora.govt.nz/health-services-and-programmes/health-identity/national-health-index
"""

CATEGORY = "health"
KIND = None
PATTERN = r"\b[A-HJ-NP-Z]{3}[0-9]{2}(?:[0-9]{2}|[A-HJ-NP-Z]{2})\b"
WORDS = ("nhi", "health index", "patient")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("ZZZ0016", "ZAC5361", "ZBN77VL")
COUNTEREXAMPLES = ("ZZZ0010", "ZIZ0016", "ZZ00166")

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def valid(text: str) -> bool:
    """Whether the check character is right."""
    values = [int(c) if c.isdigit() else _LETTERS.index(c) + 1 for c in text]
    total = sum(value * weight for value, weight in zip(values, range(7, 1, -1), strict=False))
    if text[6].isdigit():
        return total % 11 != 0 and (11 - total % 11) % 10 == values[6]
    return 23 - total % 23 == values[6]
