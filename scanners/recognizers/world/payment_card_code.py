"""Security code of a payment card (CVV, CVC, CID).

Three or four digits: only a name can tell. It must not be kept at all (PCI DSS 3.3.1).
https://www.pcisecuritystandards.org/document_library/
"""

CATEGORY = "financial_account"
KIND = None
PATTERN = r"\A[0-9]{3,4}\Z"
WORDS = ("cvv", "cvc", "cvv2", "cvc2", "cid", "csc", "security code")
ALONE = 0.0
SHARE = 0.95
EXAMPLES = ("123", "0000", "987")
COUNTEREXAMPLES = ("12", "12345", "12a")
