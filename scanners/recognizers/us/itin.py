"""US individual taxpayer identification number (ITIN).

Nine digits in the form of an SSN that begin with 9; the fourth and fifth are 50 to 65, 70 to 88, 90
to 92 or 94 to 99.
https://www.irs.gov/tin/itin/individual-taxpayer-identification-number-itin
"""

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"(?<![\w.-])9[0-9]{2}[- ](?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[- ][0-9]{4}(?![\w-])"
WORDS = ("itin", "taxpayer", "tin", "tax id")
ALONE = 0.85
SHARE = 0.6
EXAMPLES = ("900-70-0000", "912 94 1234", "999-88-9999")
COUNTEREXAMPLES = ("900-93-0000", "900-66-0000", "812-94-1234", "912941234")
