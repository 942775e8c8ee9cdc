"""French postcode (code postal).

Five digits from 01000 to 98999, the first two the department. The form alone may be anything.
https://fr.wikipedia.org/wiki/Code_postal_en_France
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:F-)?[0-9]{5}(?![\w.,-])"
WORDS = ("code postal", "cp", "postal", "postcode")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("75001", "F-69003", "20200")
COUNTEREXAMPLES = ("00100", "99123", "7500")


def valid(text: str) -> bool:
    """Whether the number is in the range given out."""
    return 1000 <= int(text.removeprefix("F-")) <= 98999
