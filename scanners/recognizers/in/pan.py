"""Indian permanent account number (PAN) of the income tax.

Five letters, four digits, a letter; the fourth letter says what the holder is: P a person, H a
family, and others for companies, which are left out.
https://en.wikipedia.org/wiki/Permanent_account_number
"""

CATEGORY = "national_id"
KIND = "tax_id"
PATTERN = r"\b[A-Z]{3}[PH][A-Z][0-9]{4}[A-Z]\b"
WORDS = ("pan", "permanent account", "pan card", "tax")
ALONE = 0.93
SHARE = 0.5
EXAMPLES = ("ABCPE1234F", "ZZZPZ9999Z", "AAAHK0001A")
COUNTEREXAMPLES = ("ABCDE1234F", "ABCPE12345", "ABCPE0000F")


def valid(text: str) -> bool:
    """Whether the digits are not all zeros."""
    return text[5:9] != "0000"
