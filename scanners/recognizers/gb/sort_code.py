"""British bank sort code.

Three pairs of digits; a date may look the same.
https://en.wikipedia.org/wiki/Sort_code
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"(?<![\w-])[0-9]{2}-[0-9]{2}-[0-9]{2}(?![\w-])"
WORDS = ("sort code", "sortcode", "bank")
ALONE = 0.25
SHARE = 0.95
EXAMPLES = ("20-00-00", "12-34-56", "09-01-28")
COUNTEREXAMPLES = ("200000", "20-00", "20-00-000")
