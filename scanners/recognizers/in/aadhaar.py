"""Indian Aadhaar number.

Twelve digits, the first 2 to 9; the last is a check digit by Verhoeff. A palindrome is not given
out.
https://uidai.gov.in/en/my-aadhaar/about-your-aadhaar.html
"""

from scanners.recognizers.checksums import digits, verhoeff

CATEGORY = "national_id"
KIND = None
PATTERN = r"\b[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}\b"
WORDS = ("aadhaar", "aadhar", "adhaar", "uid", "uidai")
ALONE = 0.85
SHARE = 0.8
EXAMPLES = ("9999 4105 7058", "999971058103", "2345-6789-0124")
COUNTEREXAMPLES = ("9999 4105 7050", "199941057058", "99994105705")


def valid(text: str) -> bool:
    """Whether the check digit is right."""
    number = digits(text)
    return number != number[::-1] and verhoeff(number)
