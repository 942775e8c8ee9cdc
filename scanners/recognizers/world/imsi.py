"""Number of a mobile subscriber (IMSI).

Fifteen digits: country (the first digit 2 to 7), network, subscriber. There is no check digit.
https://www.itu.int/rec/T-REC-E.212
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w.-])[2-7][0-9]{14}(?![\w.-])"
WORDS = ("imsi", "subscriber", "sim")
ALONE = 0.15
SHARE = 0.95
EXAMPLES = ("262011234567890", "310150123456789", "460001234567890")
COUNTEREXAMPLES = ("162011234567890", "26201123456789", "2620112345678901")
