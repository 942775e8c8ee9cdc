"""Portuguese postcode (código postal).

Four digits from 1000 on, a hyphen, three digits.
https://pt.wikipedia.org/wiki/C%C3%B3digo_postal_em_Portugal
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w-])[1-9][0-9]{3}-[0-9]{3}(?![\w-])"
WORDS = ("codigo postal", "código postal", "postal", "cp")
ALONE = 0.55
SHARE = 0.9
EXAMPLES = ("1000-001", "4050-453", "9700-123")
COUNTEREXAMPLES = ("0100-001", "1000001", "1000-0011")
