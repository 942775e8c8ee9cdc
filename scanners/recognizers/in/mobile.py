"""Indian mobile number.

Ten digits that begin with 6 to 9, perhaps in two groups of five; other numbers look the same.
https://www.trai.gov.in/
"""

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.+-])(?:0|91[ -]?)?[6-9][0-9]{4}[ -]?[0-9]{5}(?![\w.-])"
WORDS = ("mobile", "phone", "contact", "whatsapp", "cell")
ALONE = 0.25
SHARE = 0.95
EXAMPLES = ("98765 43210", "9000000001", "91-6123456789")
COUNTEREXAMPLES = ("58765 43210", "987654321", "98765432101")
