"""Number of an Indian voter card (EPIC).

Three letters and seven digits; the form alone is weak.
https://en.wikipedia.org/wiki/Voter_ID_(India)
"""

CATEGORY = "national_id"
KIND = None
PATTERN = r"(?<![\w-])[A-Z]{3}[0-9]{7}(?![\w-])"
WORDS = ("voter", "epic", "voter id")
ALONE = 0.2
SHARE = 0.95
EXAMPLES = ("ABC1234567", "XYZ0000001", "KLM7654321")
COUNTEREXAMPLES = ("AB1234567", "ABC123456", "abc1234567")
