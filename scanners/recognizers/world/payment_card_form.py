"""Sixteen digits in the groups of a payment card, without a look at the check digit.

Four groups of four with spaces or hyphens, the first digit 2 to 6; cards that were made up for
tests are like that, and so may be other numbers.
https://en.wikipedia.org/wiki/Payment_card_number
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"(?<![\w.-])[2-6][0-9]{3}(?:[ -][0-9]{4}){3}(?![\w-])"
WORDS = ("card", "card number", "credit card", "cc", "pan", "kreditkarte", "carte", "tarjeta")
ALONE = 0.6
SHARE = 0.7
EXAMPLES = ("4242 4242 4242 4241", "5555-5555-5555-0000", "6000 0000 0000 0001")
COUNTEREXAMPLES = ("4242424242424241", "9242 4242 4242 4241", "4242 4242 4242")
