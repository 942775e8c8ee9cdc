"""Number of a British passport.

Nine digits, without a check digit outside the machine-readable zone; the form alone says nothing.
https://en.wikipedia.org/wiki/British_passport
"""

CATEGORY = "national_id"
KIND = "passport"
PATTERN = r"(?<![\w.-])[0-9]{9}(?:GBR)?(?![\w.-])"
WORDS = ("passport", "passport number", "passport no")
ALONE = 0.05
SHARE = 0.95
EXAMPLES = ("107185703", "925665416GBR", "000000001")
COUNTEREXAMPLES = ("10718570", "1071857033", "A07185703")
