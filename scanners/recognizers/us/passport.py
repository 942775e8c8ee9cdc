"""Number of a US passport.

Nine digits, or a letter and eight digits since 2021. The form alone says little.
https://travel.state.gov/content/travel/en/passports/passport-help/next-generation-passport.html
"""

CATEGORY = "national_id"
KIND = "passport"
PATTERN = r"(?<![\w.-])[A-Z][0-9]{8}(?![\w.-])"
WORDS = ("passport", "passport number", "passport no")
ALONE = 0.15
SHARE = 0.95
EXAMPLES = ("A12345678", "Z00000001", "X98765432")
COUNTEREXAMPLES = ("A1234567", "12345678A", "AB1234567")
