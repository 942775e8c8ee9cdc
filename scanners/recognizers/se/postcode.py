"""Swedish postcode (postnummer).

Three digits, a space, two digits; written together the form says nothing.
https://sv.wikipedia.org/wiki/Postnummer_i_Sverige
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w.,-])(?:SE-)?[1-9][0-9]{2} [0-9]{2}(?![\w.,-])"
WORDS = ("postnummer", "postnr", "postcode")
ALONE = 0.4
SHARE = 0.9
EXAMPLES = ("111 22", "SE-413 01", "981 31")
COUNTEREXAMPLES = ("011 22", "11122", "111 222")
