"""Japanese postcode (郵便番号).

Three digits, a hyphen, four digits, perhaps with the sign 〒 in front.
https://en.wikipedia.org/wiki/Postal_codes_in_Japan
"""

CATEGORY = "address"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{3}-[0-9]{4}(?![\w-])"
WORDS = ("postcode", "postal", "yubin", "郵便番号", "zip")
ALONE = 0.3
SHARE = 0.95
EXAMPLES = ("100-0001", "〒150-0002", "999-9999")
COUNTEREXAMPLES = ("1000001", "100-001", "100-00011")
