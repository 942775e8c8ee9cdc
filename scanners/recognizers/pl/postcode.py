"""Polish postcode (kod pocztowy).

Two digits, a hyphen, three digits.
https://pl.wikipedia.org/wiki/Kod_pocztowy
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{2}-[0-9]{3}(?![\w-])"
WORDS = ("kod pocztowy", "kod", "pocztowy", "postcode")
ALONE = 0.45
SHARE = 0.9
EXAMPLES = ("00-001", "31-042", "80-244")
COUNTEREXAMPLES = ("00001", "0-001", "31-0421")
