"""Number of a payment card of which the last digits are left.

Groups of stars, crosses or dots, then four digits, as PCI DSS 3.4 lets them be shown.
https://www.pcisecuritystandards.org/document_library/
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"(?<![\w*•])(?:[0-9]{4,6}[ -]?)?[*xX•]{2,6}[ -]?(?:[*xX•]{4,6}[ -]?){1,2}[0-9]{4}(?!\w)"
WORDS = ("card", "last4", "masked", "pan")
ALONE = 0.85
SHARE = 0.5
EXAMPLES = ("**** **** **** 4242", "xxxx-xxxx-xxxx-0005", "411111******1111")
COUNTEREXAMPLES = ("**** 12", "4242 4242 4242 4242", "********")
