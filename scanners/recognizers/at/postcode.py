"""Austrian postcode (Postleitzahl).

Four digits from 1000 to 9999; the form alone says nothing.
https://de.wikipedia.org/wiki/Postleitzahl_(%C3%96sterreich)
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:A-)?[1-9][0-9]{3}(?![\w.,-])"
WORDS = ("plz", "postleitzahl", "postcode")
ALONE = 0.05
SHARE = 0.95
EXAMPLES = ("1010", "A-8010", "6020")
COUNTEREXAMPLES = ("0999", "101", "10100")
