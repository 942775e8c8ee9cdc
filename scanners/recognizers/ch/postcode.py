"""Swiss postcode (Postleitzahl, numéro postal).

Four digits from 1000 to 9658; the form alone says nothing.
https://de.wikipedia.org/wiki/Postleitzahl_(Schweiz)
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:CH-)?[1-9][0-9]{3}(?![\w.,-])"
WORDS = ("plz", "npa", "postleitzahl", "numero postal", "postcode")
ALONE = 0.05
SHARE = 0.95
EXAMPLES = ("8001", "CH-3011", "1204")
COUNTEREXAMPLES = ("9700", "0800", "80011")


def valid(text: str) -> bool:
    """Whether the number is in the range given out."""
    return int(text.removeprefix("CH-")) <= 9658
