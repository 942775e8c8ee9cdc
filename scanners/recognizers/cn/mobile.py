"""Chinese mobile number.

Eleven digits that begin with 13 to 19, perhaps with +86 in front.
https://en.wikipedia.org/wiki/Telephone_numbers_in_China
"""

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.-])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![\w.-])"
WORDS = ("mobile", "phone", "shouji", "手机", "tel")
ALONE = 0.45
SHARE = 0.95
EXAMPLES = ("13800138000", "+86 199-0000-0001", "150 1234 5678")
COUNTEREXAMPLES = ("12800138000", "1380013800", "23800138000")
