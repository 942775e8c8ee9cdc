"""Number of an Italian electronic identity card (carta d'identità elettronica).

Two letters, five digits, two letters. There is no check digit on its own.
https://it.wikipedia.org/wiki/Carta_d%27identit%C3%A0_elettronica_italiana
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"\bC[A-Z][0-9]{5}[A-Z]{2}\b"
WORDS = ("carta", "identita", "identità", "cie", "documento")
ALONE = 0.5
SHARE = 0.9
EXAMPLES = ("CA00000AA", "CB12345XY", "CZ99999ZZ")
COUNTEREXAMPLES = ("AA00000AA", "CA0000AA", "CA000000A")
