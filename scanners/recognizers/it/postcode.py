"""Italian postcode (CAP).

Five digits from 00010 to 98168, the first two or three the province. The form alone may be
anything.
https://it.wikipedia.org/wiki/Codice_di_avviamento_postale
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:I-|IT-)?[0-9]{5}(?![\w.,-])"
WORDS = ("cap", "codice postale", "avviamento postale", "postcode")
ALONE = 0.1
SHARE = 0.95
EXAMPLES = ("00184", "I-20121", "98168")
COUNTEREXAMPLES = ("00009", "98200", "0018")


def valid(text: str) -> bool:
    """Whether the number is in the range given out."""
    return 10 <= int(text[-5:]) <= 98168
