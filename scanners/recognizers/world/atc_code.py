"""Code of a medicine (ATC).

A letter of the organ, two digits, two letters, two digits.
https://www.who.int/tools/atc-ddd-toolkit/atc-classification
"""

CATEGORY = "health"
KIND = None
PATTERN = r"(?<![\w-])[ABCDGHJLMNPRSV][01][0-9][A-X][A-X][0-9]{2}(?![\w-])"
WORDS = ("atc", "drug", "medication", "medicine", "wirkstoff", "medicament")
ALONE = 0.75
SHARE = 0.8
EXAMPLES = ("A10BA02", "N02BE01", "C09AA05")
COUNTEREXAMPLES = ("E10BA02", "A10BA2", "A90BA02")
