"""Month a payment card expires in.

Month, a slash or hyphen, year of two or four digits; other months look the same.
https://en.wikipedia.org/wiki/Payment_card
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\A(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[1-4][0-9]\Z"
WORDS = ("expiry", "expires", "exp", "exp date", "valid thru", "card")
ALONE = 0.2
SHARE = 0.95
EXAMPLES = ("04/27", "12-2031", "01 / 30")
COUNTEREXAMPLES = ("13/27", "4/27", "2027-04-01")
