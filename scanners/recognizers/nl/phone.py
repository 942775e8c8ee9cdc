"""Dutch telephone number in national form.

Ten digits: 06 and eight, or 0, the area, and the number, with a hyphen or a space.
https://www.acm.nl/nl/telecom/telefoonnummers
"""

from scanners.recognizers.checksums import digits

CATEGORY = "phone"
KIND = None
PATTERN = r"(?<![\w.+-])0(?:6|[1-578][0-9]{1,2})[ -][0-9]{2,4}(?: ?[0-9]{2,4}){1,3}(?![\w-])"
WORDS = ("telefoon", "telefoonnummer", "mobiel", "tel", "fax", "phone")
ALONE = 0.75
SHARE = 0.85
EXAMPLES = ("06-12345678", "020 123 4567", "0184 123456")
COUNTEREXAMPLES = ("0612345678", "06-1234567", "16-12345678")


def valid(text: str) -> bool:
    """Whether there are ten digits."""
    return len(digits(text)) == 10
