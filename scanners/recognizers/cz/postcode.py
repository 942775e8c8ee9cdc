"""Postcode of Czechia and Slovakia (PSČ).

Three digits, a space, two digits.
https://cs.wikipedia.org/wiki/Po%C5%A1tovn%C3%AD_sm%C4%9Brovac%C3%AD_%C4%8D%C3%ADslo
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:CZ-|SK-)?[0-9]{3} [0-9]{2}(?![\w.,-])"
WORDS = ("psc", "psč", "postcode")
ALONE = 0.4
SHARE = 0.9
EXAMPLES = ("110 00", "CZ-602 00", "811 01")
COUNTEREXAMPLES = ("11000", "110 000", "11 000")
