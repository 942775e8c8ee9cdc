"""German postcode (Postleitzahl).

Five digits from 01001 to 99998. Five digits alone may be anything.
https://de.wikipedia.org/wiki/Postleitzahl_(Deutschland)
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:D-)?[0-9]{5}(?![\w.,-])"
WORDS = ("plz", "postleitzahl", "postcode", "zip")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("10115", "D-80331", "01067")
COUNTEREXAMPLES = ("00999", "1011", "101155", "12345.6")


def valid(text: str) -> bool:
    """Whether the number is in the range given out."""
    return 1001 <= int(text.removeprefix("D-")) <= 99998
